"""Two persons: one asks, another confirms within a week; nothing is done before, and both stand in the journal."""

from datetime import timedelta

import pytest
import time_machine
from django.db import IntegrityError, transaction

from accounts.enums import AccountStatus
from accounts.errors import NotYourself
from accounts.models import AccessSanction, User
from audit import services as audit
from audit.actions import Action
from core import clock
from core.errors import Forbidden, InvalidInput, NotFound, StepUpRequired
from core.scoping import Actor, acting_as, system_actor
from practices.enums import SecretariatRole
from practices.services import join_secretariat
from privacy.errors import ActAsked, ActSettled, ActTooOld, OtherPersonRequired
from privacy.models import ExchangeChannel, PendingAct
from privacy.services.pending_acts import (
    LASTS,
    ask_channel,
    ask_withdrawal,
    confirm_act,
    drop_act,
    forget_acts,
    waiting_acts,
)
from tests.factories.practices import World, make_person
from tests.freshness import fresh
from tests.personas import CAMILLE, CHARLIE, DR_MARTIN, INES, NADIA

pytestmark = [pytest.mark.django_db, pytest.mark.requirement("CH-08")]
WHY = "Dossiers ouverts sans motif"


@pytest.fixture
def nadia(world: World) -> Actor:
    return fresh(world.actor(NADIA))


@pytest.fixture
def asked(world: World, nadia: Actor) -> PendingAct:
    return ask_withdrawal(actor=nadia, user_id=world.people[CAMILLE].id, reason=WHY, severity="grave")


def status(world: World, name: str = CAMILLE) -> str:
    return str(User.objects.get(id=world.people[name].id).status)


def test_nothing_happens_before_another_person_confirms_and_both_are_journalled(
    world: World, nadia: Actor, ines: Actor, journal: list[audit.Event]
) -> None:
    asked = ask_withdrawal(actor=nadia, user_id=world.people[CAMILLE].id, reason=WHY, severity="grave")
    assert status(world) == AccountStatus.ACTIVE and not AccessSanction.objects.exists()
    done = confirm_act(actor=ines, act_id=asked.id)
    assert (done.outcome, done.settled_by_id) == ("confirmed", ines.user_id)
    assert status(world) == AccountStatus.CLOSED
    sanction = AccessSanction.objects.get()
    assert (sanction.kind, sanction.decided_by_id, sanction.reason.open()) == ("withdrawal", nadia.user_id, WHY)
    told = {(event.action, event.actor.user_id if event.actor else None) for event in journal}
    assert told >= {(Action.PENDING_ACT_ASKED, nadia.user_id), (Action.PENDING_ACT_CONFIRMED, ines.user_id)}
    assert not [event for event in journal if WHY in str(event.details)]


def test_the_same_person_is_refused_and_so_is_whoever_gave_no_code(
    world: World, nadia: Actor, asked: PendingAct
) -> None:
    with pytest.raises(OtherPersonRequired):
        confirm_act(actor=nadia, act_id=asked.id)
    with pytest.raises(StepUpRequired):
        confirm_act(actor=world.actor(INES), act_id=asked.id)
    assert status(world) == AccountStatus.ACTIVE


def test_the_database_refuses_one_person_twice_and_a_confirmation_too_late(nadia: Actor, asked: PendingAct) -> None:
    rows = PendingAct.objects.filter(id=asked.id)
    late = {"settled_by_id": None, "settled_at": clock.now() + LASTS}
    for settled in ({"settled_by_id": nadia.user_id, "settled_at": clock.now()}, late):
        with pytest.raises(IntegrityError), transaction.atomic():
            rows.update(outcome="confirmed", **settled)


def test_a_request_lapses_after_a_week_and_may_be_made_again(
    world: World, nadia: Actor, ines: Actor, asked: PendingAct, travel: time_machine.Traveller
) -> None:
    with pytest.raises(ActAsked):
        ask_withdrawal(actor=nadia, user_id=world.people[CAMILLE].id, reason=WHY, severity="minor")
    travel.shift(LASTS)
    with pytest.raises(ActTooOld):
        confirm_act(actor=fresh(ines), act_id=asked.id)
    assert waiting_acts(ines) == [] and status(world) == AccountStatus.ACTIVE
    again = ask_withdrawal(actor=nadia, user_id=world.people[CAMILLE].id, reason=WHY, severity="grave")
    travel.shift(LASTS - timedelta(seconds=1))
    assert confirm_act(actor=fresh(ines), act_id=again.id).outcome == "confirmed"


def test_who_may_settle_it_and_who_never_hears_of_it(world: World, ines: Actor, asked: PendingAct) -> None:
    for name in (CAMILLE, CHARLIE, DR_MARTIN):
        stranger = fresh(world.actor(name))
        assert waiting_acts(stranger) == []
        for settle in (confirm_act, drop_act):
            with pytest.raises(NotFound):
                settle(actor=stranger, act_id=asked.id)
    (waiting,) = waiting_acts(ines)
    assert waiting.terms == {"reason": WHY, "severity": "grave"}
    assert drop_act(actor=ines, act_id=asked.id).outcome == "dropped"
    with pytest.raises(ActSettled):
        confirm_act(actor=ines, act_id=asked.id)
    assert status(world) == AccountStatus.ACTIVE


def test_nobody_settles_what_is_about_themselves(world: World, ines: Actor) -> None:
    other = make_person()
    house = world.ours.secretariat
    join_secretariat(actor=system_actor(), secretariat_id=house.id, user_id=other.id, role=SecretariatRole.MANAGER)
    asked = ask_withdrawal(actor=world.actor(NADIA), user_id=world.people[INES].id, reason=WHY, severity="grave")
    assert waiting_acts(ines) == []
    for settle in (confirm_act, drop_act):
        with pytest.raises(NotFound):
            settle(actor=ines, act_id=asked.id)


def test_only_who_could_decide_alone_may_ask(world: World, nadia: Actor) -> None:
    with pytest.raises(Forbidden):
        ask_withdrawal(actor=world.actor(INES), user_id=world.people[CAMILLE].id, reason=WHY, severity="grave")
    with pytest.raises(NotFound):
        ask_withdrawal(actor=nadia, user_id=world.people[CHARLIE].id, reason=WHY, severity="grave")
    with pytest.raises(NotYourself):
        ask_withdrawal(actor=nadia, user_id=world.people[NADIA].id, reason=WHY, severity="grave")
    for wrong in ({"reason": "..."}, {"severity": "huge"}):
        with pytest.raises(InvalidInput):
            ask_withdrawal(
                actor=nadia, user_id=world.people[CAMILLE].id, **{"reason": WHY, "severity": "grave", **wrong}
            )
    assert not PendingAct.objects.exists()


@pytest.mark.requirement("CH-04")
def test_a_way_out_opens_once_two_persons_of_the_practice_want_it(world: World, ines: Actor, dr_martin: Actor) -> None:
    practice_id = world.ours.practice.id
    asked = ask_channel(actor=ines, practice_id=practice_id, kind="sftp", target="Depot.example")
    with pytest.raises(ActAsked):
        ask_channel(actor=ines, practice_id=practice_id, kind="sftp", target="depot.example")
    assert not ExchangeChannel.objects.filter(kind="sftp").exists()
    with pytest.raises(OtherPersonRequired):
        confirm_act(actor=ines, act_id=asked.id)
    with acting_as(dr_martin):
        confirm_act(actor=dr_martin, act_id=asked.id)
    assert ExchangeChannel.objects.get(kind="sftp").target == "depot.example"
    charlie = world.actor(CHARLIE)
    with acting_as(charlie), pytest.raises(NotFound):
        drop_act(actor=charlie, act_id=asked.id)


@pytest.mark.requirement("SAS-20")
def test_what_was_asked_is_forgotten_after_its_year(ines: Actor, asked: PendingAct) -> None:
    system = system_actor()
    before = clock.now() - timedelta(seconds=1)
    assert forget_acts(actor=system, practice_id=None, asked_before=before, limit=9) == 0
    assert forget_acts(actor=system, practice_id=None, asked_before=clock.now(), limit=9) == 1
    assert not PendingAct.objects.exists()
