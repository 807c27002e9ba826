"""What the database refuses in this room, whoever asks."""

from django.db.migrations import RunSQL

from core.tenancy import SEARCH, WEB, reviewed_function

_FUNCTION = """
CREATE FUNCTION privacy_legalhold_stands() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    IF OLD.lifted_at IS NULL THEN
        RAISE EXCEPTION 'a legal hold in force is lifted, never deleted'
            USING ERRCODE = '23000', CONSTRAINT = 'privacy_legalhold_stands';
    END IF;
    RETURN OLD;
END $$;
CREATE TRIGGER privacy_legalhold_stands BEFORE DELETE ON privacy_legalhold
    FOR EACH ROW EXECUTE FUNCTION privacy_legalhold_stands();
"""


def holds_stand() -> RunSQL:
    """R-21: whatever destroys a patient's rows stops at a hold in force; the patient's own row hangs from it."""
    return RunSQL(
        _FUNCTION,
        "DROP TRIGGER privacy_legalhold_stands ON privacy_legalhold; DROP FUNCTION privacy_legalhold_stands();",
    )


_SIGNED = """
CREATE FUNCTION privacy_deletionreport_stands() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    RAISE EXCEPTION 'a signed report of deletions is not changed'
        USING ERRCODE = '23000', CONSTRAINT = 'privacy_deletionreport_stands';
END $$;
CREATE TRIGGER privacy_deletionreport_stands BEFORE UPDATE OR DELETE ON privacy_deletionreport
    FOR EACH ROW WHEN (OLD.signed_at IS NOT NULL) EXECUTE FUNCTION privacy_deletionreport_stands();
"""


def reports_stand() -> RunSQL:
    """SAS-21: once signed, a report of deletions stays as it is, whoever asks."""
    return RunSQL(
        _SIGNED,
        "DROP TRIGGER privacy_deletionreport_stands ON privacy_deletionreport;"
        " DROP FUNCTION privacy_deletionreport_stands();",
    )


_SETTLED = """
CREATE FUNCTION privacy_deathreport_settled() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    IF OLD.state IN ('stopped', 'done') OR OLD.state = 'confirmed' AND NEW.state NOT IN ('confirmed', 'done')
       OR OLD.state = 'reported' AND NEW.state = 'done' THEN
        RAISE EXCEPTION 'a death goes from reported to stopped or confirmed, and from confirmed to done'
            USING ERRCODE = '23000', CONSTRAINT = 'privacy_deathreport_settled';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER privacy_deathreport_settled BEFORE UPDATE ON privacy_deathreport
    FOR EACH ROW WHEN (OLD.state IS DISTINCT FROM NEW.state) EXECUTE FUNCTION privacy_deathreport_settled();
"""


def deaths_are_settled() -> RunSQL:
    """A wrongly reported death is stopped until it is confirmed, never after: said again below Python."""
    return RunSQL(
        _SETTLED,
        "DROP TRIGGER privacy_deathreport_settled ON privacy_deathreport; DROP FUNCTION privacy_deathreport_settled();",
    )


# Of one practice in the caller's context (null: of none), closed five years ago or more by the database's own clock,
# whatever the caller says.
_INCIDENTS = """
CREATE FUNCTION privacy_purge_incidents(practice uuid, closed_before timestamptz, batch integer) RETURNS SETOF uuid
LANGUAGE sql VOLATILE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
    WITH chosen AS (
        SELECT i.id FROM privacy_incident i
         WHERE (i.practice_id = practice AND practice = ANY (ctx.practices())
                OR practice IS NULL AND i.practice_id IS NULL)
           AND i.closed_at <= least(closed_before, now() - interval '60 months')
         ORDER BY i.closed_at LIMIT batch FOR UPDATE SKIP LOCKED)
    DELETE FROM privacy_incident i USING chosen c WHERE i.id = c.id RETURNING i.id
$$"""


def incidents_stay() -> list[RunSQL]:
    """GDPR 33.5: nobody takes a line out of the register of breaches, but the one door of its retention."""
    return [
        RunSQL(f"REVOKE DELETE ON privacy_incident FROM {WEB}", f"GRANT DELETE ON privacy_incident TO {WEB}"),
        reviewed_function(
            _INCIDENTS, "privacy_purge_incidents(uuid, timestamptz, integer)", reads=["privacy_incident"]
        ),
        RunSQL(
            f"GRANT UPDATE, DELETE ON privacy_incident TO {SEARCH}",
            f"REVOKE UPDATE, DELETE ON privacy_incident FROM {SEARCH}",
        ),
    ]
