"""How many visits of a reason each agenda already has: what a daily quota is compared with.

Asked together with who is busy, so that a search with a quota costs no further statement; asked again
under the lock of that reason, agenda and day when somebody takes a place. A reason without a quota
costs nothing.
"""

import hashlib
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID

from django.db import connection

from booking.availability import Span
from booking.local_time import local_date
from booking.openings import Agenda
from booking.quotas import NO_DAY, Quota, full_days
from booking.timetable_rows import Besides
from booking.wire import integers, spans
from core import clock

NOBODY = UUID(int=0)
# A local day has 25 hours at most: everything that may count on a day touched by the range.
MARGIN = 2 * 86_400

# Lists in a sub-select, as in `booking.timetable_rows`. An appointment has an occupancy exactly while it takes time.
_COUNTED = """
SELECT a.practitioner_role_id, extract(epoch FROM a.starts_at)::bigint
  FROM booking_appointment a
 WHERE a.practice_id = %(practice)s::uuid AND a.visit_reason_id = %(reason)s::uuid
   AND a.practitioner_role_id = ANY((SELECT %(agendas)s::uuid[])::uuid[])
   AND a.starts_at >= %(counted_from)s::timestamptz AND a.starts_at < %(counted_until)s::timestamptz
   AND a.occupancy_id IS NOT NULL AND a.id <> %(apart)s::uuid
UNION ALL
SELECT h.practitioner_role_id, extract(epoch FROM h.starts_at)::bigint
  FROM booking_occupancy o JOIN booking_heldvisit h ON h.id = o.id
 WHERE o.expires_at > %(now)s::timestamptz
   AND h.practice_id = %(practice)s::uuid AND h.visit_reason_id = %(reason)s::uuid
   AND h.practitioner_role_id = ANY((SELECT %(agendas)s::uuid[])::uuid[])
   AND h.starts_at >= %(counted_from)s::timestamptz AND h.starts_at < %(counted_until)s::timestamptz
   AND h.id <> %(apart)s::uuid
"""
# Of whoever has the agendas, and of whoever stands in there.
_TAKEN = """
SELECT 'taken', t.practitioner, t.spans
  FROM booking_taken_times(
           %(whose)s::uuid[] || ARRAY(
               SELECT s.substitute_id FROM booking_substitution s
                WHERE s.practitioner_role_id = ANY((SELECT %(agendas)s::uuid[])::uuid[])
                  AND s.starts_on <= %(taken_until)s::date + 1 AND s.ends_on >= %(taken_from)s::date - 1),
           %(taken_from)s::timestamptz, %(taken_until)s::timestamptz, %(now)s::timestamptz) AS t
"""
_TAKEN_AND_COUNTED = (
    _TAKEN
    + """
UNION ALL
SELECT 'count', counted.role, string_agg(int8send(counted.at), ''::bytea) FROM ("""
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


def taken_question(agendas: Collection[Agenda], low: int, high: int, quota: Quota | None) -> Besides:
    """Who is busy in `[low, high)` (seconds) and how many visits there are, for `taken_from`."""
    values = {
        "whose": list({agenda.practitioner_id for agenda in agendas}),
        "agendas": [agenda.role_id for agenda in agendas],
        "taken_from": _utc(low),
        "taken_until": _utc(high),
        "now": clock.now(),
    }
    if quota is None:
        return Besides(_TAKEN, values)
    return Besides(_TAKEN_AND_COUNTED, {**values, **_counting(quota, agendas, low, high)})


def taken_from(rows: Iterable[tuple[str, UUID, bytes]], agendas: Iterable[Agenda], quota: Quota | None) -> Taken:
    """What the rows that answer `taken_question` say."""
    taken = Taken({})
    zones = {agenda.role_id: agenda.place.zone for agenda in agendas} if quota else {}
    for kind, subject, packed in rows:
        if kind == "taken":
            taken.busy[subject] = spans(packed)
        elif quota is not None:
            taken.full[subject] = full_days(integers(packed), zones[subject], quota.most)
    return taken


def taken_time(agendas: Collection[Agenda], low: int, high: int, quota: Quota | None) -> Taken:
    """Who is busy in `[low, high)` (seconds) and which local days inside it are full: one SQL statement."""
    if not agendas or high <= low:
        return Taken({})
    asked = taken_question(agendas, low, high, quota)
    return taken_from(_rows(asked.statement, asked.values), agendas, quota)


def full_days_around(agenda: Agenda, low: int, high: int, quota: Quota | None) -> frozenset[date]:
    """The full local days of one agenda that touch `[low, high)`; no statement without a quota."""
    if quota is None:
        return NO_DAY
    values = {**_counting(quota, [agenda], low, high), "agendas": [agenda.role_id], "now": clock.now()}
    return full_days((start for _, start in _rows(_COUNTED, values)), agenda.place.zone, quota.most)


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


def _counting(quota: Quota, agendas: Collection[Agenda], low: int, high: int) -> dict[str, Any]:
    return {
        "practice": next(iter(agendas)).practice_id,
        "reason": quota.visit_reason_id,
        "counted_from": _utc(low - MARGIN),
        "counted_until": _utc(high + MARGIN),
        "apart": quota.apart_from or NOBODY,
    }


def _rows(statement: str, values: Mapping[str, Any]) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        rows: list[tuple[Any, ...]] = cursor.fetchall()
    return rows


def _utc(seconds: int) -> datetime:
    return datetime.fromtimestamp(seconds, UTC)
