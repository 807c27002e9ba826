"""What beat asks of this room once an hour."""

from celery import shared_task

from accounts import services
from accounts.sessions import SessionStore


@shared_task  # type: ignore[untyped-decorator]  # celery has no types
def forget_old_sign_ins() -> int:
    """Delete connection traces older than twelve months; returns how many."""
    return services.purge_sign_ins()


@shared_task  # type: ignore[untyped-decorator]  # celery has no types
def write_ends_of_suspensions() -> int:
    """Tidy the accounts whose suspension is over; the hour itself let them in. Returns how many."""
    return services.tidy_ended_suspensions()


@shared_task  # type: ignore[untyped-decorator]  # celery has no types
def clear_ended_sessions() -> None:
    """Delete the rows of sessions that have ended by themselves."""
    SessionStore.clear_expired()
