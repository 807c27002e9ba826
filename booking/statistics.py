"""What an agenda was, week by week: counts and rates, computed by the database; no patient, no name.

Weeks are those of the clocks of the place. A visit counts in the week it begins in, a booking in that it was made in.
"""

from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise
from typing import Any
from uuid import UUID

from django.db import connection

from booking.availability import difference
from booking.local_time import edge
from booking.offer import agenda_of
from booking.openings import Agenda, timetables
from booking.search import LONGEST_RANGE, search_slots
from core import clock
from core.errors import InvalidInput
from core.scoping import Actor
from practices.permissions import Permission, check_may
from practices.queries import role_in, visit_reasons

LONGEST = timedelta(days=366)
WEEK = timedelta(days=7)
THIRD = 3


@dataclass(frozen=True, slots=True)
class AgendaWeek:
    """`doors`: bookings made by telephone, web and program. Minutes: opened, and of those taken by visits that took
    place or will. `missed` of the visits `expected`. `overrides`: what was placed over the rules."""

    monday: date
    doors: dict[str, int] = field(default_factory=dict)
    opened: int = 0
    taken: int = 0
    expected: int = 0
    missed: int = 0
    overrides: int = 0

    @property
    def fill(self) -> int | None:
        """Per cent; None for a week without openings."""
        return min(round(100 * self.taken / self.opened), 100) if self.opened else None


@dataclass(frozen=True, slots=True)
class Delay:
    """How long until the third next free time of a reason; None when there are fewer than three in three months."""

    reason: str
    days: int | None


_WEEKS = """
SELECT date_trunc('week', at)::date, what, door, count(*), coalesce(sum(minutes), 0)::bigint FROM (
    SELECT a.created_at AT TIME ZONE %(zone)s AS at, 'made' AS what, a.channel AS door, 0 AS minutes
      FROM booking_appointment a
     WHERE a.practice_id = %(practice)s AND a.practitioner_role_id = %(role)s AND a.status <> 'entered-in-error'
       AND a.created_at >= %(start)s AND a.created_at < %(end)s
    UNION ALL
    SELECT a.starts_at AT TIME ZONE %(zone)s, CASE a.status WHEN 'noshow' THEN 'missed' ELSE 'taken' END, '',
           CASE WHEN a.lane = 0 AND o.id IS NULL
                THEN a.duration_minutes + a.buffer_before_minutes + a.buffer_after_minutes ELSE 0 END
      FROM booking_appointment a LEFT JOIN booking_override o
        ON o.practice_id = a.practice_id AND o.appointment_id = a.id
     WHERE a.practice_id = %(practice)s AND a.practitioner_role_id = %(role)s
       AND a.status IN ('pending', 'booked', 'arrived', 'fulfilled', 'noshow')
       AND a.starts_at >= %(start)s AND a.starts_at < %(end)s
    UNION ALL
    SELECT o.made_at AT TIME ZONE %(zone)s, 'override', '', 0 FROM booking_override o
     WHERE o.practice_id = %(practice)s AND o.practitioner_role_id = %(role)s
       AND o.made_at >= %(start)s AND o.made_at < %(end)s
) AS done GROUP BY 1, 2, 3
"""


def agenda_weeks(actor: Actor, practitioner_role_id: UUID, start: date, end: date) -> list[AgendaWeek]:
    """Whole weeks from that of `start` to that of `end`, those without anything included; a few statements.

    Raises NotFound, Forbidden, InvalidInput.
    """
    role = role_in(actor, practitioner_role_id)
    check_may(actor, Permission.ACTIVITY_READ, role.practice_id)
    if end < start or end - start > LONGEST:
        raise InvalidInput.at("to", "wrong-range", "La période va du premier au dernier jour, un an au plus.")
    agenda = agenda_of(actor, practitioner_role_id)
    first, last = start - timedelta(days=start.weekday()), end - timedelta(days=end.weekday())
    mondays = [first + n * WEEK for n in range((last - first) // WEEK + 1)]
    edges = [edge(monday, time(), agenda.place.zone) for monday in [*mondays, last + WEEK]]
    counted = _counted(agenda, edges[0], edges[-1])
    opened = _opened(agenda, edges)
    return [_week(monday, counted.get(monday, {}), minutes) for monday, minutes in zip(mondays, opened, strict=True)]


def third_next_available(actor: Actor, practitioner_role_id: UUID) -> list[Delay]:
    """For each reason the agenda offers, in the practice's order. Raises NotFound, Forbidden."""
    role = role_in(actor, practitioner_role_id)
    check_may(actor, Permission.ACTIVITY_READ, role.practice_id)
    now, found = clock.now(), list[Delay]()
    for reason in visit_reasons(actor, role.practice_id):
        if role.id not in {offer.practitioner_role_id for offer in reason.offered_by.all()}:
            continue
        groups = search_slots(
            actor,
            visit_reason_id=reason.id,
            start=now,
            end=now + LONGEST_RANGE,
            practitioner_role_ids=[role.id],
            limit=THIRD,
        ).groups
        starts = sorted(start for group in groups for start in group.starts)
        found.append(Delay(reason.name, (starts[THIRD - 1] - now).days if len(starts) >= THIRD else None))
    return found


def _counted(agenda: Agenda, low: int, high: int) -> dict[date, dict[tuple[str, str], tuple[int, int]]]:
    values: dict[str, Any] = {
        "practice": agenda.practice_id,
        "role": agenda.role_id,
        "zone": agenda.place.zone,
        "start": datetime.fromtimestamp(low, UTC),
        "end": datetime.fromtimestamp(high, UTC),
    }
    found: dict[date, dict[tuple[str, str], tuple[int, int]]] = {}
    with connection.cursor() as cursor:
        cursor.execute(_WEEKS, values)
        for monday, what, door, number, minutes in cursor.fetchall():
            found.setdefault(monday, {})[what, door] = (number, minutes)
    return found


def _opened(agenda: Agenda, edges: list[int]) -> list[int]:
    """Minutes open in each week, absences, closures and holidays taken away."""
    table = timetables([agenda], edges[0], edges[-1])[agenda.role_id]
    spans = difference(table.openings(edges[0], edges[-1]), table.closed)
    return [
        sum(max(min(end, high) - max(start, low), 0) for start, end in spans) // 60 for low, high in pairwise(edges)
    ]


def _week(monday: date, counted: dict[tuple[str, str], tuple[int, int]], opened: int) -> AgendaWeek:
    taken, minutes = counted.get(("taken", ""), (0, 0))
    missed = counted.get(("missed", ""), (0, 0))[0]
    return AgendaWeek(
        monday=monday,
        doors={door: number for (what, door), (number, _) in counted.items() if what == "made"},
        opened=opened,
        taken=minutes,
        expected=taken + missed,
        missed=missed,
        overrides=counted.get(("override", ""), (0, 0))[0],
    )
