"""One slot search as the floors read it: minutes since the epoch, one statement for openings, one for busy time.

Every floor gets the same question, reads the same tables and must give the product's own answer.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from typing import Any
from zoneinfo import ZoneInfo

import psycopg

from bench.database import ZONE
from bench.world import Agenda
from booking.holiday_calendar import METROPOLE, public_holidays

MINUTE, DAY = 60, 86_400
Span = tuple[int, int]
Starts = list[list[int]]  # the free starts of each agenda, in minutes


@dataclass(frozen=True, slots=True)
class Question:
    """`[low, high)` in minutes; the visit lasts `duration` minutes and starts every `step`."""

    agendas: Sequence[Agenda]
    low: int
    high: int
    duration: int
    step: int

    @property
    def first_day(self) -> date:
        return datetime.fromtimestamp(self.low * MINUTE, ZoneInfo(ZONE)).date()

    @property
    def last_day(self) -> date:
        return datetime.fromtimestamp(self.high * MINUTE - 1, ZoneInfo(ZONE)).date()

    @property
    def start(self) -> datetime:
        return datetime.fromtimestamp(self.low * MINUTE, UTC)

    @property
    def end(self) -> datetime:
        return datetime.fromtimestamp(self.high * MINUTE, UTC)

    def columns(self) -> list[list[Any]]:
        return [[a.role for a in self.agendas], [a.person for a in self.agendas], [a.place for a in self.agendas]]


_OPENINGS = """
WITH who AS MATERIALIZED (
    SELECT * FROM unnest(%s::uuid[], %s::uuid[], %s::uuid[]) WITH ORDINALITY AS w(role, person, place, n))
SELECT w.n::int, 0, r.weekday::int, (date_part('epoch', r.starts_at_time) / 60)::int,
       (date_part('epoch', r.ends_at_time) / 60)::int, r.valid_from, r.valid_until, r.every_weeks::int
  FROM who w JOIN booking_openingrule r ON r.practitioner_role_id = w.role
 WHERE r.valid_from <= %s::date AND (r.valid_until IS NULL OR r.valid_until >= %s::date)
UNION ALL
SELECT w.n::int, 1, 0, (date_part('epoch', e.starts_at_time) / 60)::int,
       (date_part('epoch', e.ends_at_time) / 60)::int, e.day, NULL, 1
  FROM who w JOIN booking_openingexception e ON e.practitioner_role_id = w.role
 WHERE e.day BETWEEN %s::date AND %s::date
UNION ALL
SELECT w.n::int, 2, 0, (date_part('epoch', a.starts_at) / 60)::int, (date_part('epoch', a.ends_at) / 60)::int, NULL,
       NULL, 1
  FROM who w JOIN booking_absence a ON a.practitioner_id = w.person
 WHERE a.starts_at < %s::timestamptz AND a.ends_at > %s::timestamptz
UNION ALL
SELECT w.n::int, 2, 0, (date_part('epoch', c.starts_at) / 60)::int, (date_part('epoch', c.ends_at) / 60)::int, NULL,
       NULL, 1
  FROM who w JOIN booking_closure c ON c.location_id = w.place
 WHERE c.starts_at < %s::timestamptz AND c.ends_at > %s::timestamptz
"""
# Four bytes a minute, one row an agenda: the cheapest way out of the database that was found.
_BUSY = """
SELECT w.n::int, string_agg(int4send((date_part('epoch', o.starts_at) / 60)::int), ''::bytea ORDER BY o.starts_at),
       string_agg(int4send((date_part('epoch', o.ends_at) / 60)::int), ''::bytea ORDER BY o.starts_at)
  FROM unnest(%s::uuid[]) WITH ORDINALITY AS w(person, n)
  JOIN booking_occupancy o ON o.practitioner_id = w.person
 WHERE o.lane = 0 AND o.starts_at < %s::timestamptz AND o.starts_at > %s::timestamptz - interval '2 days'
   AND o.ends_at > %s::timestamptz AND (o.expires_at IS NULL OR o.expires_at > now())
 GROUP BY w.n
"""


def openings(connection: "psycopg.Connection[Any]", question: Question) -> list[tuple[list[Span], list[Span]]]:
    """What opens each agenda, day by day, and what shuts it; one statement."""
    first, last, start, end = question.first_day, question.last_day, question.start, question.end
    values = [*question.columns(), last, first, first, last, end, start, end, start]
    found: list[tuple[list[Span], list[Span]]] = [([], []) for _ in question.agendas]
    weekly: dict[int, dict[int, list[Any]]] = {}
    with connection.cursor(binary=True) as cursor:
        for n, kind, weekday, low, high, since, until, weeks in cursor.execute(_OPENINGS, values):
            if kind == 0:
                weekly.setdefault(n, {}).setdefault(weekday, []).append((low, high, since, until, weeks))
            elif kind == 1:
                found[n - 1][0].append((_midnight(since) + low, _midnight(since) + high))
            else:
                found[n - 1][1].append((low, high))
    for n, rules in weekly.items():
        found[n - 1][0].extend(_unrolled(rules, first, last))
        found[n - 1][0].sort()
    return found


def busy(connection: "psycopg.Connection[Any]", question: Question) -> dict[int, tuple[bytes, bytes]]:
    """Starts and ends of what is taken, by position of the agenda (from 1), four bytes each; one statement."""
    people = [agenda.person for agenda in question.agendas]
    with connection.cursor(binary=True) as cursor:
        cursor.execute(_BUSY, [people, question.end, question.start, question.start])
        return {n: (starts, ends) for n, starts, ends in cursor}


def _unrolled(rules: dict[int, list[Any]], first: date, last: date) -> list[Span]:
    spans = []
    day = first
    while day <= last:
        todays = rules.get(day.weekday())
        if todays and day not in public_holidays(METROPOLE, day.year):
            base = _midnight(day)
            for low, high, since, until, weeks in todays:
                if since <= day and (until is None or day <= until) and (weeks == 1 or _turn(day, since, weeks)):
                    spans.append((base + low, base + high))
        day += timedelta(days=1)
    return spans


def _turn(day: date, since: date, weeks: int) -> bool:
    return (day.toordinal() - day.weekday() - since.toordinal() + since.weekday()) // 7 % weeks == 0


@lru_cache(maxsize=400)
def _midnight(day: date) -> int:
    """Right on days without a change of clocks between midnight and the opening: the bench's agendas are such."""
    return int(datetime.combine(day, time(12), tzinfo=ZoneInfo(ZONE)).timestamp()) // MINUTE - 720
