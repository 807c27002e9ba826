"""Who is busy when, across practices: ranges and nothing else, from one reviewed function.

Another practice's occupancies are invisible under row-level security, yet one person is never in two
places: `booking_busy_ranges` answers for practitioners who have a role in the caller's practices.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from uuid import UUID

from django.db import connection

from booking.availability import Span
from core import clock

NOBODY = UUID(int=0)


@dataclass(frozen=True, slots=True)
class BusyRange:
    """`elsewhere`: taken at another practice than the one asked for, shown as "occupé ailleurs"."""

    practitioner_id: UUID
    span: Span
    elsewhere: bool


def busy_spans(practitioner_ids: Iterable[UUID], low: int, high: int) -> dict[UUID, list[Span]]:
    """The ordinary lane of each practitioner between two instants (seconds), expired holds left out."""
    spans: dict[UUID, list[Span]] = {}
    for practitioner_id, starts, ends, _ in _ranges(practitioner_ids, low, high, NOBODY):
        spans.setdefault(practitioner_id, []).append((starts, ends))
    return spans


def busy_ranges(practitioner_ids: Iterable[UUID], low: int, high: int, *, home: UUID) -> list[BusyRange]:
    """The same, saying which ranges lie at another practice than `home`."""
    return [
        BusyRange(practitioner_id, (starts, ends), elsewhere)
        for practitioner_id, starts, ends, elsewhere in _ranges(practitioner_ids, low, high, home)
    ]


def _ranges(who: Iterable[UUID], low: int, high: int, home: UUID) -> list[tuple[UUID, int, int, bool]]:
    people = list(set(who))
    if not people or high <= low:
        return []
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT * FROM booking_busy_ranges"
            "(%s::uuid[], %s::timestamptz, %s::timestamptz, %s::timestamptz, %s::uuid)",
            [people, datetime.fromtimestamp(low, UTC), datetime.fromtimestamp(high, UTC), clock.now(), home],
        )
        rows: list[tuple[UUID, int, int, bool]] = cursor.fetchall()
    return rows
