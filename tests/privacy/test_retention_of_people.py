"""People and their visits at the end of their terms: R-10, R-12, R-15, R-24, and what keeps them longer."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest
import time_machine
from django.db import connection

from booking.models import Appointment
from consent.models import NoticeRecord
from core import clock
from core.errors import Busy
from core.ids import new_id
from core.scoping import Actor, acting_as, system_actor
from outbox.models import OutboxRow
from patients import services as patients
from patients.models import Disclosure, Patient, PatientPhone
from privacy import reports
from privacy.ledger import entry_of, line_of
from privacy.models import (
    ErasureCause,
    ErasureEntry,
    IdentityCopy,
    RetentionChoice,
    RightsLetter,
    RightsRequest,
)
from privacy.retention import persons
from privacy.retention.plan import of_practice
from privacy.services.erase import erase_person
from privacy.services.holds import lift_hold
from privacy.services.identity import add_copy
from privacy.services.retention_choices import choose_duration
from privacy.tasks import purge_pending_minors
from tests.factories.booking import MONDAY, at, book, open_every_week
from tests.factories.patients import make_patient
from tests.factories.practices import House, World
from tests.privacy.nights import DAY, NOTE, hold, note_of, visit_of
from tests.privacy.requests import JPEG, ask, identified


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
    assert not NoticeRecord.objects.filter(subject_id=patient.id).exists(), "both terms end together (R-15)"
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


@pytest.mark.requirement("ST-21", "CH-12")
def test_r_15_evidence_outlives_a_shorter_agenda_by_what_is_left_of_five_years(
    ines: Actor, ours: House, patient: Patient, night: Any
) -> None:
    """A year after the last visit the person goes; what they were told stays five years from that visit, nameless."""
    visit = visit_of(ours, patient)
    choose_duration(actor=ines, practice_id=ours.practice.id, rule="R-10", amount=12)
    end = visit.ends_at
    connection.check_constraints()
    night(end.replace(year=end.year + 1) + DAY)
    assert not Patient.objects.filter(id=patient.id).exists()
    (told,) = NoticeRecord.objects.filter(subject_id=patient.id)
    assert told.relation_ended_at == end
    night(end.replace(year=end.year + 5) - DAY)
    assert NoticeRecord.objects.filter(subject_id=patient.id).exists()
    outcome = night(end.replace(year=end.year + 5) + DAY)
    assert outcome.failures == []
    connection.check_constraints()
    assert not NoticeRecord.objects.filter(subject_id=patient.id).exists()


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


def test_r_10_what_hangs_from_somebody_unforeseen_stops_no_other(
    ours: House, patient: Patient, night: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The database judges at the commit; each person is judged before the next one."""
    erase, other = persons.erase_person, make_patient(ours.practice, "Petit", "Rose")
    connection.check_constraints()

    def leaves_a_number(**given: Any) -> Any:
        done = erase(**given)
        if given["patient_id"] == patient.id:
            PatientPhone.objects.create(practice=ours.practice, patient_id=patient.id, e164="+33199000099", position=0)
        return done

    monkeypatch.setattr(persons, "erase_person", leaves_a_number)
    assert night(clock.now() + 1_830 * DAY).failures == ["R-10: PartlyFailed"]
    with acting_as(system_actor(ours.practice.id)):
        assert Patient.objects.filter(id=patient.id).exists() and not Patient.objects.filter(id=other.id).exists()


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


@pytest.mark.requirement("ST-21", "ST-23")
def test_r_10_whoever_awaits_an_answer_stays_until_it_is_given(
    ines: Actor, ours: House, patient: Patient, night: Any
) -> None:
    quiet = make_patient(ours.practice, "Durand", "Paul")
    limit = clock.now() + 1_830 * DAY
    asked = ask(ines, ours.practice, patient)
    connection.check_constraints()
    (before,) = [one for one in of_practice(ours.practice.id, limit) if one.rule.id == "R-10"]
    assert (before.due, before.held) == (1, 1)
    assert night(limit).failures == []
    assert list(Patient.objects.filter(practice=ours.practice.id)) == [patient] and quiet != patient
    asked.refresh_from_db()
    assert (asked.patient_id, asked.state) == (patient.id, "identity-pending")
    RightsRequest.objects.filter(id=asked.id).update(answered_at=clock.now())
    connection.check_constraints()
    night(limit + DAY)
    assert not Patient.objects.filter(practice=ours.practice.id).exists()


@pytest.mark.requirement("ST-23", "ST-44")
def test_r_14_a_childs_request_is_answered_before_the_record_goes_and_outlives_it(
    ines: Actor, ours: House, travel: time_machine.Traveller
) -> None:
    """The visit goes at its term; the record a request is about, once it is answered and the answer has left."""
    child = make_patient(ours.practice, "Petit", "Zoé", date(2035, 6, 1))
    system = system_actor(ours.practice.id)
    with acting_as(system):
        visit = book(system, ours, child.id, at("09:00", MONDAY + 10 * DAY))
    asked = identified(ines, ours.practice, child, kind="access", requester="guardian")
    connection.check_constraints()
    travel.shift(8 * DAY)
    purge_pending_minors()
    assert not Appointment.objects.filter(id=visit.id).exists()
    asked.refresh_from_db()
    assert (asked.patient_id, asked.state) == (child.id, "in-progress")
    RightsRequest.objects.filter(id=asked.id).update(answered_at=clock.now())
    letter = RightsLetter.objects.filter(request=asked).latest("written_at")
    row = OutboxRow.objects.create(
        practice_id=ours.practice.id, topic="rights.letter", entity_id=letter.id, channel="email"
    )
    purge_pending_minors()
    assert Patient.objects.filter(id=child.id).exists(), "the answer has not left"
    OutboxRow.objects.filter(id=row.id).update(state="done", ended_at=clock.now())
    purge_pending_minors()
    assert not Patient.objects.filter(id=child.id).exists()
    connection.check_constraints()
    assert RightsRequest.objects.get(id=asked.id).patient_id is None
    assert RightsLetter.objects.filter(request=asked).exists()


@pytest.mark.requirement("ST-21", "ST-30")
def test_r_16_an_answered_request_outlives_the_record_three_years_even_after_a_restore(
    ines: Actor, ours: House, patient: Patient, night: Any
) -> None:
    asked = ask(ines, ours.practice, patient)
    letters = RightsLetter.objects.filter(request=asked).count()
    limit = clock.now() + 1_830 * DAY
    RightsRequest.objects.filter(id=asked.id).update(answered_at=limit - 100 * DAY)
    connection.check_constraints()
    assert night(limit).failures == []
    assert not Patient.objects.filter(id=patient.id).exists()
    assert RightsRequest.objects.get(id=asked.id).patient_id is None
    assert RightsLetter.objects.filter(request=asked).count() == letters > 0
    back = make_patient(ours.practice)
    other = ask(ines, ours.practice, back)
    RightsRequest.objects.filter(id=other.id).update(answered_at=limit - 100 * DAY)
    line = replace(line_of(ErasureEntry.objects.get(practice=ours.practice.id)), id=new_id(), patient_id=back.id)
    entry_of(replace(line, patient_ids=(back.id,))).save(force_insert=True)
    connection.check_constraints()
    assert night(limit + DAY).ended["R-24"] == 1
    assert not Patient.objects.filter(id=back.id).exists()
    assert RightsRequest.objects.get(id=other.id).patient_id is None
    night(limit + 990 * DAY)
    assert RightsRequest.objects.count() == 2, "three years after the answer"
    night(limit + 1_000 * DAY)
    assert RightsRequest.objects.count() == 0


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


@pytest.mark.requirement("ST-27", "ST-25")
@pytest.mark.parametrize("limit", ["restricted_at", "locked_at"])
def test_a_limited_record_is_kept_as_it_is_while_the_limit_lasts(
    ines: Actor, ours: House, patient: Patient, night: Any, limit: str
) -> None:
    """Neither its texts (R-12) nor the person (R-10) go; lifted, the rules resume."""
    visit = visit_of(ours, patient)
    connection.check_constraints()
    Patient.objects.filter(id=patient.id).update(**{limit: clock.now()})
    night(visit.ends_at + 31 * DAY)
    assert note_of(visit) == NOTE
    night(visit.ends_at.replace(year=visit.ends_at.year + 5) + DAY)
    assert Patient.objects.filter(id=patient.id).exists()
    Patient.objects.filter(id=patient.id).update(**{limit: None})
    night(visit.ends_at.replace(year=visit.ends_at.year + 5) + 2 * DAY)
    assert not Patient.objects.filter(id=patient.id).exists()


@pytest.mark.requirement("ST-27", "ST-44")
def test_r_14_the_hourly_sweep_too_keeps_a_restricted_child_while_the_restriction_lasts(
    ines: Actor, ours: House, travel: time_machine.Traveller
) -> None:
    child, other = (make_patient(ours.practice, "Petit", name, date(2030, 6, 1)) for name in ("Léa", "Tom"))
    connection.check_constraints()
    Patient.objects.filter(id=child.id).update(restricted_at=clock.now())
    travel.shift(8 * DAY)
    purge_pending_minors()
    assert set(Patient.objects.filter(id__in=[child.id, other.id])) == {child}
    Patient.objects.filter(id=child.id).update(restricted_at=None)
    purge_pending_minors()
    assert not Patient.objects.filter(id=child.id).exists()


@pytest.mark.requirement("ST-33", "ST-30")
def test_what_the_law_of_a_row_wants_gone_goes_from_a_restricted_record_too(
    ines: Actor, dr_martin: Actor, ours: House, patient: Patient, night: Any
) -> None:
    request, start = ask(ines, ours.practice, patient), clock.now()
    add_copy(actor=ines, request_id=request.id, document="passport", content=JPEG)
    Patient.objects.filter(id=patient.id).update(restricted_at=start)
    night(start + 31 * DAY)
    assert IdentityCopy.objects.get().content is None


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
