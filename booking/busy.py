"""Who is busy when, across practices: ranges and nothing else, from one reviewed function.

Another practice's occupancies are invisible under row-level security, yet one person is never in two
places: `booking_busy_ranges` answers for practitioners who have a role in the caller's practices.
"""

import sys
from array import array
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
    """The ordinary lane of each practitioner between two instants (seconds), in order, expired holds left out."""
    # Asked from nowhere, every range lies elsewhere: one row a practitioner.
    rows = _rows(practitioner_ids, low, high, NOBODY)
    return {practitioner_id: spans_of(starts, ends) for practitioner_id, starts, ends, _ in rows}


def busy_ranges(practitioner_ids: Iterable[UUID], low: int, high: int, *, home: UUID) -> list[BusyRange]:
    """The same, saying which ranges lie at another practice than `home`."""
    return [
        BusyRange(practitioner_id, span, elsewhere)
        for practitioner_id, starts, ends, elsewhere in _rows(practitioner_ids, low, high, home)
        for span in spans_of(starts, ends)
    ]


def spans_of(starts: bytes, ends: bytes) -> list[Span]:
    """The ranges of one row of `booking_busy_ranges`."""
    return list(zip(integers(starts), integers(ends), strict=True))


def integers(packed: bytes) -> "array[int]":
    """Eight bytes each, big end first, as `int8send` writes them."""
    numbers = array("q", packed)
    if sys.byteorder == "little":
        numbers.byteswap()
    return numbers


def _rows(who: Iterable[UUID], low: int, high: int, home: UUID) -> list[tuple[UUID, bytes, bytes, bool]]:
    people = list(set(who))
    if not people or high <= low:
        return []
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT * FROM booking_busy_ranges"
            "(%s::uuid[], %s::timestamptz, %s::timestamptz, %s::timestamptz, %s::uuid)",
            [people, datetime.fromtimestamp(low, UTC), datetime.fromtimestamp(high, UTC), clock.now(), home],
        )
        rows: list[tuple[UUID, bytes, bytes, bool]] = cursor.fetchall()
    return rows
