"""What every change of an appointment leaves behind: one journal event and one outbox row, in its transaction."""

from collections.abc import Sequence

from audit import services as audit
from audit.actions import Action
from audit.details import Scalar
from booking.models import Appointment
from core.scoping import Actor
from outbox.services import enqueue_many

# The sender decides by whom and how a patient is told; the agenda only says that something happened.
CONFIRMATION = "confirmation"


def leave_trace(actor: Actor, action: Action, appointment: Appointment, **details: Scalar) -> None:
    """Journal `action` and queue `appointment.<what happened>` for the version just written."""
    leave_traces(actor, action, [(appointment, details)])


def leave_traces(actor: Actor, action: Action, changed: Sequence[tuple[Appointment, dict[str, Scalar]]]) -> None:
    """The same for many appointments of one practice, each with its own details: two statements in all."""
    if not changed:
        return
    audit.record_many(
        audit.Event(
            actor,
            action,
            appointment.practice_id,
            ("appointment", appointment.id),
            appointment.patient_id,
            details={
                "version": appointment.version,
                "role": appointment.practitioner_role_id,
                "start": appointment.starts_at,
                "call": appointment.call_id,
                **details,
            },
        )
        for appointment, details in changed
    )
    enqueue_many(
        topic=f"appointment.{action.value.rpartition(':')[2]}",
        practice_id=changed[0][0].practice_id,
        entities=[(appointment.id, appointment.version) for appointment, _ in changed],
        channel=CONFIRMATION,
    )
