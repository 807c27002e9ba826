"""What the queue may do here: forget what has ended, offer what was freed."""

from celery import shared_task

from online.services.offering import offer_everywhere
from online.services.retention import forget_ended


@shared_task  # type: ignore[untyped-decorator]  # celery has no types
def forget_ended_drafts() -> None:
    forget_ended()


@shared_task  # type: ignore[untyped-decorator]  # celery has no types
def offer_earlier_hours() -> None:
    offer_everywhere()
