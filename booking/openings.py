"""When each agenda is open and when it is shut, for many agendas at once: one SQL statement, then plain tuples.

Rules and exceptions open; absences (of the person) and closures (of the place) shut; public holidays
empty the rules of that day. Occupied time is not this module's business (see `booking.busy`).
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID

from django.db import connection

from booking.availability import Span
from booking.local_time import local_date
from booking.recurrence import OneDay, Place, WeeklyRule, open_spans

DAY = 86_400

_EVERYTHING = """
SELECT 'rule', r.practitioner_role_id, r.weekday::int, r.starts_at_time, r.ends_at_time,
       r.valid_from, r.valid_until, r.every_weeks::int, NULL::bigint, NULL::bigint
  FROM booking_openingrule r
 WHERE r.practitioner_role_id = ANY(%s::uuid[]) AND r.valid_from <= %s::date
   AND (r.valid_until IS NULL OR r.valid_until >= %s::date)
UNION ALL
SELECT 'exception', e.practitioner_role_id, NULL, e.starts_at_time, e.ends_at_time, e.day, NULL, NULL, NULL, NULL
  FROM booking_openingexception e
 WHERE e.practitioner_role_id = ANY(%s::uuid[]) AND e.day BETWEEN %s::date AND %s::date
UNION ALL
SELECT 'absence', a.practitioner_id, NULL, NULL, NULL, NULL, NULL, NULL,
       floor(extract(epoch FROM a.starts_at))::bigint, ceil(extract(epoch FROM a.ends_at))::bigint
  FROM booking_absence a
 WHERE a.practitioner_id = ANY(%s::uuid[]) AND a.starts_at < %s::timestamptz AND a.ends_at > %s::timestamptz
UNION ALL
SELECT 'closure', c.location_id, NULL, NULL, NULL, NULL, NULL, NULL,
       floor(extract(epoch FROM c.starts_at))::bigint, ceil(extract(epoch FROM c.ends_at))::bigint
  FROM booking_closure c
 WHERE c.location_id = ANY(%s::uuid[]) AND c.starts_at < %s::timestamptz AND c.ends_at > %s::timestamptz
"""


@dataclass(frozen=True, slots=True)
class Agenda:
    """One practitioner at one place, as far as time is concerned."""

    role_id: UUID
    practice_id: UUID
    practitioner_id: UUID
    location_id: UUID
    place: Place
    overbooking_limit: int = 0
    is_active: bool = True


@dataclass(slots=True)
class Timetable:
    """What opens and shuts one agenda; `openings(low, high)` unrolls it where somebody looks."""

    agenda: Agenda
    rules: list[WeeklyRule] = field(default_factory=list)
    exceptions: list[OneDay] = field(default_factory=list)
    closed: list[Span] = field(default_factory=list)

    def openings(self, low: int, high: int) -> list[Span]:
        """The openings of the days around `[low, high)`, whole; closed time is not taken away."""
        return open_spans(self.rules, self.exceptions, self.agenda.place, low - DAY, high + DAY)


def timetables(agendas: Sequence[Agenda], low: int, high: int) -> dict[UUID, Timetable]:
    """The timetable of each agenda (by role id), complete between two instants in seconds."""
    tables = {agenda.role_id: Timetable(agenda) for agenda in agendas}
    if not tables or high <= low:
        return tables
    by_person = _grouped(tables.values(), "practitioner_id")
    by_place = _grouped(tables.values(), "location_id")
    for kind, subject, *row in _rows(agendas, low, high):
        if kind == "rule":
            tables[subject].rules.append(_rule(row))
        elif kind == "exception":
            tables[subject].exceptions.append(OneDay(row[3], row[1], row[2]))
        else:
            for table in (by_person if kind == "absence" else by_place)[subject]:
                table.closed.append((row[6], row[7]))
    return tables


def _rows(agendas: Sequence[Agenda], low: int, high: int) -> list[tuple[Any, ...]]:
    roles = [agenda.role_id for agenda in agendas]
    first, last = _dates(agendas, low, high)
    start, end = datetime.fromtimestamp(low, UTC), datetime.fromtimestamp(high, UTC)
    people = list({agenda.practitioner_id for agenda in agendas})
    places = list({agenda.location_id for agenda in agendas})
    with connection.cursor() as cursor:
        cursor.execute(
            _EVERYTHING, [roles, last, first, roles, first, last, people, end, start, places, end, start]
        )  # fmt: skip
        rows: list[tuple[Any, ...]] = cursor.fetchall()
    return rows


def _dates(agendas: Sequence[Agenda], low: int, high: int) -> tuple[date, date]:
    """The local dates that the range touches in any of the zones, and the day before and after.

    Openings of one day that overlap share a grid: whoever looks at one must see the others.
    """
    zones = {agenda.place.zone for agenda in agendas}
    return (
        min(local_date(low - DAY, zone) for zone in zones),
        max(local_date(high + DAY, zone) for zone in zones),
    )


def _rule(row: list[Any]) -> WeeklyRule:
    weekday, opens, closes, valid_from, valid_until, every_weeks = row[:6]
    return WeeklyRule(weekday, opens, closes, valid_from, valid_until, every_weeks)


def _grouped(tables: Iterable[Timetable], name: str) -> dict[UUID, list[Timetable]]:
    groups: dict[UUID, list[Timetable]] = {}
    for table in tables:
        groups.setdefault(getattr(table.agenda, name), []).append(table)
    return groups
