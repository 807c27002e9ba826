"""Cancel a visit and give its time back at once; the appointment stays, with who and why."""

from uuid import UUID

from audit.actions import Action
from booking import occupancy
from booking.lifecycle import Status, Verb, after
from booking.locks import in_one_transaction
from booking.models import Appointment, CancelledBy
from booking.services.reach import reach
from booking.services.trace import leave_trace
from core import clock
from core.plain_text import clean_reason
from core.scoping import Actor
from practices.permissions import Permission


@in_one_transaction
def cancel_appointment(
    *, actor: Actor, appointment_id: UUID, by: CancelledBy, reason: str | None, expected_version: int | None = None
) -> Appointment:
    """Cancel for the patient or the practice; the reason is sealed.

    Raises NotFound, Forbidden, AppointmentChanged, ForbiddenTransition, InvalidInput naming `reason`.
    """
    appointment = reach(actor, appointment_id, Permission.APPOINTMENT_CANCEL, expected_version=expected_version)
    appointment.status = after(Status(appointment.status), Verb.CANCEL).value
    if appointment.occupancy_id is not None:
        occupancy.release(appointment.occupancy_id)
    appointment.occupancy_id = None
    appointment.cancelled_by = CancelledBy(by).value
    appointment.cancel_reason = clean_reason(reason) if reason else None
    appointment.updated_at = clock.now()
    appointment.version += 1
    appointment.save(update_fields=["status", "occupancy_id", "cancelled_by", "cancel_reason", "version", "updated_at"])
    leave_trace(actor, Action.APPOINTMENT_CANCELLED, appointment, by=appointment.cancelled_by)
    return appointment
