"""Suspension with its end, withdrawal without one, and the report that a person decides."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.db import IntegrityError, connection, transaction
from django.test import Client

from accounts.enums import AccountStatus
from accounts.errors import NotYourself, UsernameTaken, WrongStatus
from accounts.models import AccessSanction, OrderReport, User
from accounts.services import (
    create_person,
    impose_suspension,
    issue_enrolment,
    purge_sanctions,
    reinstate_user,
    report_to_order,
    tidy_ended_suspensions,
    withdraw_access,
)
from core import clock
from core.errors import Forbidden, InvalidInput, NotFound
from core.scoping import acting_as, system_actor
from practices import queries, services
from privacy.services.pending_acts import ask_withdrawal
from tests.factories.accounts import actor_of, invited, next_code, person, session_of, signed_in
from tests.factories.practices import World, make_world
from tests.personas import CAMILLE, CHARLIE, DR_MARTIN, INES, NADIA, PASSWORD

pytestmark = pytest.mark.django_db
SECOND = timedelta(seconds=1)
WHY = "Mot de passe prêté à un tiers"


@pytest.fixture
def travel() -> Iterator[time_machine.Traveller]:
    with time_machine.travel("2026-11-23T09:00:00Z", tick=False) as moved:
        yield moved


def suspend(user: User, **terms: Any) -> AccessSanction:
    return impose_suspension(actor=system_actor(), user_id=user.id, **{"reason": WHY, "severity": "serious", **terms})


@pytest.mark.requirement("CH-17")
def test_a_suspension_acts_at_the_next_request_and_ends_by_itself_at_its_hour(
    db: Any, travel: time_machine.Traveller
) -> None:
    """Within the same minute: the sessions are gone, 401. At its hour the person signs in again, no job needed."""
    user = person()
    client, end = signed_in(Client(), user), clock.now() + timedelta(days=3)
    assert client.get("/api/v1/practices").status_code == 200
    suspend(user, ends_at=end)
    assert client.get("/api/v1/practices").status_code == 401
    send = {"content_type": "application/json"}
    credentials = {"username": user.username, "password": PASSWORD}
    travel.move_to(end - SECOND)
    assert Client().post("/api/v1/session", credentials, **send).status_code == 401
    travel.move_to(end)
    fresh = Client()
    assert fresh.post("/api/v1/session", credentials, **send).status_code == 200
    assert fresh.post("/api/v1/session/otp", {"code": next_code(user)}, **send).status_code == 200
    assert User.objects.get(id=user.id).status == AccountStatus.SUSPENDED, "nobody has tidied the row yet"
    assert tidy_ended_suspensions() == 1
    assert (User.objects.get(id=user.id).status, tidy_ended_suspensions()) == (AccountStatus.ACTIVE, 0)
    assert fresh.get("/api/v1/practices").status_code == 200


@pytest.mark.requirement("CH-17")
def test_rights_come_back_at_the_hour_and_not_an_instant_before(db: Any, travel: time_machine.Traveller) -> None:
    world = make_world()
    end = clock.now() + timedelta(days=1)
    suspend(world.people[CAMILLE], ends_at=end)
    for at, held in ((end - timedelta(microseconds=1), False), (end, True)):
        travel.move_to(at)
        assert bool(world.actor(CAMILLE).grants) is held, at


def test_a_suspension_without_end_lasts_until_somebody_lifts_it(db: Any, travel: time_machine.Traveller) -> None:
    user, manager = person(), person(NADIA)
    sanction = suspend(user)
    travel.shift(timedelta(days=1000))
    assert not User.objects.get(id=user.id).is_active
    reinstate_user(actor=actor_of(manager, platform=True), user_id=user.id)
    sanction.refresh_from_db()
    assert (sanction.lifted_at, sanction.lifted_by_id) == (clock.now(), manager.id)
    assert User.objects.get(id=user.id).is_active


def test_an_invitation_suspended_for_a_time_is_an_invitation_again(db: Any, travel: time_machine.Traveller) -> None:
    user = invited("lucie")
    suspend(user, ends_at=clock.now() + SECOND)
    with pytest.raises(WrongStatus):
        issue_enrolment(actor=system_actor(), user_id=user.id)
    travel.shift(SECOND)
    assert issue_enrolment(actor=system_actor(), user_id=user.id)


@pytest.mark.requirement("CH-18")
def test_a_withdrawal_is_final_and_only_a_new_account_returns(db: Any) -> None:
    user = person("lucie")
    client = signed_in(Client(), user)
    sanction = withdraw_access(actor=system_actor(), user_id=user.id, reason=WHY, severity="grave")
    assert client.get("/api/v1/practices").status_code == 401
    for act in (reinstate_user, issue_enrolment):
        with pytest.raises(WrongStatus):
            act(actor=system_actor(), user_id=user.id)
    with pytest.raises(IntegrityError), transaction.atomic():
        AccessSanction.objects.filter(id=sanction.id).update(lifted_at=clock.now())
    with pytest.raises(UsernameTaken):
        create_person(actor=system_actor(), username="lucie", display_name="Lucie")
    again = create_person(actor=system_actor(), username="lucie2", display_name="Lucie")
    assert (again.status, again.id != user.id) == (AccountStatus.INVITED, True)


@pytest.mark.requirement("CH-19")
def test_a_report_is_a_person_s_decision_and_never_the_product_s(db: Any) -> None:
    """A grave sanction reports nothing by itself; a manager does; the system may not; the database wants a person."""
    user, manager = person(), person(NADIA)
    sanction = suspend(user, severity="grave")
    assert not OrderReport.objects.exists()
    with pytest.raises(Forbidden):
        report_to_order(actor=system_actor(), sanction_id=sanction.id, recipient="order", reason=WHY)
    actor = actor_of(manager, platform=True)
    made = report_to_order(actor=actor, sanction_id=sanction.id, recipient="order", reason=WHY)
    assert (made.decided_by_id, made.decided_at <= clock.now()) == (manager.id, True)
    with pytest.raises(InvalidInput):
        report_to_order(actor=actor, sanction_id=sanction.id, recipient="press", reason=WHY)
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT is_nullable FROM information_schema.columns"
            " WHERE table_name = 'accounts_order_report' AND column_name = 'decided_by_id'"
        )
        assert cursor.fetchone() == ("NO",)


def test_the_reason_lies_sealed_and_its_reading_is_a_manager_s(db: Any) -> None:
    world = make_world()
    nadia = world.actor(NADIA)
    sanction = services.suspend_person(actor=nadia, user_id=world.people[CAMILLE].id, reason=WHY, severity="minor")
    with connection.cursor() as cursor:
        cursor.execute("SELECT reason FROM accounts_access_sanction")
        assert b"passe" not in bytes(cursor.fetchone()[0])
    assert services.open_sanction(actor=nadia, sanction_id=sanction.id) == WHY
    for name, error in ((CHARLIE, Forbidden), (INES, Forbidden), (DR_MARTIN, Forbidden)):
        with pytest.raises(error):
            services.open_sanction(actor=world.actor(name), sanction_id=sanction.id)


@pytest.mark.requirement("CH-17")
@pytest.mark.requirement("CH-18")
def test_a_manager_decides_about_her_own_people_only(db: Any) -> None:
    world: World = make_world()
    nadia, terms = world.actor(NADIA), {"reason": WHY, "severity": "serious"}
    for act in (services.suspend_person, ask_withdrawal):
        with pytest.raises(NotFound):
            act(actor=nadia, user_id=world.people[CHARLIE].id, **terms)
        with pytest.raises(NotYourself):
            act(actor=nadia, user_id=world.people[NADIA].id, **terms)
        with pytest.raises(Forbidden):
            act(actor=world.actor(CAMILLE), user_id=world.people[INES].id, **terms)
    services.suspend_person(actor=nadia, user_id=world.people[CAMILLE].id, **terms)
    with acting_as(nadia):
        (known,) = queries.sanctions_of(nadia, world.people[CAMILLE].id)
    assert (known.kind, known.severity, known.decided_by_id) == ("suspension", "serious", nadia.user_id)


@pytest.mark.parametrize(
    "wrong",
    [{"reason": "  "}, {"reason": "..."}, {"severity": "huge"}, {"ends_at": "now"}],
    ids=lambda w: next(iter(w)),
)
def test_a_sanction_with_a_wrong_value_changes_nothing(db: Any, wrong: dict[str, Any], travel: Any) -> None:
    user = person()
    with pytest.raises(InvalidInput), transaction.atomic():
        suspend(user, **({"ends_at": clock.now()} if "ends_at" in wrong else wrong))
    assert User.objects.get(id=user.id).is_active


@pytest.mark.requirement("CH-17")
def test_sanctions_are_forgotten_three_years_after_their_end(db: Any, travel: time_machine.Traveller) -> None:
    ended, withdrawn, running = person("finie"), person("retiree"), person("encours")
    suspend(ended, ends_at=clock.now() + timedelta(days=10))
    withdraw_access(actor=system_actor(), user_id=withdrawn.id, reason=WHY, severity="grave")
    suspend(running)
    left = lambda: {row.user_id for row in AccessSanction.objects.all()}  # noqa: E731
    term = timedelta(days=3 * 365)
    purge = lambda: purge_sanctions(ended_before=clock.now() - term)  # noqa: E731
    travel.shift(term - timedelta(days=1))
    assert (purge(), len(left())) == (0, 3)
    travel.shift(timedelta(days=1))
    assert purge() == 1
    assert left() == {ended.id, running.id}
    travel.shift(timedelta(days=10))
    assert purge() == 1
    assert left() == {running.id}


def test_the_database_knows_no_end_without_a_suspension(db: Any) -> None:
    user = person()
    with pytest.raises(IntegrityError), transaction.atomic():
        User.objects.filter(id=user.id).update(suspended_until=clock.now())
    assert session_of(signed_in(Client(), user)).second_factor == "totp"
