"""By when a request is answered. Pure: calendar days at the practice, instants aware.

GDPR 12.3: one month from receipt, two more when that was announced before the first month ends. A medical file
(L1111-7, R1111-1 CSP; H-40): eight days, never before 48 hours of reflection, two months when older than five years.
The clock runs from the day of receipt, whatever is still missing: the stricter reading.
"""

from calendar import monthrange
from dataclasses import dataclass
from datetime import date, datetime, timedelta

REFLECTION = timedelta(hours=48)
MEDICAL_DAYS = 8
SOON_DAYS = 7


@dataclass(frozen=True, slots=True)
class Clock:
    """`due` is the last day to answer; `first` the last day to announce two months more, None when there are none."""

    due: date
    first: date | None
    not_before: datetime | None


def add_months(day: date, months: int) -> date:
    """The day of the same number, or the last of a shorter month."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def clock_of(
    received_at: datetime, received_on: date, *, is_medical: bool, is_old: bool = False, is_extended: bool = False
) -> Clock:
    """`received_on` is the local day of `received_at`; `is_old`: the medical file goes back more than five years."""
    if is_medical:
        due = add_months(received_on, 2) if is_old else received_on + timedelta(days=MEDICAL_DAYS)
        return Clock(due, None, received_at + REFLECTION)
    first = add_months(received_on, 1)
    return Clock(add_months(received_on, 3) if is_extended else first, None if is_extended else first, None)


def days_left(clock: Clock, today: date) -> int:
    """Negative once late."""
    return (clock.due - today).days


def is_late(clock: Clock, today: date) -> bool:
    return today > clock.due


def is_soon(clock: Clock, today: date) -> bool:
    return 0 <= days_left(clock, today) <= SOON_DAYS


def may_extend(clock: Clock, today: date) -> bool:
    """Two months more are announced within the first month, and only where the law knows them."""
    return clock.first is not None and today <= clock.first
