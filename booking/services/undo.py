"""Take back what was just done: the desk offers it for ten seconds, the service accepts it for a minute."""

from datetime import timedelta
from uuid import UUID

from audit.actions import Action
from booking import occupancy
from booking.counted import lock_place
from booking.errors import TooLateToUndo
from booking.lifecycle import TAKES_TIME, Status, Verb, after
from booking.locks import in_one_transaction, lock_practitioners
from booking.models import Appointment
from booking.occupancy import Claim, widened
from booking.offer import agenda_of, check_place_left, offer_of
from booking.services.reach import reach
from booking.services.trace import leave_trace
from core import clock
from core.scoping import Actor
from practices.permissions import Permission

WITHIN = timedelta(minutes=1)
_WRITTEN = [
    "status", "occupancy_id", "cancelled_by", "cancel_reason", "absence_excused_at", "version", "updated_at",
]  # fmt: skip


@in_one_transaction
def undo_booking(*, actor: Actor, appointment_id: UUID) -> Appointment:
    """Take back one's own booking: entered in error, its time given back. Raises NotFound, Forbidden, TooLateToUndo."""
    appointment = reach(actor, appointment_id, Permission.APPOINTMENT_BOOK)
    if appointment.created_by_id != actor.user_id or appointment.version != 1:
        raise TooLateToUndo()
    status = after(Status(appointment.status), Verb.RETRACT)
    _check_recent(appointment)
    if appointment.occupancy_id is not None:
        occupancy.release(appointment.occupancy_id)
    appointment.occupancy_id = None
    return _write(actor, appointment, status, Action.APPOINTMENT_RETRACTED)


@in_one_transaction
def undo_cancellation(*, actor: Actor, appointment_id: UUID, expected_version: int | None = None) -> Appointment:
    """Book again what was just cancelled, if its time and its place in the day's quota are still free.

    Raises NotFound, Forbidden, AppointmentChanged, ForbiddenTransition, TooLateToUndo, NotOffered, SlotTaken,
    PatientBusy.
    """
    appointment = reach(actor, appointment_id, Permission.APPOINTMENT_CANCEL, expected_version=expected_version)
    lock_practitioners([appointment.practitioner_id])
    # What nobody had agreed to waits again, for as long as it would have.
    status = after(Status(appointment.status), Verb.REOPEN if appointment.pending_until else Verb.RESTORE)
    if appointment.pending_until is not None and appointment.pending_until <= clock.now():
        raise TooLateToUndo()
    _check_recent(appointment)
    _take_back_time(actor, appointment)
    appointment.cancelled_by, appointment.cancel_reason = "", None
    return _write(actor, appointment, status, Action.APPOINTMENT_RESTORED)


@in_one_transaction
def undo_attendance(*, actor: Actor, appointment_id: UUID, expected_version: int | None = None) -> Appointment:
    """Take back what was just noted: arrived or missed is booked again, fulfilled is arrived again.

    A missed visit takes its time again, if it is still free. Raises NotFound, Forbidden, AppointmentChanged,
    ForbiddenTransition, TooLateToUndo, NotOffered, SlotTaken, PatientBusy.
    """
    appointment = reach(actor, appointment_id, Permission.APPOINTMENT_ATTEND, expected_version=expected_version)
    status = after(Status(appointment.status), Verb.UNMARK)
    _check_recent(appointment)
    if appointment.status not in TAKES_TIME:
        lock_practitioners([appointment.practitioner_id])
        _take_back_time(actor, appointment)
    appointment.absence_excused_at = None
    return _write(actor, appointment, status, Action.APPOINTMENT_UNMARKED)


def _take_back_time(actor: Actor, appointment: Appointment) -> None:
    """Its time again, and its place in the day's quota: somebody else may have taken either since."""
    if appointment.override_reason is None:
        terms = offer_of(actor, appointment.visit_reason_id).terms
        agenda = agenda_of(actor, appointment.practitioner_role_id)
        lock_place(agenda, appointment.starts_at, terms.quota)
        check_place_left(terms, agenda, appointment.starts_at, apart_from=appointment.id)
    taken = widened(
        appointment.starts_at,
        appointment.ends_at,
        appointment.buffer_before_minutes,
        appointment.buffer_after_minutes,
    )
    claim = Claim(appointment.practice_id, appointment.practitioner_id, *taken, appointment.lane, appointment.call_id)
    appointment.occupancy_id = occupancy.take(claim, patient_id=appointment.patient_id)


def _check_recent(appointment: Appointment) -> None:
    if clock.now() - appointment.updated_at > WITHIN:
        raise TooLateToUndo()


def _write(actor: Actor, appointment: Appointment, status: Status, action: Action) -> Appointment:
    appointment.status, appointment.updated_at = status.value, clock.now()
    appointment.version += 1
    appointment.save(update_fields=_WRITTEN)
    leave_trace(actor, action, appointment)
    return appointment
