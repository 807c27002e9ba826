"""What beat asks of this room once a minute."""

from celery import shared_task

from calls.services.escalation import escalate_due


@shared_task  # type: ignore[untyped-decorator]  # celery has no types
def escalate_messages() -> int:
    """Carry further the urgent messages that nobody acknowledged; returns how many steps were taken."""
    return escalate_due()
