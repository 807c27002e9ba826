"""The 72 hours of GDPR article 33, counted from the moment the breach is known. Pure: no Django."""

from datetime import datetime, timedelta
from enum import StrEnum

TERM = timedelta(hours=72)
# From here on the register shows the incident as pressing.
PRESSING = timedelta(hours=24)


class Standing(StrEnum):
    """Where an incident stands with the CNIL."""

    NOT_NEEDED = "not-needed"
    NOTIFIED = "notified"
    NOTIFIED_LATE = "notified-late"
    RUNNING = "running"
    PRESSING = "pressing"
    OVERDUE = "overdue"


def deadline(known_at: datetime) -> datetime:
    """The last instant at which a notification is in time."""
    return known_at + TERM


def is_late(known_at: datetime, at: datetime) -> bool:
    """Whether `at` is after the deadline; the very instant of the deadline is still in time."""
    return at > deadline(known_at)


def standing(known_at: datetime, *, without_risk: bool, notified_at: datetime | None, at: datetime) -> Standing:
    """Undecided is counted as a risk: the clock stops when somebody decides that there is none, or notifies."""
    if notified_at is not None:
        return Standing.NOTIFIED_LATE if is_late(known_at, notified_at) else Standing.NOTIFIED
    if without_risk:
        return Standing.NOT_NEEDED
    if is_late(known_at, at):
        return Standing.OVERDUE
    return Standing.PRESSING if deadline(known_at) - at <= PRESSING else Standing.RUNNING


def hours_left(known_at: datetime, at: datetime) -> int:
    """Whole hours until the deadline, rounded down; below zero when it has passed."""
    return (deadline(known_at) - at) // timedelta(hours=1)
