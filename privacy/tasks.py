"""What beat asks of this room once a night."""

from celery import shared_task

from core import clock
from privacy.retention.engine import apply_all


@shared_task  # type: ignore[untyped-decorator]  # celery has no types
def apply_retention() -> list[str]:
    """Apply every rule of retention; returns which failed, by rule and kind of error."""
    return apply_all(clock.now()).failures
