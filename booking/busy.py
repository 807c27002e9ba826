"""Who is busy when, and whether at another practice: ranges and nothing else, from one reviewed function.

Another practice's occupancies are invisible under row-level security, yet one person is never in two
places: `booking_busy_ranges` answers for practitioners who have a role in the caller's practices. A search does not
ask where (`booking.counted`), which costs half.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from uuid import UUID

from django.db import connection

from booking.availability import Span
from booking.wire import integers
from core import clock


@dataclass(frozen=True, slots=True)
class BusyRange:
    """`elsewhere`: taken at another practice than the one asked for, shown as "occupé ailleurs"."""

    practitioner_id: UUID
    span: Span
    elsewhere: bool


def busy_ranges(practitioner_ids: Iterable[UUID], low: int, high: int, *, home: UUID) -> list[BusyRange]:
    """The ordinary lane of each practitioner between two instants (seconds), in order, expired holds left out."""
    people = list(set(practitioner_ids))
    if not people or high <= low:
        return []
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT * FROM booking_busy_ranges"
            "(%s::uuid[], %s::timestamptz, %s::timestamptz, %s::timestamptz, %s::uuid)",
            [people, datetime.fromtimestamp(low, UTC), datetime.fromtimestamp(high, UTC), clock.now(), home],
        )
        return [
            BusyRange(practitioner_id, span, elsewhere)
            for practitioner_id, starts, ends, elsewhere in cursor.fetchall()
            for span in zip(integers(starts), integers(ends), strict=True)
        ]
