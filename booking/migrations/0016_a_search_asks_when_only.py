"""The search asks when a practitioner is taken, not at which practice: half the work of `booking_busy_ranges`.

The instants go out as they are stored, and each practitioner's are read in the order of the index.
"""

from django.db import migrations

from core.tenancy import reviewed_function

# Ranges only, of lane 0, of practitioners who have a role in the caller's practices: one row each, its beginnings and
# ends by turns.
TAKEN_TIMES = """
CREATE FUNCTION booking_taken_times(who uuid[], low timestamptz, high timestamptz, at timestamptz)
RETURNS TABLE (practitioner uuid, spans bytea)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
    SELECT mine.practitioner_id, taken.spans
      FROM (SELECT DISTINCT r.practitioner_id FROM practices_practitionerrole r
             WHERE r.practitioner_id = ANY ((SELECT who)::uuid[])
               AND r.practice_id = ANY ((SELECT ctx.practices())::uuid[])) AS mine
     CROSS JOIN LATERAL (
           SELECT string_agg(timestamptz_send(o.starts_at) || timestamptz_send(o.ends_at), ''::bytea
                             ORDER BY o.starts_at)
             FROM booking_occupancy o
            WHERE o.practitioner_id = mine.practitioner_id AND o.lane = 0
              AND o.starts_at < high AND o.starts_at > low - interval '2 days' AND o.ends_at > low
              AND (o.expires_at IS NULL OR o.expires_at > at)) AS taken (spans)
     WHERE taken.spans IS NOT NULL
$$
"""


class Migration(migrations.Migration):
    dependencies = [("booking", "0015_patients_say_they_come")]

    operations = [
        reviewed_function(
            TAKEN_TIMES,
            "booking_taken_times(uuid[], timestamptz, timestamptz, timestamptz)",
            reads=["booking_occupancy", "practices_practitionerrole"],
        )
    ]
