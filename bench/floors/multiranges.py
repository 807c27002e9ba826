"""One statement: openings unrolled and busy time subtracted as multiranges by PostgreSQL; Python cuts the starts."""

from typing import Any

import psycopg

from bench.database import ZONE
from bench.floors.question import Question, Starts
from booking.holiday_calendar import METROPOLE, public_holidays

# Every CTE materialised: without it the planner repeats them for each agenda.
_FREE = """
WITH who AS MATERIALIZED (
    SELECT * FROM unnest(%(roles)s::uuid[], %(people)s::uuid[], %(places)s::uuid[])
        WITH ORDINALITY AS w(role, person, place, n)),
days AS MATERIALIZED (
    SELECT d::date AS day, extract(isodow FROM d)::int - 1 AS weekday
      FROM generate_series(%(first)s::timestamp, %(last)s::timestamp, interval '1 day') AS d),
opened AS MATERIALIZED (
    SELECT w.n, (d.day + r.starts_at_time) AT TIME ZONE %(zone)s AS low,
           (d.day + r.ends_at_time) AT TIME ZONE %(zone)s AS high
      FROM who w JOIN booking_openingrule r ON r.practitioner_role_id = w.role
      JOIN days d ON d.weekday = r.weekday AND d.day >= r.valid_from
       AND (r.valid_until IS NULL OR d.day <= r.valid_until)
     WHERE d.day <> ALL (%(holidays)s::date[])
       AND (r.every_weeks = 1 OR (date_trunc('week', d.day)::date - date_trunc('week', r.valid_from)::date) / 7
            %% r.every_weeks = 0)
    UNION ALL
    SELECT w.n, (e.day + e.starts_at_time) AT TIME ZONE %(zone)s, (e.day + e.ends_at_time) AT TIME ZONE %(zone)s
      FROM who w JOIN booking_openingexception e ON e.practitioner_role_id = w.role
     WHERE e.day BETWEEN %(first)s::date AND %(last)s::date),
taken AS MATERIALIZED (
    SELECT t.n, range_agg(tstzrange(t.starts_at, t.ends_at)) AS spans FROM (
        SELECT w.n, o.starts_at, o.ends_at FROM who w JOIN booking_occupancy o ON o.practitioner_id = w.person
         WHERE o.lane = 0 AND o.starts_at < %(end)s AND o.starts_at > %(start)s::timestamptz - interval '2 days'
           AND o.ends_at > %(start)s AND (o.expires_at IS NULL OR o.expires_at > now())
        UNION ALL
        SELECT w.n, a.starts_at, a.ends_at FROM who w JOIN booking_absence a ON a.practitioner_id = w.person
         WHERE a.starts_at < %(end)s AND a.ends_at > %(start)s
        UNION ALL
        SELECT w.n, c.starts_at, c.ends_at FROM who w JOIN booking_closure c ON c.location_id = w.place
         WHERE c.starts_at < %(end)s AND c.ends_at > %(start)s) AS t
     GROUP BY t.n),
free AS MATERIALIZED (
    SELECT o.n, o.low, unnest(tstzmultirange(tstzrange(o.low, o.high)) - coalesce(t.spans, '{}')) AS span
      FROM opened o LEFT JOIN taken t USING (n))
SELECT n::int, (date_part('epoch', low) / 60)::int, (date_part('epoch', lower(span)) / 60)::int,
       (date_part('epoch', upper(span)) / 60)::int
  FROM free ORDER BY n, span
"""


def search(connection: "psycopg.Connection[Any]", question: Question) -> Starts:
    roles, people, places = question.columns()
    first, last = question.first_day, question.last_day
    closed = {day for year in range(first.year, last.year + 1) for day in public_holidays(METROPOLE, year)}
    values = {
        "roles": roles, "people": people, "places": places, "first": first, "last": last, "zone": ZONE,
        "holidays": [day for day in closed if first <= day <= last], "start": question.start, "end": question.end,
    }  # fmt: skip
    found: Starts = [[] for _ in question.agendas]
    duration, step = question.duration, question.step
    with connection.cursor(binary=True) as cursor:
        for n, anchor, low, high in cursor.execute(_FREE, values):
            found[n - 1] += range(low + (anchor - low) % step, high - duration + 1, step)
    return found
