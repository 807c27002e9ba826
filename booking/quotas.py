"""Daily quotas: at most so many visits of one reason a local day in one agenda. Pure.

Every visit that takes time counts, overbooked ones too, and so does every hold that has not expired:
whoever holds the last place of a day gets it.
"""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from booking.local_time import local_date

NO_DAY: frozenset[date] = frozenset()


@dataclass(frozen=True, slots=True)
class Quota:
    """`most` visits of the reason a day. `apart_from`: the visit being moved, or the hold being booked."""

    visit_reason_id: UUID
    most: int
    apart_from: UUID | None = None


def full_days(starts: Iterable[int], zone: str, most: int) -> frozenset[date]:
    """The local days with `most` starts (seconds since the epoch) or more; a visit counts on the day it starts."""
    counts = Counter(local_date(start, zone) for start in starts)
    return frozenset(day for day, count in counts.items() if count >= most)
