"""A patient says that they will come: a word about the visit, not a change of it, so its version stays."""

from uuid import UUID

from audit import services as audit
from audit.actions import Action
from booking.lifecycle import Status, Verb, after
from booking.locks import in_one_transaction
from booking.models import Appointment, PresenceThrough
from booking.services.reach import reach
from core import clock
from core.scoping import Actor
from practices.permissions import Permission


def note_presence_by_phone(*, actor: Actor, appointment_id: UUID, expected_version: int | None = None) -> Appointment:
    """The patient says on the telephone that they come. Raises like `note_presence`, and AppointmentChanged."""
    return note_presence(
        actor=actor, appointment_id=appointment_id, through=PresenceThrough.CALL, expected_version=expected_version
    )


@in_one_transaction
def note_presence(
    *, actor: Actor, appointment_id: UUID, through: PresenceThrough, expected_version: int | None = None
) -> Appointment:
    """For the hour that the visit has now; a visit moved later has no such word any more.

    Raises NotFound, Forbidden, RecordRestricted, ForbiddenTransition for a visit that is not expected.
    """
    appointment = reach(actor, appointment_id, Permission.APPOINTMENT_MOVE, expected_version=expected_version)
    # Whoever may still arrive may say that they will.
    after(Status(appointment.status), Verb.ARRIVE)
    appointment.presence_at, appointment.presence_for = clock.now(), appointment.starts_at
    appointment.presence_through = through.value
    appointment.save(update_fields=["presence_at", "presence_for", "presence_through"])
    audit.record(
        actor=actor,
        action=Action.PRESENCE_CONFIRMED,
        practice_id=appointment.practice_id,
        entity=("appointment", appointment.id),
        patient_id=appointment.patient_id,
        details={"through": through.value, "start": appointment.starts_at},
    )
    return appointment
