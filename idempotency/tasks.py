"""What beat asks of this room once an hour."""

from celery import shared_task

from idempotency import services


@shared_task  # type: ignore[untyped-decorator]  # celery has no types
def forget_expired_answers() -> int:
    """Delete the answers that have been kept for their day; returns how many."""
    return services.forget_expired()
