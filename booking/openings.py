"""When each agenda is open and when it is shut, for many agendas at once: one SQL statement, then plain tuples.

Rules and exceptions open; absences (of whoever is there that day) and closures (of the place) shut;
public holidays empty the rules of that day. Where somebody stands in for the practitioner, it is the
substitute's absences that count. Occupied time is not this module's business (see `booking.busy`).
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID

from django.db import connection

from booking.availability import Span, difference
from booking.local_time import day_span, local_date
from booking.recurrence import OneDay, Place, WeeklyRule, open_spans

DAY = 86_400

_EVERYTHING = """
SELECT 'rule', r.practitioner_role_id, r.weekday::int, r.starts_at_time, r.ends_at_time,
       r.valid_from, r.valid_until, r.every_weeks::int, NULL::bigint, NULL::bigint, NULL::uuid
  FROM booking_openingrule r
 WHERE r.practitioner_role_id = ANY(%s::uuid[]) AND r.valid_from <= %s::date
   AND (r.valid_until IS NULL OR r.valid_until >= %s::date)
UNION ALL
SELECT 'exception', e.practitioner_role_id, NULL, e.starts_at_time, e.ends_at_time, e.day,
       NULL, NULL, NULL, NULL, NULL
  FROM booking_openingexception e
 WHERE e.practitioner_role_id = ANY(%s::uuid[]) AND e.day BETWEEN %s::date AND %s::date
UNION ALL
SELECT 'absence', a.practitioner_id, NULL, NULL, NULL, NULL, NULL, NULL,
       floor(extract(epoch FROM a.starts_at))::bigint, ceil(extract(epoch FROM a.ends_at))::bigint, NULL
  FROM booking_absence a
 WHERE a.practitioner_id = ANY(%s::uuid[]) AND a.starts_at < %s::timestamptz AND a.ends_at > %s::timestamptz
UNION ALL
SELECT 'closure', c.location_id, NULL, NULL, NULL, NULL, NULL, NULL,
       floor(extract(epoch FROM c.starts_at))::bigint, ceil(extract(epoch FROM c.ends_at))::bigint, NULL
  FROM booking_closure c
 WHERE c.location_id = ANY(%s::uuid[]) AND c.starts_at < %s::timestamptz AND c.ends_at > %s::timestamptz
UNION ALL
SELECT 'stand-in', s.practitioner_role_id, NULL, NULL, NULL, s.starts_on, s.ends_on, NULL, NULL, NULL, s.substitute_id
  FROM booking_substitution s
 WHERE s.practitioner_role_id = ANY(%s::uuid[]) AND s.starts_on <= %s::date AND s.ends_on >= %s::date
"""
_ABSENCES = """
SELECT a.practitioner_id,
       floor(extract(epoch FROM a.starts_at))::bigint, ceil(extract(epoch FROM a.ends_at))::bigint
  FROM booking_absence a
 WHERE a.practitioner_id = ANY(%s::uuid[]) AND a.starts_at < %s::timestamptz AND a.ends_at > %s::timestamptz
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
    takes_online: bool = False


@dataclass(frozen=True, slots=True)
class StandIn:
    """Another person in an agenda for some whole days of its place."""

    practitioner_id: UUID
    span: Span


@dataclass(slots=True)
class Timetable:
    """What opens and shuts one agenda, and who is there; `openings(low, high)` unrolls it where somebody looks."""

    agenda: Agenda
    rules: list[WeeklyRule] = field(default_factory=list)
    exceptions: list[OneDay] = field(default_factory=list)
    absences: list[Span] = field(default_factory=list)
    closures: list[Span] = field(default_factory=list)
    stand_ins: list[StandIn] = field(default_factory=list)

    @property
    def closed(self) -> list[Span]:
        """Whoever is there is away, or the place is shut."""
        return [*self.absences, *self.closures]

    def openings(self, low: int, high: int, *, holidays: bool = True) -> list[Span]:
        """The openings of the days around `[low, high)`, whole; closed time is not taken away.

        Without `holidays`, as they would be on plain working days.
        """
        return open_spans(self.rules, self.exceptions, self.agenda.place, low - DAY, high + DAY, holidays=holidays)

    def person_at(self, seconds: int) -> UUID:
        """Who is there at that instant: the practitioner, or whoever stands in that day."""
        for one in self.stand_ins:
            if one.span[0] <= seconds < one.span[1]:
                return one.practitioner_id
        return self.agenda.practitioner_id

    def people(self) -> set[UUID]:
        """Everybody whose time this agenda takes."""
        return {self.agenda.practitioner_id, *(one.practitioner_id for one in self.stand_ins)}

    def of_whoever_is_there(self, spans: Mapping[UUID, list[Span]]) -> list[Span]:
        """Of each person's time (absences, occupied ranges), the part that falls on the days they are there."""
        own = spans.get(self.agenda.practitioner_id, [])
        if not self.stand_ins:
            return own
        theirs = [
            (max(low, one.span[0]), min(high, one.span[1]))
            for one in self.stand_ins
            for low, high in spans.get(one.practitioner_id, ())
            if low < one.span[1] and one.span[0] < high
        ]
        return [*difference(own, [one.span for one in self.stand_ins]), *theirs]


def people_of(tables: Iterable[Timetable]) -> set[UUID]:
    """Everybody whose time these agendas take."""
    return {person for table in tables for person in table.people()}


def timetables(agendas: Sequence[Agenda], low: int, high: int) -> dict[UUID, Timetable]:
    """The timetable of each agenda (by role id), complete between two instants in seconds."""
    tables = {agenda.role_id: Timetable(agenda) for agenda in agendas}
    if not tables or high <= low:
        return tables
    by_place = _grouped(tables.values(), "location_id")
    absences: dict[UUID, list[Span]] = {}
    for kind, subject, *row in _rows(agendas, low, high):
        if kind == "rule":
            tables[subject].rules.append(_rule(row))
        elif kind == "exception":
            tables[subject].exceptions.append(OneDay(row[3], row[1], row[2]))
        elif kind == "stand-in":
            tables[subject].stand_ins.append(_stand_in(row, tables[subject].agenda.place.zone))
        elif kind == "absence":
            absences.setdefault(subject, []).append((row[6], row[7]))
        else:
            for table in by_place[subject]:
                table.closures.append((row[6], row[7]))
    _add_absences(tables.values(), absences, low, high)
    return tables


def _add_absences(tables: Iterable[Timetable], absences: dict[UUID, list[Span]], low: int, high: int) -> None:
    """Shut each agenda while whoever is there is away; one more statement only where somebody stands in."""
    substitutes = people_of(tables) - {table.agenda.practitioner_id for table in tables}
    if substitutes:
        start, end = datetime.fromtimestamp(low, UTC), datetime.fromtimestamp(high, UTC)
        with connection.cursor() as cursor:
            cursor.execute(_ABSENCES, [list(substitutes), end, start])
            for person, starts, ends in cursor.fetchall():
                absences.setdefault(person, []).append((starts, ends))
    for table in tables:
        table.absences.extend(table.of_whoever_is_there(absences))


def _rows(agendas: Sequence[Agenda], low: int, high: int) -> list[tuple[Any, ...]]:
    roles = [agenda.role_id for agenda in agendas]
    first, last = _dates(agendas, low, high)
    start, end = datetime.fromtimestamp(low, UTC), datetime.fromtimestamp(high, UTC)
    people = list({agenda.practitioner_id for agenda in agendas})
    places = list({agenda.location_id for agenda in agendas})
    with connection.cursor() as cursor:
        cursor.execute(
            _EVERYTHING,
            [roles, last, first, roles, first, last, people, end, start, places, end, start, roles, last, first],
        )
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


def _stand_in(row: list[Any], zone: str) -> StandIn:
    first, last, substitute_id = row[3], row[4], row[8]
    return StandIn(substitute_id, (day_span(first, zone)[0], day_span(last, zone)[1]))


def _grouped(tables: Iterable[Timetable], name: str) -> dict[UUID, list[Timetable]]:
    groups: dict[UUID, list[Timetable]] = {}
    for table in tables:
        groups.setdefault(getattr(table.agenda, name), []).append(table)
    return groups
