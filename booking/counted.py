"""How many visits of a reason each agenda already has: what a daily quota is compared with.

Asked together with who is busy, so that a search with a quota costs no further statement; asked again
under the lock of that reason, agenda and day when somebody takes a place. A reason without a quota
costs nothing.
"""

import hashlib
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID

from django.db import connection

from booking.availability import Span
from booking.busy import busy_spans
from booking.local_time import local_date
from booking.openings import Agenda
from booking.quotas import NO_DAY, Quota, full_days
from booking.wire import integers, spans
from core import clock

NOBODY = UUID(int=0)
# A local day has 25 hours at most: everything that may count on a day touched by the range.
MARGIN = 2 * 86_400

# An appointment has an occupancy exactly while it takes time.
_COUNTED = """
SELECT a.practitioner_role_id, extract(epoch FROM a.starts_at)::bigint
  FROM booking_appointment a
 WHERE a.practice_id = %s::uuid AND a.visit_reason_id = %s::uuid AND a.practitioner_role_id = ANY(%s::uuid[])
   AND a.starts_at >= %s::timestamptz AND a.starts_at < %s::timestamptz
   AND a.occupancy_id IS NOT NULL AND a.id <> %s::uuid
UNION ALL
SELECT h.practitioner_role_id, extract(epoch FROM h.starts_at)::bigint
  FROM booking_occupancy o JOIN booking_heldvisit h ON h.id = o.id
 WHERE o.expires_at > %s::timestamptz
   AND h.practice_id = %s::uuid AND h.visit_reason_id = %s::uuid AND h.practitioner_role_id = ANY(%s::uuid[])
   AND h.starts_at >= %s::timestamptz AND h.starts_at < %s::timestamptz AND h.id <> %s::uuid
"""
_BUSY_AND_COUNTED = (
    """
SELECT false, practitioner, spans FROM booking_taken_times
    (%s::uuid[], %s::timestamptz, %s::timestamptz, %s::timestamptz)
UNION ALL
SELECT true, counted.role, string_agg(int8send(counted.at), ''::bytea) FROM ("""
    + _COUNTED
    + """) AS counted (role, at) GROUP BY counted.role
"""
)


@dataclass(frozen=True, slots=True)
class Taken:
    """Occupied time by practitioner, and the full days of each agenda (by role id) under a quota."""

    busy: dict[UUID, list[Span]]
    full: dict[UUID, frozenset[date]] = field(default_factory=dict)

    def full_days(self, role_id: UUID) -> frozenset[date]:
        return self.full.get(role_id, NO_DAY)


def taken_time(people: Collection[UUID], agendas: Iterable[Agenda], low: int, high: int, quota: Quota | None) -> Taken:
    """Who is busy in `[low, high)` (seconds) and which local days inside it are full: one SQL statement."""
    if quota is None or not people or high <= low:
        return Taken(busy_spans(people, low, high))
    by_role = {agenda.role_id: agenda for agenda in agendas}
    rows = _rows(
        _BUSY_AND_COUNTED,
        [list(people), _utc(low), _utc(high), clock.now(), *_values(quota, list(by_role.values()), low, high)],
    )
    busy: dict[UUID, list[Span]] = {}
    counted: dict[UUID, list[int]] = {}
    for is_count, subject, packed in rows:
        if is_count:
            counted[subject] = list(integers(packed))
        else:
            busy[subject] = spans(packed)
    return Taken(busy, {role_id: _full(by_role[role_id], starts, quota) for role_id, starts in counted.items()})


def full_days_around(agenda: Agenda, low: int, high: int, quota: Quota | None) -> frozenset[date]:
    """The full local days of one agenda that touch `[low, high)`; no statement without a quota."""
    if quota is None:
        return NO_DAY
    rows = _rows(_COUNTED, _values(quota, [agenda], low, high))
    return _full(agenda, [start for _, start in rows], quota)


def lock_place(agenda: Agenda, start: datetime, quota: Quota | None) -> None:
    """Wait for whoever takes a place of the same reason, agenda and day; until the transaction ends.

    After the lock of the agenda itself, one day at a time: everybody who waits here holds nothing that
    somebody else waits for.
    """
    if quota is None:
        return
    day = local_date(start, agenda.place.zone).isoformat().encode()
    digest = hashlib.sha256(b"booking:quota:" + agenda.role_id.bytes + quota.visit_reason_id.bytes + day).digest()
    key = int.from_bytes(digest[:8], "big", signed=True)
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s::bigint)", [key])


def _full(agenda: Agenda, starts: Iterable[int], quota: Quota) -> frozenset[date]:
    return full_days(starts, agenda.place.zone, quota.most)


def _values(quota: Quota, agendas: list[Agenda], low: int, high: int) -> list[Any]:
    subject = [agendas[0].practice_id, quota.visit_reason_id, [agenda.role_id for agenda in agendas]]
    bounds = [_utc(low - MARGIN), _utc(high + MARGIN), quota.apart_from or NOBODY]
    return [*subject, *bounds, clock.now(), *subject, *bounds]


def _rows(statement: str, values: list[Any]) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        rows: list[tuple[Any, ...]] = cursor.fetchall()
    return rows


def _utc(seconds: int) -> datetime:
    return datetime.fromtimestamp(seconds, UTC)
