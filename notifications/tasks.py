"""What the queue may do here: wake a sender. It carries nothing: what is due stands in the tables."""

from celery import shared_task

from notifications import sender


@shared_task  # type: ignore[untyped-decorator]  # celery has no types
def send_what_is_due() -> None:
    """One pass beside the sending process: whichever is alive sends, and no message leaves twice."""
    channel = sender.sender()
    if channel is not None:
        sender.one_pass(channel)
