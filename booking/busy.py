"""Who is busy when, across practices: ranges and nothing else, from two reviewed functions.

Another practice's occupancies are invisible under row-level security, yet one person is never in two
places: `booking_taken_times` and `booking_busy_ranges` answer for practitioners who have a role in the caller's
practices. A search asks the former, which costs half: where somebody is taken is nothing to it.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from django.db import connection

from booking.availability import Span
from booking.wire import integers, spans
from core import clock


@dataclass(frozen=True, slots=True)
class BusyRange:
    """`elsewhere`: taken at another practice than the one asked for, shown as "occupé ailleurs"."""

    practitioner_id: UUID
    span: Span
    elsewhere: bool


def busy_spans(practitioner_ids: Iterable[UUID], low: int, high: int) -> dict[UUID, list[Span]]:
    """The ordinary lane of each practitioner between two instants (seconds), in order, expired holds left out."""
    statement = "SELECT * FROM booking_taken_times(%s::uuid[], %s::timestamptz, %s::timestamptz, %s::timestamptz)"
    return {practitioner_id: spans(packed) for practitioner_id, packed in _rows(statement, practitioner_ids, low, high)}


def busy_ranges(practitioner_ids: Iterable[UUID], low: int, high: int, *, home: UUID) -> list[BusyRange]:
    """The same, saying which ranges lie at another practice than `home`."""
    statement = (
        "SELECT * FROM booking_busy_ranges(%s::uuid[], %s::timestamptz, %s::timestamptz, %s::timestamptz, %s::uuid)"
    )
    return [
        BusyRange(practitioner_id, span, elsewhere)
        for practitioner_id, starts, ends, elsewhere in _rows(statement, practitioner_ids, low, high, home)
        for span in zip(integers(starts), integers(ends), strict=True)
    ]


def _rows(statement: str, who: Iterable[UUID], low: int, high: int, *home: UUID) -> list[tuple[Any, ...]]:
    people = list(set(who))
    if not people or high <= low:
        return []
    bounds = (datetime.fromtimestamp(low, UTC), datetime.fromtimestamp(high, UTC))
    with connection.cursor() as cursor:
        cursor.execute(statement, [people, *bounds, clock.now(), *home])
        rows: list[tuple[Any, ...]] = cursor.fetchall()
    return rows
