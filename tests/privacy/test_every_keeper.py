"""Through the engine, one night a day before the term and one a day after: every keeper ends what it finds (§4).

A keeper whose act did nothing would fail its line here, or the test that `ELSEWHERE` names.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
import time_machine
from django.db import connection, transaction

from accounts.models import AccessSanction, SignIn
from accounts.services import impose_suspension
from booking.models import Appointment, AttendanceMeasure
from booking.services import decide_measure
from calls.models import CallRecording, CallSession, InboxMessage, PractitionerMessage
from consent.models import Charter, CharterAcceptance, NoticeRecord
from core import clock
from core.months import months_later
from core.scoping import Actor, acting_as, system_actor
from instructions.models import UrgencyRun
from instructions.services import begin_urgency
from notifications.kinds import Kind, Medium
from notifications.models import Delivery
from notifications.states import State
from outbox.models import OutboxRow
from outbox.services import enqueue
from patients.models import Patient
from practices.models import PracticeMembership, SecretariatMembership
from privacy.models import (
    AuthorityRequest,
    ContactTicket,
    DeathReport,
    DeletionInstruction,
    HoldGround,
    Incident,
    PendingAct,
)
from privacy.retention import keepers
from privacy.retention.engine import apply_all
from privacy.retention.keeping import Keeper, Level
from privacy.retention.plan import of_practice
from privacy.retention.rules import BY_ID
from privacy.services.deaths import confirm_death
from privacy.services.holds import lift_hold, place_hold
from privacy.services.incidents import declare_incident
from tests.audit.journal import rows, seal, write
from tests.factories.booking import MONDAY, at, book
from tests.factories.consignes import make_protocol
from tests.factories.deaths import make_report, somebody
from tests.factories.patients import make_patient
from tests.factories.practices import House, World, make_person, make_practice
from tests.privacy import test_retention_engine, test_retention_of_people, test_retention_of_traces
from tests.privacy.more_of_a_life import a_call, a_message
from tests.web.portal import test_account

DAY = timedelta(days=1)
# Long enough ago for the database's own clock, which no test moves.
PAST = datetime(2018, 3, 10, 9, tzinfo=UTC)
# The keepers that a test of their own follows through the engine.
ELSEWHERE = {
    "erase_idle": "test_r_10_a_person_goes_whole_five_years_after_the_last_visit",
    "erase_returned": "test_r_24_somebody_a_restore_brought_back_is_erased_again",
    "erase_texts": "test_r_12_texts_go_thirty_days_after_the_visit",
    "purge_disclosures": "test_r_04_disclosures_and_messages_go_after_twelve_months",
    "purge_calls": "test_r_04_calls_and_what_vendors_said_go_after_twelve_months",
    "purge_vendors": "test_r_04_calls_and_what_vendors_said_go_after_twelve_months",
    "purge_evidence": "test_r_15_evidence_outlives_a_shorter_agenda_by_what_is_left_of_five_years",
    "purge_mandates": "test_r_15_a_mandate_goes_five_years_after_its_end",
    "purge_secretaries": "test_r_15_who_left_is_forgotten_five_years_later_and_who_works_here_is_not",
    "forget_files": "test_r_16_a_request_goes_three_years_after_its_answer_unless_a_hold_keeps_the_person",
    "destroy_copies": "test_r_17_a_copy_of_a_document_goes_after_thirty_days_whoever_is_held",
    "forget_closed": "test_r_05_a_closed_account_goes_when_the_operator_s_value_says_and_not_before",
    "forget_idle_patients": (
        "test_r_09_a_patient_s_account_goes_two_years_after_the_last_time_its_holder_told_a_month_before"
    ),
    "forget_idle": "test_r_09_an_idle_account_is_told_a_month_before_and_saved_by_coming_back",
    "nothing": "test_a_hold_suspends_every_rule_until_it_is_lifted",
}


@dataclass
class Stage:
    """`patient`: whom what a scenario lays is about, where it is about anybody."""

    world: World
    ines: Actor
    patient: Patient

    @property
    def ours(self) -> House:
        return self.world.ours

    @property
    def system(self) -> Actor:
        return system_actor(self.ours.practice.id)


# When it reaches its term, and what is left of it.
Laid = tuple[datetime, Callable[[], int]]


def years(moment: datetime, count: int) -> datetime:
    return moment.replace(year=moment.year + count)


def _a_child_s_visit(stage: Stage) -> Laid:
    stage.patient = child = make_patient(stage.ours.practice, "Petit", "Léa", date(2030, 6, 1), phones=("0199001234",))
    with acting_as(stage.system):
        connection.check_constraints()
        visit = book(stage.system, stage.ours, child.id, at("09:00", MONDAY + 21 * DAY))
    assert visit.status == "pending"
    return clock.now() + 7 * DAY, lambda: Appointment.objects.filter(id=visit.id).count()


def _incident(practice: bool) -> Callable[[Stage], Laid]:
    def laid(stage: Stage) -> Laid:
        incident = declare_incident(
            actor=stage.ines, practice_id=stage.ours.practice.id, description="Liste perdue", known_at=clock.now()
        )
        changes: dict[str, Any] = {"closed_at": PAST, "risk": "none", "risk_decided_at": clock.now()}
        if not practice:
            changes |= {"practice": None, "secretariat": stage.ours.secretariat}
        Incident.objects.filter(id=incident.id).update(**changes)
        return years(PAST, 5), lambda: Incident.objects.filter(id=incident.id).count()

    return laid


def _sanction(stage: Stage) -> Laid:
    end = clock.now() + 10 * DAY
    person = make_person("sanctionnee")
    impose_suspension(
        actor=system_actor(), user_id=person.id, reason="Partage de compte", severity="grave", ends_at=end
    )
    return years(end, 3), lambda: AccessSanction.objects.filter(user=person).count()


def _measure(stage: Stage) -> Laid:
    """A year, the longest: its end comes by itself."""
    with acting_as(stage.system):
        measure = decide_measure(
            actor=stage.system, patient_id=stage.patient.id, grade="phone-only", cause="agreed", months=12
        )
    return years(measure.ends_at, 3), lambda: AttendanceMeasure.objects.filter(id=measure.id).count()


def _refused_message(stage: Stage) -> Laid:
    InboxMessage.objects.create(
        account="a", message_key="0" * 64, body="{}", received_at=clock.now(), state=InboxMessage.State.REFUSED
    )
    return clock.now() + 30 * DAY, lambda: InboxMessage.objects.filter(body__isnull=False).count()


def _sign_in(stage: Stage) -> Laid:
    SignIn.objects.create(subject="0" * 64, at=PAST, outcome="bad-credentials", method="password")
    return years(PAST, 1), lambda: SignIn.objects.filter(at=PAST).count()


def _message(practice: bool) -> Callable[[Stage], Laid]:
    def laid(stage: Stage) -> Laid:
        place = stage.ours.practice.id if practice else None
        enqueue(topic="t", practice_id=place, entity_id=stage.patient.id, channel="sms")
        OutboxRow.objects.filter(topic="t").update(state="done", ended_at=clock.now())
        return years(clock.now(), 1), lambda: OutboxRow.objects.filter(topic="t").count()

    return laid


def _acceptance(practice: bool) -> Callable[[Stage], Laid]:
    """Of somebody who left long ago: the database keeps an acceptance five years by its own clock."""

    def laid(stage: Stage) -> Laid:
        user, left = make_person("partie"), {"started_at": PAST - DAY, "ended_at": PAST}
        house = stage.ours
        if practice:
            PracticeMembership.objects.create(practice=house.practice, user=user, role="practice_secretary", **left)
            charter = Charter.objects.filter(practice=house.practice).first()
        else:
            SecretariatMembership.objects.create(secretariat=house.secretariat, user=user, role="secretary", **left)
            charter = Charter.objects.filter(secretariat=house.secretariat).first()
        assert charter is not None
        CharterAcceptance.objects.create(
            practice=house.practice if practice else None, charter=charter, user=user, version=1,
            sha256=charter.sha256, at=PAST - DAY, method="demonstration",
        )  # fmt: skip
        return years(PAST, 5), lambda: CharterAcceptance.objects.filter(user=user).count()

    return laid


def _taken_message(stage: Stage) -> Laid:
    with acting_as(stage.system):
        message_id = a_message(stage.system, stage.ours, stage.patient, ("Rappeler ce soir", "Fait"))
    return months_later(clock.now(), 6), lambda: PractitionerMessage.objects.filter(id=message_id).count()


def _call(stage: Stage) -> Laid:
    stage.patient = make_patient(stage.ours.practice, "Petit", phones=("+33639980041",))
    with acting_as(stage.system):
        a_call(stage.ours.practice, stage.patient)
    return years(clock.now(), 1), lambda: CallSession.objects.count()


def _evidence(stage: Stage) -> Laid:
    told = NoticeRecord.objects.filter(subject_id=stage.patient.id)
    told.update(relation_ended_at=clock.now())
    return years(clock.now(), 5), lambda: NoticeRecord.objects.filter(subject_id=stage.patient.id).count()


def _recording(stage: Stage) -> Laid:
    _call(stage)
    call, end = CallSession.objects.get(), clock.now() + 100 * DAY
    CallRecording.objects.create(
        practice=stage.ours.practice, session=call, reference="rec-42", made_at=clock.now(), erase_after=end
    )
    return end, lambda: CallRecording.objects.count()


def _delivery(stage: Stage) -> Laid:
    with acting_as(stage.system):
        connection.check_constraints()
        visit = book(stage.system, stage.ours, stage.patient.id, at("09:00"))
        said = Delivery.objects.create(
            practice=stage.ours.practice, appointment=visit, kind=Kind.BOOKED.value, channel=Medium.SMS.value,
            version=1, state=State.VOID.value, reason="no-number", due_at=clock.now(), created_at=clock.now(),
            state_at=clock.now(),
        )  # fmt: skip
    return years(clock.now(), 1), lambda: Delivery.objects.filter(id=said.id).count()


def _act_that_waited(practice: bool) -> Callable[[Stage], Laid]:
    def laid(stage: Stage) -> Laid:
        about = {"practice": stage.ours.practice, "kind": "channel"} if practice else {"kind": "withdrawal"}
        if not practice:
            about["person"] = make_person("retiree")
        row = PendingAct.objects.create(
            asked_by=make_person("demandeuse"), asked_at=clock.now(), expires_at=clock.now() + DAY,
            outcome="dropped", terms="{}", settled_at=clock.now(), settled_by=make_person("refusante"), **about,
        )  # fmt: skip
        return years(clock.now(), 1), lambda: PendingAct.objects.filter(id=row.id).count()

    return laid


def _urgency(stage: Stage) -> Laid:
    make_protocol(stage.ours.practice)
    with acting_as(stage.system):
        begin_urgency(actor=stage.system, practice_id=stage.ours.practice.id, patient_id=stage.patient.id)
    return years(clock.now(), 1), lambda: UrgencyRun.objects.count()


def _authority(stage: Stage) -> Laid:
    request = AuthorityRequest.objects.create(
        authority="Tribunal", ground="Réquisition", asked="Un agenda", received_on=date(2041, 1, 10),
        given="Rien", answered_on=date(2041, 1, 14), recorded_at=clock.now(),
    )  # fmt: skip
    return datetime(2046, 1, 14, 9, tzinfo=UTC), lambda: AuthorityRequest.objects.filter(id=request.id).count()


def _instruction(stage: Stage) -> Laid:
    done = DeletionInstruction.objects.create(
        practice_id=stage.ours.practice.id, kind=DeletionInstruction.Kind.values[0], what="Les notes",
        given_on=date(2041, 1, 10), due_on=date(2041, 1, 12), proof="Fait", done_at=clock.now(),
        recorded_at=clock.now(),
    )  # fmt: skip
    return years(clock.now(), 5), lambda: DeletionInstruction.objects.filter(id=done.id).count()


def _ticket(stage: Stage) -> Laid:
    ticket = ContactTicket.objects.create(
        kind="complaint", channel="email", contact="ana@exemple.example", text="Je conteste.",
        received_at=clock.now(), acknowledged_at=clock.now(), answer="Arrêté.", answered_at=clock.now(),
    )  # fmt: skip
    return years(clock.now(), 3), lambda: ContactTicket.objects.filter(id=ticket.id).count()


SCENARIOS: dict[tuple[str, Level], Callable[[Stage], Laid]] = {
    ("empty_bodies", Level.PLATFORM): _refused_message,
    ("forget_authorities", Level.PLATFORM): _authority,
    ("forget_instructions", Level.PRACTICE): _instruction,
    ("forget_pending", Level.PRACTICE): _a_child_s_visit,
    ("forget_pending_acts", Level.PLATFORM): _act_that_waited(practice=False),
    ("forget_pending_acts", Level.PRACTICE): _act_that_waited(practice=True),
    ("forget_tickets", Level.PLATFORM): _ticket,
    ("purge_acceptances", Level.PLATFORM): _acceptance(practice=False),
    ("purge_acceptances", Level.PRACTICE): _acceptance(practice=True),
    ("purge_incidents", Level.PLATFORM): _incident(practice=False),
    ("purge_incidents", Level.PRACTICE): _incident(practice=True),
    ("purge_measures", Level.PRACTICE): _measure,
    ("purge_messages", Level.PLATFORM): _message(practice=False),
    ("purge_messages", Level.PRACTICE): _message(practice=True),
    ("purge_recordings", Level.PRACTICE): _recording,
    ("purge_sanctions", Level.PLATFORM): _sanction,
    ("purge_sign_ins", Level.PLATFORM): _sign_in,
    ("purge_taken_messages", Level.PRACTICE): _taken_message,
    ("purge_told", Level.PRACTICE): _delivery,
    ("purge_urgencies", Level.PRACTICE): _urgency,
}
BY_HAND = {("finish_deaths", Level.PRACTICE), ("purge_journal", Level.PRACTICE), ("purge_journal", Level.PLATFORM)}


def name_of(keeper: Keeper) -> str:
    """Two rules forget something pending: the acts that waited for a second person are told apart."""
    return (
        "forget_pending_acts"
        if (keeper.rule, keeper.act.__name__) == ("R-04", "forget_pending")
        else keeper.act.__name__
    )


def keeper_of(act: str, level: Level) -> Keeper:
    (found,) = (one for one in keepers.KEEPERS if (name_of(one), one.level) == (act, level))
    return found


@pytest.fixture
def stage(world: World, ines: Actor, patient: Patient) -> Iterator[Stage]:
    yield Stage(world, ines, patient)


@pytest.mark.requirement("ST-21", "ST-44", "CH-17")
@pytest.mark.parametrize(("act", "level"), sorted(SCENARIOS), ids=[f"{a}-{lv.value}" for a, lv in sorted(SCENARIOS)])
def test_nothing_goes_a_day_before_its_term_and_all_of_it_a_day_after(
    stage: Stage, travel: time_machine.Traveller, monkeypatch: pytest.MonkeyPatch, act: str, level: Level
) -> None:
    keeper = keeper_of(act, level)
    end, left = SCENARIOS[act, level](stage)
    monkeypatch.setattr(keepers, "KEEPERS", (keeper,))
    held = left()
    assert held >= 1
    for moment, still in ((end - DAY, held), (end + DAY, 0)):
        travel.move_to(moment, tick=False)
        outcome = apply_all(clock.now())
        assert (left(), outcome.failures) == (still, []), moment
    assert outcome.ended[keeper.rule] >= held


@pytest.mark.requirement("CH-12")
def test_r_18_the_operator_is_instructed_to_destroy_the_sound_with_a_day_and_a_proof(
    stage: Stage, travel: time_machine.Traveller, monkeypatch: pytest.MonkeyPatch
) -> None:
    end, left = _recording(stage)
    monkeypatch.setattr(keepers, "KEEPERS", (keeper_of("purge_recordings", Level.PRACTICE),))
    travel.move_to(end + DAY, tick=False)
    assert (apply_all(clock.now()).failures, left()) == ([], 0)
    with acting_as(stage.system):
        (told,) = DeletionInstruction.objects.filter(practice=stage.ours.practice)
        assert "rec-42" in told.what.open()
    assert (told.kind, told.due_on, told.done_at) == ("delete", clock.now().date() + 30 * DAY, None)
    assert apply_all(clock.now()).failures == [] and DeletionInstruction.objects.count() == 1
    assert "instruction à l'opérateur" in BY_ID["R-18"].end


# Of a practice's keepers, those that end something of a patient: what each lays, and the test that holds the others.
OF_A_PATIENT: dict[str, Callable[[Stage], Laid]] = {
    "forget_pending": _a_child_s_visit,
    "purge_calls": _call,
    "purge_evidence": _evidence,
    "purge_measures": _measure,
    "purge_messages": _message(practice=True),
    "purge_recordings": _recording,
    "purge_taken_messages": _taken_message,
    "purge_told": _delivery,
    "purge_urgencies": _urgency,
}
HELD_ELSEWHERE = {
    "erase_idle": "test_a_limited_record_is_kept_as_it_is_while_the_limit_lasts",
    "erase_texts": "test_a_hold_suspends_every_rule_until_it_is_lifted",
    "forget_files": "test_r_16_a_request_goes_three_years_after_its_answer_unless_a_hold_keeps_the_person",
    "nothing": "test_a_hold_suspends_every_rule_until_it_is_lifted",
    "purge_disclosures": "test_a_hold_suspends_every_rule_until_it_is_lifted",
}
HELD_BY_HAND = {"finish_deaths", "purge_journal"}
# Staff, mandates, the practice's own file; whoever is erased already; a copy of a document proves nothing.
OF_NOBODY_HELD = {
    "destroy_copies", "erase_returned", "forget_instructions", "forget_pending_acts", "purge_acceptances",
    "purge_incidents", "purge_mandates",
}  # fmt: skip


@pytest.mark.requirement("ST-34", "CH-11")
@pytest.mark.parametrize("limit", ["hold", "restricted_at", "locked_at"])
@pytest.mark.parametrize("act", sorted(OF_A_PATIENT))
def test_nothing_of_a_kept_patient_goes_until_the_limit_is_lifted(
    stage: Stage, travel: time_machine.Traveller, monkeypatch: pytest.MonkeyPatch, act: str, limit: str
) -> None:
    keeper = keeper_of(act, Level.PRACTICE)
    end, left = OF_A_PATIENT[act](stage)
    monkeypatch.setattr(keepers, "KEEPERS", (keeper,))
    count, place, lift = left(), stage.ours.practice.id, None
    with acting_as(stage.system):
        connection.check_constraints()
        if limit == "hold":
            lift = place_hold(
                actor=stage.system, practice_id=place, patient_id=stage.patient.id, ground=HoldGround.LIABILITY,
                reason="Mise en cause", review_date=MONDAY + 300 * DAY,
            )  # fmt: skip
        else:
            Patient.objects.filter(id=stage.patient.id).update(**{limit: clock.now()})
    travel.move_to(end + DAY, tick=False)
    outcome = apply_all(clock.now())
    assert (left(), outcome.ended[keeper.rule], outcome.failures) == (count, 0, [])
    assert {line.rule.id: line.held for line in of_practice(place, clock.now())}[keeper.rule] >= 1
    with acting_as(stage.system):
        if lift is not None:
            lift_hold(actor=stage.system, hold_id=lift.id, reason="Décision définitive")
        else:
            Patient.objects.filter(id=stage.patient.id).update(**{limit: None})
    outcome = apply_all(clock.now())
    assert (left(), outcome.failures) == (0, [])


def test_no_keeper_of_a_practice_is_left_out_of_the_holds() -> None:
    practice = {name_of(one) for one in keepers.KEEPERS if one.level is Level.PRACTICE}
    assert practice == {*OF_A_PATIENT, *HELD_ELSEWHERE, *HELD_BY_HAND, *OF_NOBODY_HELD}
    for test in HELD_ELSEWHERE.values():
        assert any(hasattr(module, test) for module in (test_retention_of_people, test_retention_of_traces)), test


@pytest.mark.requirement("ST-30", "ST-34")
def test_r_20_a_death_that_a_hold_kept_back_is_carried_out_the_night_after_it_is_lifted(
    stage: Stage, travel: time_machine.Traveller, monkeypatch: pytest.MonkeyPatch
) -> None:
    place = stage.ours.practice
    with acting_as(stage.system):
        connection.check_constraints()
        hold = place_hold(
            actor=stage.system, practice_id=place.id, patient_id=stage.patient.id, ground=HoldGround.LIABILITY,
            reason="Mise en cause", review_date=MONDAY + 300 * DAY,
        )  # fmt: skip
    report, actor = make_report(place, stage.patient), somebody(place)
    with acting_as(actor):
        confirm_death(actor=actor, report_id=report.id)
    monkeypatch.setattr(keepers, "KEEPERS", (keeper_of("finish_deaths", Level.PRACTICE),))
    assert (apply_all(clock.now()).failures, DeathReport.objects.get().state) == ([], "confirmed")
    with acting_as(stage.system):
        lift_hold(actor=stage.system, hold_id=hold.id, reason="Décision définitive")
    travel.shift(DAY)
    outcome = apply_all(clock.now())
    assert (outcome.ended["R-20"], outcome.failures, DeathReport.objects.get().state) == (1, [], "done")
    assert not Patient.objects.filter(id=stage.patient.id).exists()


@pytest.mark.requirement("ST-30")
def test_a_confirmed_death_empties_the_queues_even_while_a_hold_keeps_the_rest(stage: Stage) -> None:
    """Nothing is erased here: what goes from the queue went because the death is known."""
    place, other = stage.ours.practice, make_patient(stage.ours.practice, "Durand", "Paul")
    with acting_as(stage.system):
        visits = [
            book(stage.system, stage.ours, one.id, at(hour))
            for one, hour in ((stage.patient, "09:00"), (other, "10:00"))
        ]
        enqueue(topic="appointment.reminder", practice_id=place.id, entity_id=visits[0].id, channel="reminder")
        place_hold(
            actor=stage.system, practice_id=place.id, patient_id=stage.patient.id, ground=HoldGround.LIABILITY,
            reason="Mise en cause", review_date=MONDAY + 300 * DAY,
        )  # fmt: skip
    report, actor = make_report(place, stage.patient), somebody(place)
    waiting = lambda visit: OutboxRow.objects.filter(entity_id=visit.id).count()  # noqa: E731
    assert (waiting(visits[0]), waiting(visits[1])) == (2, 1)
    with acting_as(actor):
        confirmed = confirm_death(actor=actor, report_id=report.id)
    assert confirmed.state == "confirmed" and Patient.objects.filter(id=stage.patient.id).exists()
    assert (waiting(visits[0]), waiting(visits[1])) == (0, 1)


@pytest.mark.requirement("SAS-20")
def test_r_04_the_journal_loses_its_bodies_through_the_engine(committed: None, monkeypatch: pytest.MonkeyPatch) -> None:
    practice, now = make_practice(), clock.now()
    monkeypatch.setattr(
        keepers, "KEEPERS", tuple(one for one in keepers.KEEPERS if one.act.__name__ == "purge_journal")
    )
    old = now - timedelta(days=367)
    for place in (practice.id, None):
        with monkeypatch.context() as then:
            then.setattr("audit.services.now", lambda: old)
            write(place, 1)
    ((waiting,),) = rows("SELECT count(*) FROM audit_auditevent WHERE pos IS NULL")
    seal(waiting)
    outcome = apply_all(now)
    assert (outcome.ended["R-04"], outcome.failures) == (2, [])
    with transaction.atomic():
        ((left,),) = rows("SELECT count(*) FROM audit_auditevent WHERE at = %s AND body IS NOT NULL", old)
    assert left == 0


def test_no_keeper_is_forgotten_here() -> None:
    said = {*SCENARIOS, *BY_HAND}
    assert {(name_of(one), one.level) for one in keepers.KEEPERS if one.act.__name__ not in ELSEWHERE} == said
    assert {one.act.__name__ for one in keepers.KEEPERS} >= ELSEWHERE.keys()
    nights = (test_account, test_retention_engine, test_retention_of_people, test_retention_of_traces)
    for test in ELSEWHERE.values():
        assert any(hasattr(module, test) for module in nights), test
