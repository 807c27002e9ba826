"""What beat asks of this room: the rules once a night, what no guardian agreed to once an hour."""

from celery import shared_task

from booking.services.pending import purge_expired
from consent.link_attempts import forget_link_attempts
from core import clock
from privacy.holding import asking_in, kept_now
from privacy.retention.engine import apply_all


@shared_task  # type: ignore[untyped-decorator]  # celery has no types
def apply_retention() -> list[str]:
    """Apply every rule of retention; returns which failed, by rule and kind of error."""
    return apply_all(clock.now()).failures


@shared_task  # type: ignore[untyped-decorator]  # celery has no types
def purge_pending_minors() -> None:
    """R-14: visits of children whose wait has ended, in every practice; and networks that follow links no more."""
    try:
        purge_expired(kept_in=kept_now, asking_in=asking_in)
    finally:
        forget_link_attempts()
