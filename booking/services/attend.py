"""What became of a visit: arrived, fulfilled, missed."""

from uuid import UUID

from audit import services as audit
from audit.actions import Action
from booking import occupancy
from booking.attendance import check_can_excuse, check_can_note
from booking.lifecycle import TAKES_TIME, Verb
from booking.locks import in_one_transaction
from booking.models import Appointment
from booking.services.reach import reach
from booking.services.trace import leave_trace
from core import clock
from core.scoping import Actor
from practices.permissions import Permission


def mark_arrived(*, actor: Actor, appointment_id: UUID, expected_version: int | None = None) -> Appointment:
    """The patient is here, on the visit's own day or after.

    Raises NotFound, Forbidden, AppointmentChanged, ForbiddenTransition, TooEarly.
    """
    return _mark(actor, appointment_id, Verb.ARRIVE, Action.APPOINTMENT_ARRIVED, expected_version)


def mark_fulfilled(*, actor: Actor, appointment_id: UUID, expected_version: int | None = None) -> Appointment:
    """The visit took place. Raises like `mark_arrived`."""
    return _mark(actor, appointment_id, Verb.FULFIL, Action.APPOINTMENT_FULFILLED, expected_version)


def mark_noshow(*, actor: Actor, appointment_id: UUID, expected_version: int | None = None) -> Appointment:
    """The visit has begun and the patient did not come; the time is given back. Raises like `mark_arrived`."""
    return _mark(actor, appointment_id, Verb.MISS, Action.APPOINTMENT_MISSED, expected_version)


@in_one_transaction
def excuse_absence(*, actor: Actor, appointment_id: UUID, expected_version: int | None = None) -> Appointment:
    """The patient missed the visit for a reason that the practice accepts: it no longer counts. Twice is once.

    A word about what became of the visit, not a change of it: its version stays, nobody is told. Raises NotFound,
    Forbidden, AppointmentChanged, ForbiddenTransition for a visit that was not missed.
    """
    appointment = reach(actor, appointment_id, Permission.APPOINTMENT_ATTEND, expected_version=expected_version)
    check_can_excuse(appointment)
    if appointment.absence_excused_at is None:
        appointment.absence_excused_at = clock.now()
        appointment.save(update_fields=["absence_excused_at"])
        audit.record(
            actor=actor,
            action=Action.APPOINTMENT_EXCUSED,
            practice_id=appointment.practice_id,
            entity=("appointment", appointment.id),
            patient_id=appointment.patient_id,
        )
    return appointment


@in_one_transaction
def _mark(actor: Actor, appointment_id: UUID, verb: Verb, action: Action, expected_version: int | None) -> Appointment:
    appointment = reach(actor, appointment_id, Permission.APPOINTMENT_ATTEND, expected_version=expected_version)
    status = check_can_note(appointment, verb)
    if status not in TAKES_TIME and appointment.occupancy_id is not None:
        occupancy.release(appointment.occupancy_id)
        appointment.occupancy_id = None
    appointment.status, appointment.updated_at = status.value, clock.now()
    appointment.version += 1
    appointment.save(update_fields=["status", "occupancy_id", "version", "updated_at"])
    leave_trace(actor, action, appointment)
    return appointment
