"""Moving, cancelling, attending, taking back: the same appointment all along."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from uuid import UUID

import pytest
import time_machine

from booking import services
from booking.errors import (
    AppointmentChanged,
    ForbiddenTransition,
    NotOffered,
    PatientBusy,
    SlotTaken,
    TooEarly,
    TooLateToUndo,
)
from booking.models import Appointment, CancelledBy, Occupancy
from core.errors import Forbidden, NotFound
from core.scoping import Actor, acting_as
from patients.models import Patient
from practices.models import Location, VisitReason
from tests.factories.booking import MONDAY, at, book, open_every_week
from tests.factories.practices import House, World, make_role, make_visit_reason
from tests.personas import NADIA


@pytest.fixture
def visit(camille: Actor, ours: House, patient: Patient) -> Appointment:
    return book(camille, ours, patient.id, at("09:00"))


def cancel(actor: Actor, visit: Appointment, **options: object) -> Appointment:
    return services.cancel_appointment(
        actor=actor, appointment_id=visit.id, by=CancelledBy.PATIENT, reason="Empêchement", **options  # type: ignore[arg-type]
    )  # fmt: skip


def test_a_move_keeps_the_appointment_and_frees_its_old_time(
    camille: Actor, ours: House, visit: Appointment, other_patient: Patient
) -> None:
    moved = services.move_appointment(actor=camille, appointment_id=visit.id, start=at("10:30"))
    assert (moved.id, moved.starts_at, moved.version) == (visit.id, at("10:30"), 2)
    assert Occupancy.objects.count() == 1
    assert book(camille, ours, other_patient.id, at("09:00")).pk


def test_a_move_by_a_quarter_of_an_hour_does_not_meet_itself(camille: Actor, ours: House, patient: Patient) -> None:
    longer = make_visit_reason(ours.practice, [ours.role], "Bilan", duration_minutes=30, step_minutes=15)
    visit = book(camille, replace(ours, visit_reason=longer), patient.id, at("09:00"))
    moved = services.move_appointment(actor=camille, appointment_id=visit.id, start=at("09:15"))
    assert (moved.starts_at, moved.ends_at) == (at("09:15"), at("09:45"))


def test_a_move_onto_a_taken_slot_changes_nothing_and_offers_others(
    camille: Actor, ours: House, visit: Appointment, other_patient: Patient
) -> None:
    book(camille, ours, other_patient.id, at("10:00"))
    with pytest.raises(SlotTaken) as lost:
        services.move_appointment(actor=camille, appointment_id=visit.id, start=at("10:00"))
    assert len(lost.value.extra["alternatives"]) == 3
    visit.refresh_from_db()
    assert (visit.starts_at, visit.version) == (at("09:00"), 1)
    assert Occupancy.objects.get(pk=visit.occupancy_id).starts_at == at("09:00")


def test_a_moved_visit_keeps_the_duration_it_was_booked_with(camille: Actor, ours: House, visit: Appointment) -> None:
    VisitReason.objects.filter(pk=ours.visit_reason.pk).update(duration_minutes=60, buffer_after_minutes=30)
    moved = services.move_appointment(actor=camille, appointment_id=visit.id, start=at("10:00"))
    assert (moved.duration_minutes, moved.buffer_after_minutes) == (15, 0)


def test_a_move_may_change_the_agenda_and_the_reason(camille: Actor, ours: House, visit: Appointment) -> None:
    colleague = make_role(ours.practice, ours.location)
    open_every_week(colleague)
    longer = make_visit_reason(ours.practice, [colleague], "Bilan", duration_minutes=30)
    moved = services.move_appointment(
        actor=camille,
        appointment_id=visit.id,
        start=at("11:00"),
        visit_reason_id=longer.id,
        practitioner_role_id=colleague.id,
    )
    assert (moved.practitioner_role_id, moved.duration_minutes) == (colleague.id, 30)
    assert Occupancy.objects.get(pk=moved.occupancy_id).practitioner_id == colleague.practitioner_id


def test_a_move_stays_in_the_practice(camille: Actor, world: World, visit: Appointment) -> None:
    with pytest.raises(NotFound):
        services.move_appointment(
            actor=camille, appointment_id=visit.id, start=at("10:00"), practitioner_role_id=world.theirs.role.id
        )
    with pytest.raises(NotFound):
        services.move_appointment(
            actor=camille, appointment_id=visit.id, start=at("10:00"), visit_reason_id=world.theirs.visit_reason.id
        )


def test_a_move_goes_where_the_agenda_offers(camille: Actor, visit: Appointment) -> None:
    with pytest.raises(NotOffered):
        services.move_appointment(actor=camille, appointment_id=visit.id, start=at("14:00"))


def test_two_people_who_saw_the_same_version_do_not_both_change_it(camille: Actor, visit: Appointment) -> None:
    services.move_appointment(actor=camille, appointment_id=visit.id, start=at("10:00"), expected_version=1)
    with pytest.raises(AppointmentChanged) as refusal:
        services.move_appointment(actor=camille, appointment_id=visit.id, start=at("11:00"), expected_version=1)
    assert refusal.value.extra == {"version": 2}
    with pytest.raises(AppointmentChanged):
        cancel(camille, visit, expected_version=1)
    assert cancel(camille, visit, expected_version=2).status == "cancelled"


def test_a_cancelled_visit_frees_its_slot(
    camille: Actor, ours: House, visit: Appointment, other_patient: Patient
) -> None:
    cancelled = cancel(camille, visit)
    assert (cancelled.status, cancelled.cancelled_by, cancelled.occupancy_id) == ("cancelled", "patient", None)
    assert cancelled.cancel_reason is not None and cancelled.cancel_reason.open() == "Empêchement"
    assert book(camille, ours, other_patient.id, at("09:00")).pk
    with pytest.raises(ForbiddenTransition):
        cancel(camille, visit)


def test_a_visit_is_attended_step_by_step(camille: Actor, visit: Appointment) -> None:
    with pytest.raises(ForbiddenTransition):
        services.mark_fulfilled(actor=camille, appointment_id=visit.id)
    assert services.mark_arrived(actor=camille, appointment_id=visit.id).status == "arrived"
    with pytest.raises(ForbiddenTransition):
        cancel(camille, visit)
    done = services.mark_fulfilled(actor=camille, appointment_id=visit.id)
    assert (done.status, done.version) == ("fulfilled", 3)
    assert Occupancy.objects.filter(pk=done.occupancy_id).exists()


def test_a_missed_visit_gives_its_time_back(camille: Actor, visit: Appointment, travel: time_machine.Traveller) -> None:
    travel.move_to(at("09:00"))
    missed = services.mark_noshow(actor=camille, appointment_id=visit.id)
    assert (missed.status, missed.occupancy_id) == ("noshow", None)
    assert not Occupancy.objects.exists()


def test_nobody_is_missed_before_the_hour_nor_arrived_before_the_day(
    camille: Actor, ours: House, patient: Patient, travel: time_machine.Traveller
) -> None:
    tuesday = MONDAY + timedelta(days=1)
    visit = book(camille, ours, patient.id, at("09:00", tuesday))
    for mark in (services.mark_arrived, services.mark_noshow):
        with pytest.raises(TooEarly) as refusal:
            mark(actor=camille, appointment_id=visit.id)
    assert refusal.value.extra["detail"] == "Possible à partir du 15/01/2041 à 09:00, heure du lieu."
    assert refusal.value.extra["possible_from"] == at("09:00", tuesday).isoformat()
    travel.move_to(at("23:59"))
    with pytest.raises(TooEarly) as refusal:
        services.mark_arrived(actor=camille, appointment_id=visit.id)
    assert refusal.value.extra["detail"] == "Possible à partir du 15/01/2041."
    visit.refresh_from_db()
    assert (visit.status, visit.version) == ("booked", 1)
    travel.move_to(at("00:00", tuesday))
    assert services.mark_arrived(actor=camille, appointment_id=visit.id).status == "arrived"
    assert services.mark_fulfilled(actor=camille, appointment_id=visit.id).status == "fulfilled"


def test_the_day_of_a_visit_is_that_of_its_place(
    camille: Actor, ours: House, patient: Patient, travel: time_machine.Traveller
) -> None:
    visit = book(camille, ours, patient.id, at("09:00", MONDAY + timedelta(days=1)))
    Location.objects.filter(pk=visit.location_id).update(timezone="Indian/Reunion")
    travel.move_to(at("20:59"))
    with pytest.raises(TooEarly):
        services.mark_arrived(actor=camille, appointment_id=visit.id)
    travel.move_to(at("21:00"))  # midnight at La Réunion
    assert services.mark_arrived(actor=camille, appointment_id=visit.id).status == "arrived"


def test_what_was_noted_is_taken_back_within_a_minute(
    camille: Actor, visit: Appointment, travel: time_machine.Traveller
) -> None:
    def undo() -> str:
        return services.undo_attendance(actor=camille, appointment_id=visit.id).status

    with pytest.raises(ForbiddenTransition):
        undo()
    services.mark_arrived(actor=camille, appointment_id=visit.id)
    assert undo() == "booked"
    services.mark_arrived(actor=camille, appointment_id=visit.id)
    services.mark_fulfilled(actor=camille, appointment_id=visit.id)
    assert undo() == "arrived"
    travel.shift(timedelta(seconds=61))
    with pytest.raises(TooLateToUndo):
        undo()


def test_a_missed_visit_is_expected_again_only_while_its_time_is_free(
    camille: Actor, ours: House, visit: Appointment, other_patient: Patient, travel: time_machine.Traveller
) -> None:
    travel.move_to(at("09:00"))
    services.mark_noshow(actor=camille, appointment_id=visit.id)
    back = services.undo_attendance(actor=camille, appointment_id=visit.id, expected_version=2)
    assert back.status == "booked" and Occupancy.objects.filter(pk=back.occupancy_id).exists()
    services.mark_noshow(actor=camille, appointment_id=visit.id)
    book(camille, ours, other_patient.id, at("09:00"), overbooked="Arrivé sans rendez-vous")
    with pytest.raises(SlotTaken):
        services.undo_attendance(actor=camille, appointment_id=visit.id)
    with pytest.raises(AppointmentChanged):
        services.undo_attendance(actor=camille, appointment_id=visit.id, expected_version=2)
    visit.refresh_from_db()
    assert visit.status == "noshow"


def test_a_booking_is_taken_back_by_its_author_at_once(
    camille: Actor, dr_martin: Actor, visit: Appointment, travel: time_machine.Traveller
) -> None:
    with acting_as(dr_martin), pytest.raises(TooLateToUndo):
        services.undo_booking(actor=dr_martin, appointment_id=visit.id)
    travel.shift(timedelta(seconds=10))
    assert services.undo_booking(actor=camille, appointment_id=visit.id).status == "entered-in-error"
    assert not Occupancy.objects.exists()


def test_after_a_minute_a_booking_is_cancelled_not_taken_back(
    camille: Actor, visit: Appointment, travel: time_machine.Traveller
) -> None:
    travel.shift(timedelta(seconds=61))
    with pytest.raises(TooLateToUndo):
        services.undo_booking(actor=camille, appointment_id=visit.id)


def test_a_cancellation_is_taken_back_while_its_time_is_free(
    camille: Actor, ours: House, visit: Appointment, other_patient: Patient, travel: time_machine.Traveller
) -> None:
    cancel(camille, visit)
    back = services.undo_cancellation(actor=camille, appointment_id=visit.id)
    assert (back.status, back.cancelled_by, back.cancel_reason) == ("booked", "", None)
    cancel(camille, visit)
    taken = book(camille, ours, other_patient.id, at("09:00"))
    with pytest.raises(SlotTaken):
        services.undo_cancellation(actor=camille, appointment_id=visit.id)
    cancel(camille, taken)
    travel.shift(timedelta(seconds=61))
    with pytest.raises(TooLateToUndo):
        services.undo_cancellation(actor=camille, appointment_id=visit.id)


def test_a_patient_who_is_elsewhere_is_not_moved_there(camille: Actor, ours: House, visit: Appointment) -> None:
    colleague = make_role(ours.practice, ours.location)
    open_every_week(colleague)
    reason = make_visit_reason(ours.practice, [colleague], "Suivi")
    book(camille, replace(ours, role=colleague, visit_reason=reason), visit.patient_id, at("10:00"))
    with pytest.raises(PatientBusy):
        services.move_appointment(actor=camille, appointment_id=visit.id, start=at("10:00"))


VERBS: list[Callable[[Actor, UUID], object]] = [
    lambda actor, key: services.move_appointment(actor=actor, appointment_id=key, start=at("10:00")),
    lambda actor, key: services.cancel_appointment(
        actor=actor, appointment_id=key, by=CancelledBy.PRACTICE, reason="Absence"
    ),
    lambda actor, key: services.mark_arrived(actor=actor, appointment_id=key),
    lambda actor, key: services.mark_fulfilled(actor=actor, appointment_id=key),
    lambda actor, key: services.mark_noshow(actor=actor, appointment_id=key),
    lambda actor, key: services.undo_attendance(actor=actor, appointment_id=key),
    lambda actor, key: services.undo_booking(actor=actor, appointment_id=key),
    lambda actor, key: services.undo_cancellation(actor=actor, appointment_id=key),
]


@pytest.mark.parametrize("verb", VERBS)
def test_somebody_elses_appointment_does_not_exist_and_a_manager_touches_none(
    camille: Actor, charlie: Actor, world: World, visit: Appointment, verb: Callable[[Actor, UUID], object]
) -> None:
    nadia = world.actor(NADIA)
    with acting_as(charlie), pytest.raises(NotFound):
        verb(charlie, visit.id)
    with acting_as(nadia), pytest.raises(Forbidden):
        verb(nadia, visit.id)
    with pytest.raises(NotFound):
        verb(camille, UUID(int=0))
    visit.refresh_from_db()
    assert (visit.status, visit.version) == ("booked", 1)
