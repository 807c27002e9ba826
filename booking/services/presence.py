"""A patient says that they will come: a word about the visit, not a change of it, so its version stays."""

from uuid import UUID

from audit import services as audit
from audit.actions import Action
from booking.lifecycle import ForbiddenTransition, Status, Verb, after
from booking.locks import in_one_transaction
from booking.models import Appointment, PresenceThrough
from booking.services.reach import reach
from core import clock
from core.scoping import Actor
from patients.limits import check_limits
from practices.permissions import Permission


@in_one_transaction
def note_presence_by_phone(*, actor: Actor, appointment_id: UUID, expected_version: int | None = None) -> Appointment:
    """The patient says on the telephone that they come. Raises like `note_presence`, and AppointmentChanged.

    Asked of whoever may note attendance, as the list of whom to ring is (`booking.measures`).
    """
    permission = Permission.APPOINTMENT_ATTEND
    appointment = reach(actor, appointment_id, permission, expected_version=expected_version)
    return _note(actor, appointment, PresenceThrough.CALL)


@in_one_transaction
def note_presence(*, actor: Actor, appointment_id: UUID, through: PresenceThrough) -> Appointment:
    """For the hour that the visit has now; a visit moved later has no such word any more.

    Raises NotFound, Forbidden, RecordRestricted, ForbiddenTransition for a visit that is not expected, or whose hour
    was closed.
    """
    return _note(actor, reach(actor, appointment_id, Permission.APPOINTMENT_MOVE), through)


def _note(actor: Actor, appointment: Appointment, through: PresenceThrough) -> Appointment:
    # A word, not a fact that either side may have to prove: a restricted record takes none, whoever may note the fact.
    check_limits(appointment.patient, Permission.APPOINTMENT_MOVE)
    # Whoever may still arrive may say that they will: not at an hour that the practice has closed since.
    after(Status(appointment.status), Verb.ARRIVE)
    if appointment.is_orphaned:
        raise ForbiddenTransition(current=appointment.status, verb="confirm")
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
