"""What was done during one call: the journal's own lines that name it, in order, codes and ids only.

The web role cannot read the journal: one reviewed function answers, within the practices of the caller's context. It
walks the practice's events of that time, sealed or not yet.
"""

from datetime import datetime
from uuid import UUID

from django.db import connection
from django.db.migrations import RunSQL

from audit.accesses import Access, access_of
from core.tenancy import reviewed_function

MOST = 500
_FUNCTION = """
CREATE FUNCTION audit_of_call(practice uuid, call uuid, since timestamptz, until timestamptz, most integer)
RETURNS TABLE (id uuid, at timestamptz, patient_id uuid, said jsonb)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
    WITH found AS (
        SELECT e.id, e.at, e.patient_id, convert_from(e.body, 'UTF8')::jsonb AS said FROM audit_auditevent e
         WHERE e.pos IS NOT NULL AND e.body IS NOT NULL
           AND e.practice_id = practice AND e.at >= since AND e.at < until
        UNION ALL
        SELECT e.id, e.at, e.patient_id, convert_from(e.body, 'UTF8')::jsonb FROM audit_auditevent e
         WHERE e.pos IS NULL AND e.practice_id = practice AND e.at >= since AND e.at < until)
    SELECT f.id, f.at, f.patient_id, f.said FROM found f
     WHERE practice = ANY (ctx.practices()) AND f.said #>> '{details,call}' = call::text
     ORDER BY f.at, f.id LIMIT most
$$
"""


def of_call_function() -> list[RunSQL]:
    """For the journal's migration."""
    signature = "audit_of_call(uuid, uuid, timestamptz, timestamptz, integer)"
    return [reviewed_function(_FUNCTION, signature, reads=["audit_auditevent"])]


def acts_of_call(practice_id: UUID, call_id: UUID, *, since: datetime, until: datetime) -> list[Access]:
    """Oldest first, at most 500. The caller checked the permission."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT id, at, patient_id, said FROM audit_of_call(%s::uuid, %s::uuid, %s::timestamptz, %s::timestamptz,"
            " %s::integer)",
            [practice_id, call_id, since, until, MOST],
        )
        return [access_of(*row) for row in cursor.fetchall()]
