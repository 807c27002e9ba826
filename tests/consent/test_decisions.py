"""What a person decides about a purpose is in force at once; each act belongs to the one basis of the purpose (K10)."""

from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
import time_machine
from django.db import DatabaseError, IntegrityError, connection, transaction

from consent import services
from consent.decisions import NO, STOPPABLE, YES, Decision, Reach, fits, stopped
from consent.errors import ConsentRequired, NoNoticeInForce, NotByConsent, NoticeOutdated, NotObjectable
from consent.models import ConsentRecord
from consent.purposes import TERMS, LegalBasis, Purpose
from consent.queries import decisions_of, is_stopped, last_decision, reach_for
from core import clock
from core.errors import Forbidden, InvalidInput, NotFound
from core.scoping import acting_as, system_actor
from tests.factories.practices import World, make_world
from tests.personas import CAMILLE, CHARLIE, INES, NADIA

pytestmark = pytest.mark.django_db
TEXT = "Votre médecin partage des éléments de votre dossier pour préparer la consultation."


@pytest.fixture
def world(db: Any) -> Iterator[World]:
    world = make_world()
    actor = system_actor(world.ours.practice.id)
    with acting_as(actor):
        services.publish_notice(actor=actor, practice_id=world.ours.practice.id, text=TEXT, purpose=Purpose.PREPARATION)
    yield world


@pytest.fixture
def person() -> UUID:
    return uuid4()


@pytest.fixture
def decide(world: World, person: UUID) -> Callable[..., ConsentRecord]:
    """`decide(services.give_consent, Purpose.PREPARATION, notice_version=1)` as camille, on the phone."""

    def call(act: Any, purpose: Purpose, *, who: str = CAMILLE, **more: Any) -> ConsentRecord:
        actor = world.actor(who)
        with acting_as(actor):
            record: ConsentRecord = act(
                actor=actor,
                practice_id=world.ours.practice.id,
                subject_id=person,
                purpose=purpose,
                **{"channel": "phone", **more},
            )
        return record

    return call


@pytest.fixture
def stands(world: World, person: UUID) -> Callable[[Purpose], bool]:
    """Whether a purpose may be pursued for the person, now."""

    def ask(purpose: Purpose) -> bool:
        with acting_as(world.actor(CAMILLE)):
            return not is_stopped(world.ours.practice.id, person, purpose)

    return ask


@pytest.mark.requirement("K10")
@pytest.mark.requirement("ST-12")
def test_each_purpose_has_one_basis_and_only_the_acts_of_that_basis() -> None:
    assert TERMS.keys() == set(Purpose)
    acts = {purpose: {decision for decision in Decision if fits(decision, purpose)} for purpose in Purpose}
    assert acts[Purpose.PREPARATION] == {Decision.GIVEN, Decision.WITHDRAWN}
    assert acts[Purpose.REMINDERS] == {Decision.ACCEPTED, Decision.OBJECTED}
    assert all(not acts[purpose] for purpose in Purpose if TERMS[purpose].basis is LegalBasis.CONTRACT)
    assert {purpose for purpose in Purpose if acts[purpose]} == set(STOPPABLE)
    assert YES.keys() == NO.keys()


@pytest.mark.requirement("K10")
def test_a_consent_is_waited_for_and_an_interest_goes_on_until_an_objection() -> None:
    assert stopped(Purpose.PREPARATION, None)
    assert not stopped(Purpose.PREPARATION, Decision.GIVEN)
    assert stopped(Purpose.PREPARATION, Decision.WITHDRAWN)
    assert not stopped(Purpose.REMINDERS, None)
    assert stopped(Purpose.REMINDERS, Decision.OBJECTED)
    assert not stopped(Purpose.REMINDERS, Decision.ACCEPTED)
    assert not any(stopped(Purpose.APPOINTMENTS, decision) for decision in (None, *Decision))


@pytest.mark.requirement("ST-26")
def test_a_consent_is_taken_back_by_one_act_with_less_to_say_than_to_give_it(
    decide: Callable[..., ConsentRecord], stands: Callable[[Purpose], bool], world: World, person: UUID
) -> None:
    assert not stands(Purpose.PREPARATION)
    call = uuid4()
    given = decide(services.give_consent, Purpose.PREPARATION, notice_version=1, call_id=call)
    assert given.notice is not None
    assert (given.notice.version, given.channel, given.call_id) == (1, "phone", call)
    assert given.recorded_by_id == world.people[CAMILLE].id
    assert stands(Purpose.PREPARATION)
    decide(services.withdraw_consent, Purpose.PREPARATION)
    assert not stands(Purpose.PREPARATION)
    with acting_as(world.actor(CAMILLE)):
        kept = [line.decision for line in decisions_of(world.ours.practice.id, person)]
    assert kept == ["withdrawn", "given"]


@pytest.mark.requirement("ST-28")
@pytest.mark.requirement("K10")
def test_an_objection_stops_reminders_and_nothing_else_until_it_is_lifted(
    decide: Callable[..., ConsentRecord], stands: Callable[[Purpose], bool]
) -> None:
    decide(services.give_consent, Purpose.PREPARATION, notice_version=1)
    assert stands(Purpose.REMINDERS)
    decide(services.object_to_purpose, Purpose.REMINDERS)
    assert not stands(Purpose.REMINDERS)
    assert stands(Purpose.PREPARATION)
    assert stands(Purpose.APPOINTMENTS)
    decide(services.accept_purpose, Purpose.REMINDERS)
    assert stands(Purpose.REMINDERS)


@pytest.mark.requirement("K10")
def test_a_withdrawal_stops_only_what_rests_on_consent(
    decide: Callable[..., ConsentRecord], stands: Callable[[Purpose], bool]
) -> None:
    for purpose in set(Purpose) - {Purpose.PREPARATION}:
        with pytest.raises(NotByConsent) as refused:
            decide(services.withdraw_consent, purpose)
        assert refused.value.extra == {"legal_basis": TERMS[purpose].basis.value}
        with pytest.raises(NotByConsent):
            decide(services.give_consent, purpose, notice_version=1)
        assert stands(purpose)
    for purpose in set(Purpose) - {Purpose.REMINDERS}:
        with pytest.raises(NotObjectable):
            decide(services.object_to_purpose, purpose)


@pytest.mark.requirement("ST-26")
@pytest.mark.parametrize("purpose", STOPPABLE)
def test_stop_this_is_one_act_whatever_the_basis(
    decide: Callable[..., ConsentRecord], stands: Callable[[Purpose], bool], purpose: Purpose
) -> None:
    decide(services.stop_purpose, purpose)
    assert not stands(purpose)


def test_what_the_person_asks_for_themselves_is_not_stopped_by_a_word(decide: Callable[..., ConsentRecord]) -> None:
    with pytest.raises(NotObjectable):
        decide(services.stop_purpose, Purpose.APPOINTMENTS)


@pytest.mark.requirement("ST-13")
def test_how_to_be_reached_is_chosen_with_the_purpose_and_ends_with_it(
    decide: Callable[..., ConsentRecord], world: World, person: UUID
) -> None:
    def reach() -> Reach | None:
        with acting_as(world.actor(CAMILLE)):
            return reach_for(world.ours.practice.id, person, Purpose.REMINDERS)

    assert reach() is None
    decide(services.accept_purpose, Purpose.REMINDERS, reach=Reach.SMS)
    assert reach() is Reach.SMS
    decide(services.accept_purpose, Purpose.REMINDERS, reach=Reach.EMAIL)
    assert reach() is Reach.EMAIL
    decide(services.object_to_purpose, Purpose.REMINDERS)
    assert reach() is None


@pytest.mark.requirement("ST-26")
def test_a_consent_names_the_text_of_its_own_purpose_in_force(
    decide: Callable[..., ConsentRecord], world: World
) -> None:
    with pytest.raises(ConsentRequired):
        decide(services.give_consent, Purpose.PREPARATION, notice_version=None)
    with pytest.raises(NoticeOutdated):
        decide(services.give_consent, Purpose.PREPARATION, notice_version=2)
    theirs = world.actor(CHARLIE)
    with acting_as(theirs), pytest.raises(NoNoticeInForce):
        services.give_consent(
            actor=theirs,
            practice_id=world.theirs.practice.id,
            subject_id=uuid4(),
            purpose=Purpose.PREPARATION,
            notice_version=1,
            channel="phone",
        )
    with pytest.raises(InvalidInput):
        decide(services.withdraw_consent, Purpose.PREPARATION, channel="pigeon")


def test_only_who_may_records_a_decision(decide: Callable[..., ConsentRecord]) -> None:
    with pytest.raises(Forbidden):
        decide(services.stop_purpose, Purpose.REMINDERS, who=NADIA)
    with pytest.raises(NotFound):
        decide(services.stop_purpose, Purpose.REMINDERS, who=CHARLIE)
    assert decide(services.stop_purpose, Purpose.REMINDERS, who=INES).id


def test_of_two_decisions_of_one_instant_the_later_one_decides(
    decide: Callable[..., ConsentRecord], stands: Callable[[Purpose], bool], world: World, person: UUID
) -> None:
    with time_machine.travel(clock.now(), tick=False):
        for _ in range(5):
            decide(services.object_to_purpose, Purpose.REMINDERS)
            assert not stands(Purpose.REMINDERS)
            decide(services.accept_purpose, Purpose.REMINDERS)
            assert stands(Purpose.REMINDERS)
    with acting_as(world.actor(CAMILLE)):
        last = last_decision(world.ours.practice.id, person, Purpose.REMINDERS)
        assert last is not None
        assert last.at - clock.now() < timedelta(seconds=1)


def test_a_decision_is_never_rewritten_nor_removed_by_the_product(
    decide: Callable[..., ConsentRecord], world: World
) -> None:
    decide(services.stop_purpose, Purpose.REMINDERS)
    with acting_as(world.actor(CAMILLE)), connection.cursor() as cursor:
        for statement, refusal in (
            # Only an erasure that the journal tells may remove it, and the database asks at commit.
            ("DELETE FROM consent_consentrecord", "the journal does not say"),
            ("UPDATE consent_consentrecord SET decision = 'accepted'", "permission denied"),
            ("TRUNCATE consent_consentrecord", "permission denied"),
        ):
            with pytest.raises(DatabaseError, match=refusal), transaction.atomic():
                cursor.execute(statement)
                connection.check_constraints()


def test_a_consent_without_its_text_is_refused_by_the_database(world: World, person: UUID) -> None:
    with acting_as(world.actor(CAMILLE)), pytest.raises(IntegrityError, match="consentrecord_given_to_a_text"):
        ConsentRecord.objects.create(
            practice_id=world.ours.practice.id,
            subject_id=person,
            purpose="preparation",
            decision="given",
            channel="phone",
            at=clock.now(),
        )
