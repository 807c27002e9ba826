"""What the telephone was: counts and durations, computed by the database alone; no patient, no number, no name.

One statement gives the whole, each practice and each day (or week); one more gives the people, for whoever leads them.
Days are those of the practice's own clocks. Only calls that are over are counted.
"""

from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from typing import Any
from uuid import UUID

from django.db import connection

from accounts.queries import display_names
from core.errors import Forbidden, InvalidInput, NotFound
from core.scoping import Actor
from practices.models import Practice
from practices.permissions import Permission, check_may, practices_where
from practices.zones import zones_of

LONGEST = timedelta(days=366)


class By(StrEnum):
    DAY = "day"
    WEEK = "week"


@dataclass(frozen=True, slots=True)
class Figures:
    """Of calls received: `answered`, `missed` and `voicemail` add up to `received`; `booked` ended in an appointment.

    Seconds: `wait_p50`, `wait_p90` from the ring to the answer, `handling` on average from the answer to the end; None
    when nobody was answered. `called_back`: of the missed, how many were rung back; `placed`: calls we made.
    """

    received: int = 0
    answered: int = 0
    missed: int = 0
    voicemail: int = 0
    booked: int = 0
    called_back: int = 0
    placed: int = 0
    wait_p50: int | None = None
    wait_p90: int | None = None
    handling: int | None = None


@dataclass(frozen=True, slots=True)
class Activity:
    """`periods` has a line for each day (or the Monday of each week), those without a call included."""

    start: date
    end: date
    by: By
    total: Figures
    periods: list[tuple[date, Figures]]
    practices: list[tuple[UUID, str, Figures]]


_FIGURES = """
    count(*) FILTER (WHERE inbound), count(*) FILTER (WHERE inbound AND outcome = 'answered'),
    count(*) FILTER (WHERE inbound AND outcome NOT IN ('answered', 'voicemail')),
    count(*) FILTER (WHERE inbound AND outcome = 'voicemail'),
    count(*) FILTER (WHERE booked), count(*) FILTER (WHERE inbound AND outcome <> 'answered' AND returned),
    count(*) FILTER (WHERE NOT inbound),
    percentile_cont(0.5) WITHIN GROUP (ORDER BY waited) FILTER (WHERE inbound AND outcome = 'answered'),
    percentile_cont(0.9) WITHIN GROUP (ORDER BY waited) FILTER (WHERE inbound AND outcome = 'answered'),
    avg(spoken) FILTER (WHERE outcome = 'answered')
"""
# `zones` says where the day of each practice begins. A call is booked by its wrap-up, or by an appointment of its own.
_CALLS = """
WITH calls AS MATERIALIZED (
    SELECT s.practice_id, s.taken_by_id, s.outcome, s.direction = 'inbound' AS inbound,
           s.called_back_at IS NOT NULL AS returned,
           extract(epoch FROM s.answered_at - s.started_at) AS waited,
           extract(epoch FROM s.ended_at - s.answered_at) AS spoken,
           date_trunc(%(by)s, s.started_at AT TIME ZONE z.zone)::date AS period,
           s.disposition = 'booked' OR EXISTS (
               SELECT FROM booking_appointment a
                WHERE a.practice_id = s.practice_id AND a.call_id = s.id AND a.status <> 'entered-in-error') AS booked
      FROM calls_callsession s
      JOIN unnest(%(practices)s::uuid[], %(zones)s::text[]) AS z (practice_id, zone) ON z.practice_id = s.practice_id
     WHERE s.ended_at IS NOT NULL AND s.direction <> 'internal'
       AND s.started_at >= %(start)s::date::timestamp AT TIME ZONE z.zone
       AND s.started_at < (%(end)s::date + 1)::timestamp AT TIME ZONE z.zone)
"""
_ACTIVITY = f"""{_CALLS}
SELECT grouping(practice_id), grouping(period), practice_id, period, {_FIGURES} FROM calls
 GROUP BY GROUPING SETS ((), (practice_id), (period))
"""  # noqa: S608 - constants only
_PEOPLE = f"""{_CALLS}
SELECT taken_by_id, {_FIGURES} FROM calls WHERE taken_by_id IS NOT NULL GROUP BY taken_by_id
"""  # noqa: S608 - constants only


def activity(actor: Actor, start: date, end: date, *, by: By = By.DAY, practice_id: UUID | None = None) -> Activity:
    """Of one practice, or of all those of the actor, from `start` to `end` inclusive; three statements.

    Raises NotFound, Forbidden, InvalidInput.
    """
    asked = _asked(actor, Permission.ACTIVITY_READ, start, end, by, practice_id)
    total, periods, of_practice = Figures(), dict[date, Figures](), dict[UUID, Figures]()
    for no_practice, no_period, practice, period, *figures in _rows(_ACTIVITY, asked):
        if not no_practice:
            of_practice[practice] = _figures(figures)
        elif not no_period:
            periods[period] = _figures(figures)
        else:
            total = _figures(figures)
    names = dict(Practice.objects.filter(id__in=asked["practices"]).order_by("name").values_list("id", "name"))
    return Activity(
        start=start,
        end=end,
        by=by,
        total=total,
        periods=[(each, periods.get(each, Figures())) for each in _periods(start, end, by)],
        practices=[(each, name, of_practice.get(each, Figures())) for each, name in names.items()],
    )


def activity_of_people(
    actor: Actor, start: date, end: date, *, practice_id: UUID | None = None
) -> list[tuple[UUID, str, Figures]]:
    """The same by who took the call, by name: for whoever leads these people alone; three statements.

    Raises NotFound, Forbidden, InvalidInput.
    """
    asked = _asked(actor, Permission.PEOPLE_ACTIVITY_READ, start, end, By.DAY, practice_id)
    found = {person: _figures(figures) for person, *figures in _rows(_PEOPLE, asked)}
    names = display_names(found)
    return sorted(((one, names.get(one, ""), found[one]) for one in found), key=lambda line: (line[1], line[0]))


def _asked(
    actor: Actor, permission: Permission, start: date, end: date, by: By, practice_id: UUID | None
) -> dict[str, Any]:
    if practice_id is not None:
        check_may(actor, permission, practice_id)
    ids = [practice_id] if practice_id else sorted(practices_where(actor, permission))
    if not ids:
        raise Forbidden() if actor.practice_ids else NotFound()
    if end < start or end - start > LONGEST:
        raise InvalidInput.at("to", "wrong-range", "La période va du premier au dernier jour, un an au plus.")
    zones = zones_of(ids)
    return {
        "practices": ids,
        "zones": [zones[each] for each in ids],
        "start": start,
        "end": end,
        "by": by.value,
    }


def _rows(statement: str, asked: dict[str, Any]) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(statement, asked)
        rows: list[tuple[Any, ...]] = cursor.fetchall()
    return rows


def _figures(row: list[Any]) -> Figures:
    *counts, p50, p90, handling = row
    return Figures(*counts, *(None if each is None else round(each) for each in (p50, p90, handling)))


def _periods(start: date, end: date, by: By) -> list[date]:
    step = timedelta(days=7 if by is By.WEEK else 1)
    first = start - timedelta(days=start.weekday()) if by is By.WEEK else start
    return [first + n * step for n in range((end - first) // step + 1)]
