"""A night of retention: what is past its term is ended, a day before it is not, and what is kept stays."""

import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest
import time_machine
from django.core.management import call_command
from django.db import IntegrityError, connection, transaction

from accounts.enums import AccountStatus
from accounts.models import User
from accounts.services.retention import FORGOTTEN_NAME, IDLE_TOPIC
from booking.models import Appointment
from calls.models import CallFact, CallSession, InboxMessage, Line
from core import clock
from core.errors import Busy, Forbidden, InvalidInput, NotFound, StepUpRequired
from core.ids import new_id
from core.scoping import Actor, acting_as, system_actor
from outbox.models import OutboxRow
from outbox.services import enqueue
from patients import services as patients
from patients.models import Disclosure, Patient
from practices.models import Delegation, SecretariatMembership
from privacy import reports
from privacy.ledger import entry_of, line_of
from privacy.models import (
    DeletionReport,
    ErasureCause,
    ErasureEntry,
    IdentityCopy,
    RetentionChoice,
    RightsRequest,
)
from privacy.retention import engine, keepers, persons
from privacy.retention.engine import Outcome, apply_all
from privacy.retention.plan import NO_STORE, everything, of_practice
from privacy.retention.rules import ACCOUNTS, RULES
from privacy.services.erase import erase_person
from privacy.services.holds import lift_hold, place_hold
from privacy.services.identity import add_copy
from privacy.services.letters import answer_request
from privacy.services.retention_choices import choose_duration
from tests.factories.booking import MONDAY, at, book, open_every_week
from tests.factories.patients import make_patient
from tests.factories.practices import House, World, make_person
from tests.personas import CHARLIE, INES
from tests.privacy.requests import JPEG, ask, rectified

DAY = timedelta(days=1)
NOTE = "Apporter les radios"


@pytest.fixture
def night(travel: time_machine.Traveller) -> Iterator[Any]:
    """`night(at)`: the clock stands there and every rule is applied."""

    def run(moment: datetime) -> Outcome:
        travel.move_to(moment, tick=False)
        return apply_all(clock.now())

    yield run


def visit_of(house: House, patient: Patient, hour: str = "09:00") -> Appointment:
    system = system_actor(house.practice.id)
    with acting_as(system):
        return book(system, house, patient.id, at(hour), note=NOTE)


def note_of(visit: Appointment) -> str | None:
    with acting_as(system_actor(visit.practice_id)):
        note = Appointment.objects.get(id=visit.id).note
        return None if note is None else note.open()


def hold(actor: Actor, patient: Patient) -> Any:
    return place_hold(
        actor=actor, practice_id=patient.practice_id, patient_id=patient.id,
        ground="litigation", reason="Assignation reçue", review_date=MONDAY + 300 * DAY,
    )  # fmt: skip


@pytest.mark.requirement("ST-21")
def test_r_12_texts_go_thirty_days_after_the_visit(ines: Actor, ours: House, patient: Patient, night: Any) -> None:
    visit = visit_of(ours, patient)
    night(visit.ends_at + 29 * DAY)
    assert note_of(visit) == NOTE
    outcome = night(visit.ends_at + 31 * DAY)
    assert note_of(visit) is None
    assert (outcome.ended["R-12"], outcome.failures) == (1, [])


@pytest.mark.requirement("ST-21")
def test_r_10_a_person_goes_whole_five_years_after_the_last_visit(
    ines: Actor, world: World, ours: House, patient: Patient, night: Any
) -> None:
    visit, neighbour = visit_of(ours, patient), make_patient(ours.practice, "Durand", "Paul")
    stranger = make_patient(world.theirs.practice)
    last = visit.ends_at
    end = last.replace(year=last.year + 5)
    connection.check_constraints()
    night(end - DAY)
    # The neighbour never came: the record was made a little before that visit, and goes a little before.
    assert set(Patient.objects.values_list("id", flat=True)) >= {patient.id}
    outcome = night(end + DAY)
    assert outcome.failures == []
    connection.check_constraints()
    assert not Patient.objects.filter(id__in=[patient.id, neighbour.id]).exists()
    assert not Appointment.objects.filter(id=visit.id).exists()
    assert {entry.cause for entry in ErasureEntry.objects.filter(practice=ours.practice.id)} == {"retention"}
    with acting_as(system_actor(world.theirs.practice.id)):
        choice = RetentionChoice.objects.filter(practice=world.theirs.practice.id)
        assert not choice.exists()
        assert not Patient.objects.filter(id=stranger.id).exists(), "the same rule holds there"


@pytest.mark.requirement("CH-12")
def test_r_10_a_practice_s_shorter_instruction_erases_earlier_there_and_nowhere_else(
    ines: Actor, world: World, ours: House, patient: Patient, night: Any
) -> None:
    visit, stranger = visit_of(ours, patient), make_patient(world.theirs.practice)
    choose_duration(actor=ines, practice_id=ours.practice.id, rule="R-10", amount=12)
    end = visit.ends_at.replace(year=visit.ends_at.year + 1)
    connection.check_constraints()
    night(end - DAY)
    assert Patient.objects.filter(id=patient.id).exists()
    night(end + DAY)
    assert not Patient.objects.filter(id=patient.id).exists()
    with acting_as(system_actor(world.theirs.practice.id)):
        assert Patient.objects.filter(id=stranger.id).exists()


def test_r_10_a_held_person_stays_and_one_that_cannot_be_erased_stops_no_other(
    ines: Actor, ours: House, patient: Patient, night: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    held, stuck = make_patient(ours.practice, "Durand", "Paul"), make_patient(ours.practice, "Petit", "Rose")
    hold(ines, held)
    erase = persons.erase_person

    def sometimes(**given: Any) -> Any:
        if given["patient_id"] == stuck.id:
            raise Busy()
        return erase(**given)

    monkeypatch.setattr(persons, "erase_person", sometimes)
    connection.check_constraints()
    outcome = night(clock.now() + 1_900 * DAY)
    assert set(Patient.objects.filter(practice=ours.practice.id).values_list("id", flat=True)) == {held.id, stuck.id}
    assert outcome.failures == ["R-10: PartlyFailed"]


@pytest.mark.requirement("ST-42")
def test_r_24_somebody_a_restore_brought_back_is_erased_again(
    ines: Actor, ours: House, patient: Patient, night: Any
) -> None:
    connection.check_constraints()
    entry_id = erase_person(
        actor=system_actor(ours.practice.id), practice_id=ours.practice.id,
        patient_id=patient.id, cause=ErasureCause.RETENTION,
    ).entry_id  # fmt: skip
    back = make_patient(ours.practice)
    line = replace(line_of(ErasureEntry.objects.get(id=entry_id)), id=new_id(), patient_id=back.id)
    entry_of(replace(line, patient_ids=(back.id,))).save(force_insert=True)
    connection.check_constraints()
    assert {one.rule.id: one.due for one in of_practice(ours.practice.id, clock.now())}["R-24"] == 1
    outcome = night(clock.now())
    assert (outcome.ended["R-24"], outcome.failures) == (1, [])
    assert not Patient.objects.filter(id=back.id).exists()


@pytest.mark.requirement("ST-34")
@pytest.mark.requirement("CH-11")
def test_a_hold_suspends_every_rule_until_it_is_lifted(ines: Actor, ours: House, patient: Patient, night: Any) -> None:
    visit, neighbour = visit_of(ours, patient), make_patient(ours.practice, "Durand", "Paul")
    other = visit_of(ours, neighbour, "10:00")
    system = system_actor(ours.practice.id)
    with acting_as(system):
        patients.disclose_medical_note(actor=system, patient_id=patient.id, reason="Lecture")
    placed = hold(ines, patient)
    outcome = night(visit.ends_at + 400 * DAY)
    assert (note_of(visit), note_of(other), outcome.failures) == (NOTE, None, [])
    assert Disclosure.objects.filter(patient=patient).exists()
    report = reports.reports_of(ines, ours.practice.id)[0]
    assert {line.rule: line.held for line in report.lines if line.held} == {"R-04": 1, "R-12": 1, "R-21": 1}
    lift_hold(actor=system, hold_id=placed.id, reason="Décision définitive")
    night(visit.ends_at + 401 * DAY)
    assert note_of(visit) is None
    assert not Disclosure.objects.filter(patient=patient).exists()


def test_a_restricted_record_is_kept_as_it_is(ines: Actor, ours: House, patient: Patient, night: Any) -> None:
    visit = visit_of(ours, patient)
    Patient.objects.filter(id=patient.id).update(restricted_at=clock.now())
    night(visit.ends_at + 31 * DAY)
    assert note_of(visit) == NOTE


@pytest.mark.requirement("CH-12")
def test_a_practice_s_instruction_is_its_own_and_no_other_s(
    ines: Actor, world: World, ours: House, patient: Patient, night: Any
) -> None:
    open_every_week(world.theirs.role)
    visit, theirs = visit_of(ours, patient), visit_of(world.theirs, make_patient(world.theirs.practice))
    choose_duration(actor=ines, practice_id=ours.practice.id, rule="R-12", amount=10)
    night(visit.ends_at + 9 * DAY)
    assert note_of(visit) == NOTE
    night(visit.ends_at + 11 * DAY)
    assert (note_of(visit), note_of(theirs)) == (None, NOTE)
    night(theirs.ends_at + 31 * DAY)
    assert note_of(theirs) is None


@pytest.mark.requirement("SAS-20")
def test_r_04_disclosures_and_messages_go_after_twelve_months(
    ines: Actor, ours: House, patient: Patient, night: Any
) -> None:
    system, start = system_actor(ours.practice.id), clock.now()
    with acting_as(system):
        patients.disclose_medical_note(actor=system, patient_id=patient.id, reason="Lecture")
        enqueue(topic="t", practice_id=ours.practice.id, entity_id=patient.id, channel="sms")
        enqueue(topic="t", practice_id=ours.practice.id, entity_id=ours.role.id, channel="sms")
        OutboxRow.objects.filter(entity_id=patient.id).update(state="done", ended_at=start)
    for days, left in ((364, (1, 2)), (366, (0, 1))):
        night(start + days * DAY)
        kept = Disclosure.objects.count(), OutboxRow.objects.filter(topic="t").count()
        assert kept == left
    # What still waits to be done is not forgotten.
    assert OutboxRow.objects.get(topic="t").entity_id == ours.role.id


@pytest.mark.requirement("SAS-20")
def test_r_04_calls_and_what_vendors_said_go_after_twelve_months(ines: Actor, ours: House, night: Any) -> None:
    start = clock.now()
    with acting_as(system_actor(ours.practice.id)):
        line = Line.objects.create(
            practice_id=ours.practice.id, account="a", e164="+33199000001", name="Accueil", created_at=start
        )
        call = CallSession.objects.create(
            practice_id=ours.practice.id, line=line, account="a", provider_call_id="1", direction="inbound",
            remote_state="withheld", outcome="answered", started_at=start, ended_at=start,
        )  # fmt: skip
        CallFact.objects.create(
            practice_id=ours.practice.id, session=call, account="a", event_id="1", leg_id="1", kind="ended",
            received_at=start,
        )  # fmt: skip
    InboxMessage.objects.create(account="a", message_key="0" * 64, body="{}", received_at=start, state="read")
    tables = (CallSession, CallFact, InboxMessage)
    for days, left in ((364, [1, 1, 1]), (366, [0, 0, 0])):
        night(start + days * DAY)
        assert [table.objects.count() for table in tables] == left
    assert Line.objects.count() == 1


def test_r_16_a_request_goes_three_years_after_its_answer_unless_a_hold_keeps_the_person(
    ines: Actor, ours: House, patient: Patient, night: Any
) -> None:
    held = make_patient(ours.practice, "Durand", "Paul")
    answered, kept = (rectified(ines, ours.practice, one) for one in (patient, held))
    for one in (answered, kept):
        answer_request(actor=ines, request_id=one.id, way="print")
    hold(ines, held)
    end = clock.now().replace(year=clock.now().year + 3)
    night(end - DAY)
    assert RightsRequest.objects.count() == 2
    assert night(end + DAY).failures == []
    assert set(RightsRequest.objects.values_list("id", flat=True)) == {kept.id}


@pytest.mark.requirement("ST-33")
def test_r_17_a_copy_of_a_document_goes_after_thirty_days_whoever_is_held(
    ines: Actor, ours: House, patient: Patient, night: Any
) -> None:
    request, start = ask(ines, ours.practice, patient), clock.now()
    add_copy(actor=ines, request_id=request.id, document="passport", content=JPEG)
    hold(ines, patient)
    night(start + 29 * DAY)
    assert IdentityCopy.objects.get().content is not None
    assert night(start + 31 * DAY).failures == []
    assert IdentityCopy.objects.get().content is None


def test_r_15_who_left_is_forgotten_five_years_later_and_who_works_here_is_not(
    ines: Actor, world: World, night: Any
) -> None:
    gone = SecretariatMembership.objects.get(user=world.people[CHARLIE])
    left_at = clock.now()
    SecretariatMembership.objects.filter(id=gone.id).update(ended_at=left_at)
    later = left_at.replace(year=left_at.year + 5)
    night(later - DAY)
    assert SecretariatMembership.objects.filter(id=gone.id).exists()
    here = SecretariatMembership.objects.filter(ended_at=None).count()
    night(later + DAY)
    assert not SecretariatMembership.objects.filter(id=gone.id).exists()
    assert SecretariatMembership.objects.filter(ended_at=None).count() == here


def test_r_15_a_mandate_goes_five_years_after_its_end(ines: Actor, ours: House, night: Any) -> None:
    ends_at = Delegation.objects.get(id=ours.delegation.id).ends_at
    later = ends_at.replace(year=ends_at.year + 5)
    night(later - DAY)
    assert Delegation.objects.filter(id=ours.delegation.id).exists()
    night(later + DAY)
    assert not Delegation.objects.filter(id=ours.delegation.id).exists()


@pytest.mark.requirement("SAS-19")
@pytest.mark.requirement("SAS-21")
@pytest.mark.requirement("K8")
def test_r_05_a_closed_account_goes_when_the_operator_s_value_says_and_not_before(
    ines: Actor, night: Any, settings: Any
) -> None:
    gone = make_person("ancien", status=AccountStatus.CLOSED)
    closed_at = gone.status_changed_at
    setattr(settings, ACCOUNTS, None)
    night(closed_at + 4_000 * DAY)
    gone.refresh_from_db()
    assert gone.username == "ancien"
    assert [line.missing for line in everything(clock.now()) if line.rule.id == "R-05"] == [(ACCOUNTS,)]
    setattr(settings, ACCOUNTS, 12)
    night(closed_at + 364 * DAY)
    gone.refresh_from_db()
    assert gone.username == "ancien"
    night(closed_at + 366 * DAY)
    gone.refresh_from_db()
    assert (gone.display_name, gone.email, gone.forgotten_at) == (FORGOTTEN_NAME, "", clock.now())
    assert gone.username.startswith("supprime-")


def test_r_09_an_idle_account_is_told_a_month_before_and_saved_by_coming_back(ines: Actor, night: Any) -> None:
    idle, back = make_person("absente"), make_person("revenue")
    start = idle.status_changed_at
    two_years = start.replace(year=start.year + 2)
    User.objects.exclude(id__in=[idle.id, back.id]).update(last_seen_date=(two_years + 900 * DAY).date())
    night(two_years - 32 * DAY)
    assert not OutboxRow.objects.filter(topic=IDLE_TOPIC).exists()
    night(two_years - 29 * DAY)
    assert set(OutboxRow.objects.filter(topic=IDLE_TOPIC).values_list("entity_id", flat=True)) == {idle.id, back.id}
    User.objects.filter(id=back.id).update(last_seen_date=clock.now().date(), idle_told_at=None)  # what signing in does
    night(two_years - DAY)
    assert User.objects.get(id=idle.id).forgotten_at is None
    night(two_years + 2 * DAY)
    assert User.objects.get(id=idle.id).display_name == FORGOTTEN_NAME
    assert User.objects.get(id=back.id).username == "revenue"
    assert OutboxRow.objects.filter(topic=IDLE_TOPIC).count() == 2


def batches_of_one(monkeypatch: pytest.MonkeyPatch, **changes: Any) -> None:
    kept = [replace(keeper, batch=1, **changes.get(keeper.rule.replace("-", ""), {})) for keeper in keepers.KEEPERS
            if keeper.rule in {"R-12", "R-15"}]  # fmt: skip
    monkeypatch.setattr(keepers, "KEEPERS", tuple(kept))


def test_a_run_that_is_killed_is_gone_on_with_and_its_report_counts_all_of_it(
    ines: Actor, ours: House, patient: Patient, night: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    visits = [visit_of(ours, patient, hour) for hour in ("09:00", "09:30", "10:00")]
    (own,) = [keeper for keeper in keepers.KEEPERS if keeper.rule == "R-12"]
    done: list[int] = []

    def killed(scope: Any, batch: int) -> int:
        if sum(done) == 2:
            raise KeyboardInterrupt
        done.append(own.act(scope, batch))
        return done[-1]

    batches_of_one(monkeypatch, R12={"act": killed})
    with pytest.raises(KeyboardInterrupt):
        night(visits[-1].ends_at + 31 * DAY)
    assert [note_of(visit) for visit in visits] == [None, None, NOTE]
    report = DeletionReport.objects.get(practice=ours.practice.id, signed_at=None)
    assert json.loads(report.lines)["R-12"]["ended"] == 2
    batches_of_one(monkeypatch, R12={"act": own.act})
    night(visits[-1].ends_at + 31 * DAY)
    assert note_of(visits[-1]) is None
    (signed,) = reports.reports_of(ines, ours.practice.id)
    assert (signed.id, {line.rule: line.ended for line in signed.lines}["R-12"]) == (report.id, 3)


def test_a_rule_that_fails_stops_no_other_and_is_reported(
    ines: Actor, ours: House, patient: Patient, night: Any, monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:  # fmt: skip
    visit_of(ours, patient)

    def broken(scope: Any, batch: int) -> int:
        raise ValueError("Lefèvre Camille")

    batches_of_one(monkeypatch, R12={"act": broken})
    ends_at = Delegation.objects.get(id=ours.delegation.id).ends_at
    outcome = night(ends_at + 1_900 * DAY)
    assert set(outcome.failures) == {"R-12: ValueError"}
    assert outcome.ended["R-15"] == 2
    report = reports.reports_of(ines, ours.practice.id)[0]
    assert not report.is_whole
    assert {line.rule: line.failure for line in report.lines}["R-12"] == "unexpected"
    with pytest.raises(SystemExit) as stopped:
        call_command("apply_retention")
    assert stopped.value.code == 1
    printed = capsys.readouterr()
    assert "R-12: ValueError" in printed.err
    assert "Lefèvre" not in printed.err + printed.out + str(report)


@pytest.mark.requirement("SAS-21")
def test_each_report_is_signed_chained_and_never_changed(
    ines: Actor, ours: House, patient: Patient, night: Any
) -> None:
    visit = visit_of(ours, patient)
    night(visit.ends_at + 31 * DAY)
    night(visit.ends_at + 32 * DAY)
    newest, oldest = reports.reports_of(ines, ours.practice.id)
    assert (newest.is_true, oldest.is_true) == (True, True)
    assert (newest.ended, oldest.ended) == (0, 1)
    rows = {row.id: row for row in DeletionReport.objects.filter(practice=ours.practice.id)}
    assert rows[newest.id].previous == oldest.sha256
    for column, value in (("lines", "{}"), ("signature", "0" * 64), ("previous", "0" * 64), ("is_whole", False)):
        changed = DeletionReport.objects.get(id=oldest.id)
        setattr(changed, column, value)
        assert not reports._read(changed, "").is_true, column
    with pytest.raises(IntegrityError, match="not changed"), transaction.atomic():
        DeletionReport.objects.filter(id=oldest.id).update(lines="{}")


def test_a_dry_run_says_one_line_a_rule_and_changes_nothing(
    ines: Actor, ours: House, patient: Patient, travel: time_machine.Traveller, capsys: pytest.CaptureFixture[str]
) -> None:
    visit, later = visit_of(ours, patient), visit_of(ours, patient, "10:00")
    travel.move_to(visit.ends_at + 30 * DAY)
    call_command("apply_retention", dry_run=True)
    lines = capsys.readouterr().out.splitlines()
    assert [line.split(" | ")[0] for line in lines] == [rule.id for rule in RULES]
    said = dict(zip([rule.id for rule in RULES], lines, strict=True))
    soon = (later.ends_at + 30 * DAY).date()
    assert said["R-12"].endswith(f"30 jours | échues : 1 | prochaine échéance : {soon}")
    assert said["R-13"].endswith(NO_STORE)
    assert f"tant que {ACCOUNTS} n'est pas renseigné" in said["R-05"]
    assert note_of(visit) == NOTE
    assert not DeletionReport.objects.exists()


def test_the_plan_of_a_practice_counts_only_its_own(
    ines: Actor, world: World, ours: House, patient: Patient, travel: time_machine.Traveller
) -> None:
    visit = visit_of(ours, patient)
    travel.move_to(visit.ends_at + 31 * DAY)
    due = {line.rule.id: line.due for line in of_practice(ours.practice.id, clock.now())}
    with acting_as(system_actor(world.theirs.practice.id)):
        theirs = {line.rule.id: line.due for line in of_practice(world.theirs.practice.id, clock.now())}
    assert (due["R-12"], theirs["R-12"]) == (1, 0)


@pytest.mark.requirement("CH-11")
def test_a_duration_is_chosen_within_the_rule_by_whoever_answers_for_the_data(
    ines: Actor, camille: Actor, charlie: Actor, world: World, ours: House
) -> None:
    practice = ours.practice.id
    for rule, amount in (("R-10", 61), ("R-10", 0), ("R-12", 366), ("R-04", 12), ("R-99", 1)):
        with pytest.raises(InvalidInput):
            choose_duration(actor=ines, practice_id=practice, rule=rule, amount=amount)
    with pytest.raises(Forbidden):
        choose_duration(actor=camille, practice_id=practice, rule="R-10", amount=24)
    with acting_as(charlie), pytest.raises(NotFound):
        choose_duration(actor=charlie, practice_id=practice, rule="R-10", amount=24)
    with pytest.raises(StepUpRequired):
        choose_duration(actor=world.actor(INES), practice_id=practice, rule="R-10", amount=24)
    assert durations(practice)["R-10"] == "5 ans"
    choose_duration(actor=ines, practice_id=practice, rule="R-10", amount=24)
    choose_duration(actor=ines, practice_id=practice, rule="R-10", amount=18)
    assert durations(practice)["R-10"] == "1 an et 6 mois"
    choose_duration(actor=ines, practice_id=practice, rule="R-10", amount=None)
    assert durations(practice)["R-10"] == "5 ans"


def durations(practice_id: Any) -> dict[str, str]:
    return {line.rule.id: line.durations for line in of_practice(practice_id, clock.now())}


def test_the_engine_knows_no_rule_that_the_schedule_does_not() -> None:
    assert {keeper.rule for keeper in keepers.KEEPERS} <= {rule.id for rule in engine.RULES}
