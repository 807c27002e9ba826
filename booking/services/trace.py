"""What every change of an appointment leaves behind: one journal event and one outbox row, in its transaction."""

from audit.actions import Action
from audit.details import Scalar
from audit.services import record
from booking.models import Appointment
from core.scoping import Actor
from outbox.services import enqueue

# The sender decides by whom and how a patient is told; the agenda only says that something happened.
CONFIRMATION = "confirmation"


def leave_trace(actor: Actor, action: Action, appointment: Appointment, **details: Scalar) -> None:
    """Journal `action` and queue `appointment.<what happened>` for the version just written."""
    record(
        actor=actor,
        action=action,
        practice_id=appointment.practice_id,
        entity=("appointment", appointment.id),
        patient_id=appointment.patient_id,
        details={
            "version": appointment.version,
            "role": appointment.practitioner_role_id,
            "start": appointment.starts_at,
            "call": appointment.call_id,
            **details,
        },
    )
    enqueue(
        topic=f"appointment.{action.value.rpartition(':')[2]}",
        practice_id=appointment.practice_id,
        entity_id=appointment.id,
        channel=CONFIRMATION,
        version=appointment.version,
    )
