"""The reviewed function by which a worker takes due rows of every practice: it sees ids only, never a patient."""

from django.db.migrations import RunSQL

from core.tenancy import SEARCH, reviewed_function

SIGNATURE = "outbox_claim(timestamptz, integer, interval, uuid)"

CLAIM = """
CREATE FUNCTION outbox_claim(at timestamptz, how_many integer, lease interval, claim uuid)
RETURNS TABLE (id uuid, practice_id uuid, topic text, entity_id uuid, channel text, version integer, attempts integer)
LANGUAGE sql VOLATILE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
    WITH due AS MATERIALIZED (
        SELECT r.id FROM outbox_outboxrow r
        WHERE r.state = 'pending' AND r.not_before <= at AND (r.leased_until IS NULL OR r.leased_until <= at)
        ORDER BY r.not_before, r.id LIMIT how_many FOR UPDATE SKIP LOCKED)
    UPDATE outbox_outboxrow t
    SET claim_id = claim, leased_until = at + lease, attempts = t.attempts + 1
    FROM due WHERE t.id = due.id
    RETURNING t.id, t.practice_id, t.topic::text, t.entity_id, t.channel::text, t.version, t.attempts::integer
$$"""


def claim_function() -> list[RunSQL]:
    """For the room's own migration."""
    return [
        reviewed_function(CLAIM, SIGNATURE, reads=["outbox_outboxrow"]),
        RunSQL(f"GRANT UPDATE ON outbox_outboxrow TO {SEARCH}", RunSQL.noop),
    ]
