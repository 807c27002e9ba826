"""What the queue may do here: sweep holds that expired and that no writer has met since."""

from celery import shared_task

from booking.occupancy import sweep


@shared_task  # type: ignore[untyped-decorator]  # celery has no types
def sweep_expired_holds() -> None:
    """Delete expired holds of every practice, and what they were for once a day has passed."""
    sweep()
