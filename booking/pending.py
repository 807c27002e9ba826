"""How long a child's visit waits for a guardian (ST-44). Pure: no Django, no database.

See docs/decisions/a-child-waits-for-a-guardian.md.
"""

from datetime import datetime, timedelta

from booking.local_time import before

LONGEST_WAIT = timedelta(days=7)
BEFORE_THE_VISIT = timedelta(hours=24)


def pending_until(booked_at: datetime, starts_at: datetime, now: datetime) -> datetime | None:
    """The earlier of seven days after the booking and 24 hours before the visit; None when no time is left to wait.

    Instants, so that a change of clocks moves nothing. None: the agreement must come with the booking, or the move.
    """
    until = min(booked_at + LONGEST_WAIT, before(starts_at, BEFORE_THE_VISIT))
    return until if until > now else None
