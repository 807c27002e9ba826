"""After missed visits: proposed by a count, decided by the practitioner, over by itself, never a ban."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta

import pytest
import time_machine
from django.db import IntegrityError, connection, transaction

from audit import services as audit
from booking import services as booking
from booking.attendance import may_be_confirmed
from booking.errors import MeasureOver, NotOffered
from booking.fairness import CAUSES, GRADES, Cause, Grade, proposed
from booking.lifecycle import ForbiddenTransition
from booking.measures import absences_counted, count_to_ring_about, standing_measure, visits_to_ring_about
from booking.models import Appointment, AttendanceMeasure, PresenceThrough
from booking.services.fairness import decide_measure
from booking.services.undo import undo_attendance
from core import clock
from core.errors import Forbidden, InvalidInput, NotFound
from core.months import months_later
from core.scoping import Actor, Channel, acting_as, system_actor
from patients import services as patients
from patients.models import Patient
from practices.permissions import Permission
from tests.factories.booking import at, book
from tests.factories.patients import make_patient
from tests.factories.practices import House

pytestmark = pytest.mark.django_db


@pytest.fixture
def system(ours: House) -> Iterator[Actor]:
    actor = system_actor(ours.practice.id)
    with acting_as(actor):
        yield actor
        # What a commit would check: deferred foreign keys, and the journal's guard.
        if not connection.needs_rollback:
            connection.check_constraints()


def decide(actor: Actor, patient: Patient, grade: Grade = Grade.PHONE_ONLY, months: int = 3) -> AttendanceMeasure:
    return decide_measure(
        actor=actor, patient_id=patient.id, grade=grade.value, cause=Cause.REPEATED.value, months=months
    )


def missed(system: Actor, ours: House, patient: Patient, starts_at: datetime) -> Appointment:
    visit = book(system, ours, patient.id, starts_at)
    Appointment.objects.filter(id=visit.id).update(status="noshow", occupancy=None)
    return visit


def test_one_absence_proposes_nothing_and_each_further_one_a_step_more() -> None:
    steps = [None, None, Grade.REMINDER_CALL, Grade.MUST_CONFIRM, Grade.PHONE_ONLY, Grade.PHONE_ONLY]
    assert [proposed(count) for count in range(6)] == steps
    assert (GRADES.keys(), CAUSES.keys()) == (set(Grade), set(Cause))


def test_absences_of_twelve_months_count_unless_they_are_excused(
    system: Actor, ours: House, patient: Patient, travel: time_machine.Traveller
) -> None:
    here = (ours.practice.id, patient.id)
    first, second = (missed(system, ours, patient, at(hour)) for hour in ("09:00", "10:00"))
    travel.move_to(at("12:00"), tick=False)
    assert absences_counted(*here) == 2 and standing_measure(*here) is None, "nothing is decided by a count"
    booking.excuse_absence(actor=system, appointment_id=second.id)
    assert absences_counted(*here) == 1
    travel.move_to(months_later(first.starts_at, 12) + timedelta(seconds=1), tick=False)
    assert absences_counted(*here) == 0


def test_an_absence_taken_back_takes_its_excuse_along(
    system: Actor, ours: House, patient: Patient, travel: time_machine.Traveller
) -> None:
    visit = book(system, ours, patient.id, at("09:00"))
    travel.move_to(at("09:05"), tick=False)
    booking.mark_noshow(actor=system, appointment_id=visit.id)
    booking.excuse_absence(actor=system, appointment_id=visit.id)
    assert undo_attendance(actor=system, appointment_id=visit.id).absence_excused_at is None


def test_the_practitioner_alone_decides_and_lifts(
    camille: Actor, dr_martin: Actor, charlie: Actor, patient: Patient, journal: list[audit.Event]
) -> None:
    with pytest.raises(Forbidden):
        decide(camille, patient)
    with acting_as(charlie), pytest.raises(NotFound):
        decide(charlie, patient)
    with acting_as(dr_martin):
        measure = decide(dr_martin, patient)
        with pytest.raises(Forbidden):
            booking.lift_measure(actor=camille, patient_id=patient.id, measure_id=measure.id)
        booking.lift_measure(actor=dr_martin, patient_id=patient.id, measure_id=measure.id)
        with pytest.raises(MeasureOver):
            booking.lift_measure(actor=dr_martin, patient_id=patient.id, measure_id=measure.id)
    said = [str(event.action) for event in journal if str(event.action).startswith("booking:measure:")]
    assert said == ["booking:measure:decided", "booking:measure:lifted"]


def test_a_measure_ends_by_itself_and_a_new_one_replaces_it(
    system: Actor, ours: House, patient: Patient, travel: time_machine.Traveller
) -> None:
    here = (ours.practice.id, patient.id)
    former, now = decide(system, patient), decide(system, patient, Grade.REMINDER_CALL, months=1)
    former.refresh_from_db()
    assert former.lifted_at is not None and standing_measure(*here) == now
    travel.move_to(now.ends_at, tick=False)
    assert standing_measure(*here) is None
    with pytest.raises(InvalidInput):
        decide(system, patient, months=24)


def test_no_measure_is_without_end_whatever_writes_it(ours: House, system: Actor, patient: Patient) -> None:
    for ends_at in (clock.now() + timedelta(days=400), clock.now()):
        with pytest.raises(IntegrityError, match="attendancemeasure_ends_within_a_year"), transaction.atomic():
            AttendanceMeasure.objects.create(
                practice=ours.practice, patient=patient, grade=Grade.PHONE_ONLY.value, cause=Cause.AGREED.value,
                decided_at=clock.now(), ends_at=ends_at,
            )  # fmt: skip


@pytest.mark.parametrize("door", [Channel.WEB, Channel.API])
def test_under_phone_only_every_other_door_answers_as_for_a_reason_kept_for_the_telephone(
    door: Channel, system: Actor, ours: House, patient: Patient, other_patient: Patient
) -> None:
    decide(system, patient)
    ours.visit_reason.by_web = ours.visit_reason.by_partner = True
    ours.visit_reason.save(update_fields=["by_web", "by_partner"])
    outside = replace(system, channel=door)
    with acting_as(outside):
        with pytest.raises(NotOffered) as refusal:
            book(outside, ours, patient.id, at("09:00"))
        assert refusal.value.extra["reason"] == "wrong-door"
        assert book(outside, ours, other_patient.id, at("09:00"))
    assert book(system, ours, patient.id, at("10:00")), "the telephone always takes it"


@pytest.mark.parametrize("grade", list(Grade))
def test_who_is_to_be_rung_stays_on_the_list_until_they_say_that_they_come(
    grade: Grade, system: Actor, ours: House, patient: Patient, other_patient: Patient
) -> None:
    decide(system, patient, grade)
    visit = book(system, ours, patient.id, at("09:00"))
    book(system, ours, other_patient.id, at("10:00"))
    asked = [] if grade is Grade.PHONE_ONLY else [visit.id]
    assert [one.id for one in visits_to_ring_about(system)] == asked
    booking.note_presence_by_phone(actor=system, appointment_id=visit.id)
    assert visits_to_ring_about(system) == []


def test_nobody_is_rung_about_a_visit_of_which_nothing_may_be_said(
    system: Actor, ours: House, patient: Patient
) -> None:
    decide(system, patient, Grade.MUST_CONFIRM)
    visit = book(system, ours, patient.id, at("09:00"))
    assert (count_to_ring_about(system), may_be_confirmed(visit)) == (1, True)
    visits, people = Appointment.objects.filter(id=visit.id), Patient.objects.filter(id=patient.id)
    for rows, unsaid in (
        (visits, {"minor_secrecy": (True, False)}),
        (visits, {"is_orphaned": (True, False)}),
        (people, {"restricted_at": (clock.now(), None)}),
        (people, {"death_reported_at": (clock.now(), None)}),
    ):
        rows.update(**{name: there for name, (there, _) in unsaid.items()})
        assert (visits_to_ring_about(system), count_to_ring_about(system)) == ([], 0), unsaid
        rows.update(**{name: gone for name, (_, gone) in unsaid.items()})
    visit.is_orphaned = True
    assert not may_be_confirmed(visit)


def test_whoever_may_note_attendance_ends_a_line_of_the_list(system: Actor, ours: House, patient: Patient) -> None:
    decide(system, patient, Grade.MUST_CONFIRM)
    visit = book(system, ours, patient.id, at("09:00"))
    narrow = replace(system, grants={ours.practice.id: frozenset({Permission.APPOINTMENT_ATTEND.value})})
    with acting_as(narrow):
        assert [one.id for one in visits_to_ring_about(narrow)] == [visit.id]
        booking.note_presence_by_phone(actor=narrow, appointment_id=visit.id)
        assert count_to_ring_about(narrow) == 0


@pytest.mark.parametrize("through", list(PresenceThrough))
def test_nobody_says_by_any_door_that_they_come_at_a_closed_hour(
    through: PresenceThrough, system: Actor, ours: House, patient: Patient
) -> None:
    visit = book(system, ours, patient.id, at("09:00"))
    Appointment.objects.filter(id=visit.id).update(is_orphaned=True)
    with pytest.raises(ForbiddenTransition):
        booking.note_presence(actor=system, appointment_id=visit.id, through=through)
    Appointment.objects.filter(id=visit.id).update(is_orphaned=False)
    assert booking.note_presence(actor=system, appointment_id=visit.id, through=through).presence_at is not None


def test_an_absence_that_a_minor_keeps_secret_counts_for_nothing(system: Actor, ours: House, patient: Patient) -> None:
    visit = missed(system, ours, patient, at("09:00"))
    assert absences_counted(ours.practice.id, patient.id) == 1
    Appointment.objects.filter(id=visit.id).update(minor_secrecy=True)
    assert absences_counted(ours.practice.id, patient.id) == 0


def test_a_merge_brings_it_along_and_the_stricter_one_is_followed(system: Actor, ours: House, patient: Patient) -> None:
    twin = make_patient(ours.practice)
    decide(system, twin, Grade.REMINDER_CALL)
    strict = decide(system, patient)
    connection.check_constraints()
    patients.merge_patients(actor=system, survivor_id=twin.id, merged_id=patient.id, choices={})
    assert standing_measure(ours.practice.id, twin.id) == strict
