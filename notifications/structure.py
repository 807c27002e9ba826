"""The reviewed looks across practices: a sender takes what is due, a receipt finds its message. Ids only."""

from django.db.migrations import RunSQL

from core.tenancy import SEARCH, reviewed_function

# `wanted` is queued (due by its date) or sending (whoever was sending it is gone: its lease ran out).
CLAIM = """
CREATE FUNCTION notifications_claim(wanted text, at timestamptz, how_many integer, lease interval, claim uuid)
RETURNS TABLE (id uuid, practice_id uuid)
LANGUAGE sql VOLATILE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
    WITH due AS MATERIALIZED (
        SELECT d.id FROM notifications_delivery d
        WHERE (wanted = 'queued' AND d.state = 'queued' AND d.due_at <= at
               AND (d.leased_until IS NULL OR d.leased_until <= at))
           OR (wanted = 'sending' AND d.state = 'sending' AND d.reference = d.id AND d.leased_until <= at)
        ORDER BY d.due_at, d.id LIMIT how_many FOR UPDATE SKIP LOCKED)
    UPDATE notifications_delivery t
    SET claim_id = claim, leased_until = at + lease, attempts = t.attempts + 1
    FROM due WHERE t.id = due.id
    RETURNING t.id, t.practice_id
$$"""

SIGNATURE = "notifications_claim(text, timestamptz, integer, interval, uuid)"
# The same, and `posted`: queued, but asked for by another room and not about a visit.
CLAIM_BY_SUBJECT = CLAIM.replace(
    "(wanted = 'queued' AND",
    "(((wanted = 'queued' AND d.posting IS NULL) OR (wanted = 'posted' AND d.posting IS NOT NULL)) AND",
)

PLACE_OF = """
CREATE FUNCTION notifications_place_of(ours uuid) RETURNS uuid
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
    SELECT d.practice_id FROM notifications_delivery d WHERE d.reference = ours LIMIT 1
$$"""


def looks_across_practices() -> list[RunSQL]:
    """For the room's own migration, after its tables."""
    return [
        reviewed_function(CLAIM, SIGNATURE, reads=["notifications_delivery"]),
        RunSQL(f"GRANT UPDATE ON notifications_delivery TO {SEARCH}", RunSQL.noop),
        reviewed_function(PLACE_OF, "notifications_place_of(uuid)", reads=["notifications_delivery"]),
    ]


def claim_by_subject() -> list[RunSQL]:
    """In the place of the first one."""
    former = reviewed_function(CLAIM, SIGNATURE, reads=["notifications_delivery"])
    return [
        RunSQL(f"DROP FUNCTION {SIGNATURE}", former.sql),
        reviewed_function(CLAIM_BY_SUBJECT, SIGNATURE, reads=["notifications_delivery"]),
    ]
