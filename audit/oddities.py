"""What looks odd in the journal of one practice: counts per person and day, never a line, never a patient (CH-13).

The web role cannot read the journal. One reviewed function counts, within the practices of the caller's context. What
the journal does not know (who had a visit that day, who took a call) is given by the caller.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime, time
from uuid import UUID

from django.db import connection
from django.db.migrations import RunSQL

from core.tenancy import reviewed_function

# A file is opened for a visit of that day, for an appointment made or changed that day, or for a call: one that the
# act itself names, or one that the person took within the hour before.
_FUNCTION = """
CREATE FUNCTION audit_oddities(practice uuid, since timestamptz, until timestamptz, zone text, opened text[],
                               visitors uuid[], visit_days date[], callers uuid[], called_at timestamptz[],
                               opens time, closes time, most integer)
RETURNS TABLE (person uuid, day date, files bigint, unexplained bigint, off_hours bigint, busiest bigint)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
    WITH acts AS MATERIALIZED (
        SELECT e.at, e.at AT TIME ZONE zone AS wall, e.patient_id AS patient, b.said ->> 'action' AS action,
               (b.said #>> '{actor,user}')::uuid AS person, b.said #>> '{details,call}' AS call
          FROM audit_auditevent e, LATERAL (SELECT convert_from(e.body, 'UTF8')::jsonb AS said) AS b
         WHERE e.practice_id = practice AND practice = ANY (ctx.practices())
           AND e.patient_id IS NOT NULL AND e.body IS NOT NULL AND e.at >= since AND e.at < until),
    reads AS MATERIALIZED (
        SELECT a.person, a.patient, a.at, a.wall::date AS day FROM acts a
         WHERE a.person IS NOT NULL AND a.action = ANY (opened)),
    awaited AS (
        SELECT a.patient, a.wall::date AS day FROM acts a
         WHERE a.call IS NOT NULL
            OR a.action LIKE 'booking:appointment:%' AND a.action <> 'booking:appointment:read'
        UNION SELECT v.patient, v.day FROM unnest(visitors, visit_days) AS v (patient, day)),
    calls AS (
        SELECT c.person, c.at, (c.at AT TIME ZONE zone)::date AS day
          FROM unnest(callers, called_at) AS c (person, at)),
    explained AS (
        SELECT r.person, r.patient, r.day FROM reads r JOIN awaited w ON w.patient = r.patient AND w.day = r.day
        UNION SELECT r.person, r.patient, r.day FROM reads r
          JOIN calls c ON c.person = r.person AND c.day = r.day AND c.at BETWEEN r.at - interval '1 hour' AND r.at),
    hours AS (
        SELECT r.person, r.day, count(DISTINCT o.patient) AS number FROM reads r
          JOIN reads o ON o.person = r.person AND o.day = r.day AND o.at > r.at - interval '1 hour' AND o.at <= r.at
         GROUP BY r.person, r.day, r.at),
    counted AS (
        SELECT a.person, a.wall::date AS day,
               count(*) FILTER (WHERE a.wall::time < opens OR a.wall::time >= closes) AS off_hours
          FROM acts a WHERE a.person IS NOT NULL GROUP BY 1, 2),
    per_day AS (
        SELECT c.person, c.day, c.off_hours,
               (SELECT count(DISTINCT r.patient) FROM reads r WHERE r.person = c.person AND r.day = c.day) AS files,
               (SELECT count(*) FROM (
                    SELECT r.patient FROM reads r WHERE r.person = c.person AND r.day = c.day
                    EXCEPT
                    SELECT x.patient FROM explained x WHERE x.person = c.person AND x.day = c.day) AS rest)
                   AS unexplained,
               coalesce((SELECT max(h.number) FROM hours h WHERE h.person = c.person AND h.day = c.day), 0) AS busiest
          FROM counted c)
    SELECT p.person, p.day, p.files, p.unexplained, p.off_hours, p.busiest FROM per_day p
     WHERE p.unexplained > 0 OR p.off_hours > 0 OR p.busiest > most
     ORDER BY p.day DESC, p.unexplained DESC, p.person
$$
"""
_SIGNATURE = (
    "audit_oddities(uuid, timestamptz, timestamptz, text, text[], uuid[], date[], uuid[], timestamptz[],"
    " time, time, integer)"
)


@dataclass(frozen=True, slots=True)
class Oddity:
    """One person's day. `files` opened in all, `unexplained` of them; `off_hours` counts acts on any file;
    `busiest` is the most files opened within one hour.
    """

    user_id: UUID
    day: date
    files: int
    unexplained: int
    off_hours: int
    busiest: int


def oddities_function() -> RunSQL:
    """For the journal's migration."""
    return reviewed_function(_FUNCTION, _SIGNATURE, reads=["audit_auditevent"])


def count_oddities(
    practice_id: UUID,
    *,
    since: datetime,
    until: datetime,
    zone: str,
    opening: Collection[str],
    visits: Collection[tuple[UUID, date]],
    calls: Collection[tuple[UUID, datetime]],
    hours: tuple[time, time],
    most: int,
) -> list[Oddity]:
    """The days of `[since, until)` (aware) with something odd, latest first. The caller checked the permission.

    `opening` are the acts that open a file; `visits` says who was expected on which day of `zone`; `calls`, who
    took one when; `hours` are the usual ones, from the first included to the second excluded.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT person, day, files, unexplained, off_hours, busiest FROM audit_oddities(%s::uuid, %s::timestamptz,"
            " %s::timestamptz, %s::text, %s::text[], %s::uuid[], %s::date[], %s::uuid[], %s::timestamptz[],"
            " %s::time, %s::time, %s::integer)",
            [
                practice_id, since, until, zone, [str(action) for action in opening],
                [patient for patient, _ in visits], [day for _, day in visits],
                [person for person, _ in calls], [at for _, at in calls], *(hour.isoformat() for hour in hours), most,
            ],
        )  # fmt: skip
        return [Oddity(*row) for row in cursor.fetchall()]
