"""What opens and shuts many agendas, as the database tells it in one SQL statement; and what else is asked with it.

Most agendas of a practice open alike: a weekly rule comes once, with the places of all who keep it in the question.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID

from django.db import connection

from booking.availability import Span
from booking.local_time import local_date
from booking.recurrence import OneDay, Place, WeeklyRule
from booking.wire import integers, spans

DAY = 86_400

# Lists in a sub-select: planned alike whatever their length, so that PostgreSQL keeps one plan; planning costs it more
# than answering.
_EVERYTHING = """
SELECT 'rule', NULL::uuid, r.starts_at_time, r.ends_at_time, r.valid_from, r.valid_until,
       r.weekday::int, r.every_weeks::int, string_agg(int8send(w.place), ''::bytea), NULL::uuid
  FROM unnest((SELECT %(roles)s::uuid[])) WITH ORDINALITY AS w (role, place)
  JOIN booking_openingrule r ON r.practitioner_role_id = w.role
 WHERE r.valid_from <= %(last)s::date AND (r.valid_until IS NULL OR r.valid_until >= %(first)s::date)
 GROUP BY r.starts_at_time, r.ends_at_time, r.valid_from, r.valid_until, r.weekday, r.every_weeks
UNION ALL
SELECT 'exception', e.practitioner_role_id, e.starts_at_time, e.ends_at_time, e.day, NULL, NULL, NULL, NULL, NULL
  FROM booking_openingexception e
 WHERE e.practitioner_role_id = ANY((SELECT %(roles)s::uuid[])::uuid[])
   AND e.day BETWEEN %(first)s::date AND %(last)s::date
UNION ALL
SELECT 'absence', a.practitioner_id, NULL, NULL, NULL, NULL, NULL, NULL,
       timestamptz_send(a.starts_at) || timestamptz_send(a.ends_at), NULL
  FROM booking_absence a
 WHERE a.practitioner_id = ANY((SELECT %(people)s::uuid[])::uuid[])
   AND a.starts_at < %(end)s::timestamptz AND a.ends_at > %(start)s::timestamptz
UNION ALL
SELECT 'closure', c.location_id, NULL, NULL, NULL, NULL, NULL, NULL,
       timestamptz_send(c.starts_at) || timestamptz_send(c.ends_at), NULL
  FROM booking_closure c
 WHERE c.location_id = ANY((SELECT %(places)s::uuid[])::uuid[])
   AND c.starts_at < %(end)s::timestamptz AND c.ends_at > %(start)s::timestamptz
UNION ALL
SELECT 'stand-in', s.practitioner_role_id, NULL, NULL, s.starts_on, s.ends_on, NULL, NULL, NULL, s.substitute_id
  FROM booking_substitution s
 WHERE s.practitioner_role_id = ANY((SELECT %(roles)s::uuid[])::uuid[])
   AND s.starts_on <= %(last)s::date AND s.ends_on >= %(first)s::date
"""
_BESIDES = """
UNION ALL
SELECT besides.kind, besides.whom, NULL, NULL, NULL, NULL, NULL, NULL, besides.packed, NULL
  FROM ({}) AS besides (kind, whom, packed)
"""
_ABSENCES = """
SELECT a.practitioner_id, timestamptz_send(a.starts_at) || timestamptz_send(a.ends_at)
  FROM booking_absence a
 WHERE a.practitioner_id = ANY(%s::uuid[]) AND a.starts_at < %s::timestamptz AND a.ends_at > %s::timestamptz
"""


@dataclass(frozen=True, slots=True)
class Besides:
    """Another question for the same statement: rows of a kind of its own, whom they are about, and packed numbers."""

    statement: str
    values: Mapping[str, Any]


@dataclass(slots=True)
class Told:
    """`rules` in the order of the agendas asked for: those that open alike hold the very same tuple.

    The rest with whom it concerns: exceptions and stand-ins (first day, last day, person) a role, absences a
    practitioner, closures a location; `besides`: the rows of the other question.
    """

    rules: list[tuple[WeeklyRule, ...]]
    exceptions: list[tuple[UUID, OneDay]] = field(default_factory=list)
    absences: list[tuple[UUID, Span]] = field(default_factory=list)
    closures: list[tuple[UUID, Span]] = field(default_factory=list)
    stand_ins: list[tuple[UUID, date, date, UUID]] = field(default_factory=list)
    besides: list[tuple[str, UUID, bytes]] = field(default_factory=list)


def everything(
    roles: Sequence[UUID],
    people: Iterable[UUID],
    locations: Iterable[UUID],
    places: Iterable[Place],
    low: int,
    high: int,
    besides: Besides | None = None,
) -> Told:
    """What concerns these agendas between two instants (seconds), at places with these zones."""
    first, last = _dates({place.zone for place in places}, low, high)
    asked: dict[str, Any] = {
        "roles": list(roles), "people": list(set(people)), "places": list(set(locations)),
        "first": first, "last": last, "start": _utc(low), "end": _utc(high),
    }  # fmt: skip
    weekly: list[tuple[WeeklyRule, bytes]] = []
    told = Told([])
    with connection.cursor() as cursor:
        if besides is None:
            cursor.execute(_EVERYTHING, asked)
        else:
            cursor.execute(_EVERYTHING + _BESIDES.format(besides.statement), {**asked, **besides.values})
        for kind, whom, opens, closes, begins, ends, weekday, weeks, packed, person in cursor.fetchall():
            if kind == "rule":
                weekly.append((WeeklyRule(weekday, opens, closes, begins, ends, weeks), packed))
            elif kind == "exception":
                told.exceptions.append((whom, OneDay(begins, opens, closes)))
            elif kind == "stand-in":
                told.stand_ins.append((whom, begins, ends, person))
            elif kind == "absence":
                told.absences.append((whom, *spans(packed)))
            elif kind == "closure":
                told.closures.append((whom, *spans(packed)))
            else:
                told.besides.append((kind, whom, packed))
    told.rules = _shared(weekly, len(roles))
    return told


def absences_of(people: Iterable[UUID], low: int, high: int) -> Iterator[tuple[UUID, Span]]:
    """When these people are away; one SQL statement."""
    with connection.cursor() as cursor:
        cursor.execute(_ABSENCES, [list(people), _utc(high), _utc(low)])
        for person, packed in cursor.fetchall():
            yield person, *spans(packed)


def _shared(weekly: Sequence[tuple[WeeklyRule, bytes]], count: int) -> list[tuple[WeeklyRule, ...]]:
    """The rules of each of `count` agendas, one tuple for all that keep the same."""
    kept: list[list[int]] = [[] for _ in range(count)]
    for number, (_, packed) in enumerate(weekly):
        for place in integers(packed):
            kept[place - 1].append(number)
    patterns = {numbers: tuple(weekly[n][0] for n in numbers) for numbers in set(map(tuple, kept))}
    return [patterns[tuple(numbers)] for numbers in kept]


def _dates(zones: Iterable[str], low: int, high: int) -> tuple[date, date]:
    """The local dates that the range touches in any of the zones, and the day before and after.

    Openings of one day that overlap share a grid: whoever looks at one must see the others.
    """
    zones = list(zones)
    return min(local_date(low - DAY, zone) for zone in zones), max(local_date(high + DAY, zone) for zone in zones)


def _utc(seconds: int) -> datetime:
    return datetime.fromtimestamp(seconds, UTC)
