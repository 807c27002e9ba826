"""What the database itself keeps for calls: practices apart, the two looks across them, the notice of a change.

`NOTIFY calls` carries the ids of practice and session and the version, nothing else: who hears it reads the row under
its own rights. It is a hint; the table is the truth.
"""

from django.db.migrations import RunSQL

from core.tenancy import reviewed_function

# Before a call is placed, its practice is what the line says: a look across practices that answers ids only.
LINE_OF = """
CREATE FUNCTION calls_line_of(on_account text, called text) RETURNS TABLE (practice_id uuid, line_id uuid)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
    SELECT l.practice_id, l.id FROM calls_line l
     WHERE l.account = on_account AND l.e164 = called AND l.withdrawn_at IS NULL
$$"""

# The facts that follow carry no line: their call already has its practice.
PLACE_OF = """
CREATE FUNCTION calls_place_of(on_account text, call text) RETURNS TABLE (practice_id uuid, session_id uuid)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
    SELECT s.practice_id, s.id FROM calls_callsession s WHERE s.account = on_account AND s.provider_call_id = call
$$"""

# Urgent messages whose ladder is not climbed to its end: ids only, of every practice. A step takes a minute at least.
UNREAD = """
CREATE FUNCTION calls_messages_unread(at timestamptz) RETURNS TABLE (practice_id uuid, message_id uuid)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
    SELECT m.practice_id, m.id FROM calls_practitionermessage m
     WHERE m.kind = 'urgent' AND m.acknowledged_at IS NULL AND m.sent_at <= at - interval '1 minute'
       AND (SELECT count(*) FROM calls_messagestep s WHERE s.message_id = m.id) < 3
     ORDER BY m.sent_at, m.id
$$"""

TOLD = """
CREATE FUNCTION calls_told() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    PERFORM pg_notify('calls', NEW.practice_id || ' ' || NEW.id);
    RETURN NULL;
END $$;
CREATE TRIGGER calls_told AFTER INSERT OR UPDATE ON calls_callsession FOR EACH ROW EXECUTE FUNCTION calls_told();
CREATE FUNCTION calls_arrived() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    PERFORM pg_notify('calls_inbox', '');
    RETURN NULL;
END $$;
CREATE TRIGGER calls_arrived AFTER INSERT ON calls_inboxmessage FOR EACH ROW EXECUTE FUNCTION calls_arrived();
"""
_TOLD_AGAIN = """
CREATE OR REPLACE FUNCTION calls_told() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    PERFORM pg_notify('calls', NEW.practice_id || ' ' || NEW.id{version});
    RETURN NULL;
END $$;
"""
UNTOLD = """
DROP TRIGGER calls_arrived ON calls_inboxmessage;
DROP FUNCTION calls_arrived();
DROP TRIGGER calls_told ON calls_callsession;
DROP FUNCTION calls_told();
"""


def looks_across_practices() -> list[RunSQL]:
    """For the room's own migration, after its tables."""
    return [
        reviewed_function(LINE_OF, "calls_line_of(text, text)", reads=["calls_line"]),
        reviewed_function(PLACE_OF, "calls_place_of(text, text)", reads=["calls_callsession"]),
        RunSQL(TOLD, UNTOLD),
    ]


# After a cut, what an exchange no longer holds has ended: its calls that are open here, ids only.
OPEN_OF = """
CREATE FUNCTION calls_open_of(on_account text) RETURNS TABLE (practice_id uuid, session_id uuid)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
    SELECT s.practice_id, s.id FROM calls_callsession s WHERE s.account = on_account AND s.ended_at IS NULL
$$"""


def look_for_open() -> RunSQL:
    """For the migration that lets a list of what lives close what does not."""
    return reviewed_function(OPEN_OF, "calls_open_of(text)", reads=["calls_callsession"])


# A call that we asked for: its facts may come under the exchange's own id, with our reference beside it.
REQUESTED = """
CREATE FUNCTION calls_requested(on_account text, reference uuid) RETURNS TABLE (practice_id uuid, session_id uuid)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
    SELECT r.practice_id, r.session_id
      FROM calls_callrequest r JOIN calls_callsession s ON s.practice_id = r.practice_id AND s.id = r.session_id
     WHERE r.id = reference AND s.account = on_account
$$"""


def looks_by_our_reference() -> list[RunSQL]:
    """For the migration of the requests."""
    return [
        reviewed_function(REQUESTED, "calls_requested(text, uuid)", reads=["calls_callrequest", "calls_callsession"]),
    ]


def told_with_version() -> RunSQL:
    """The notice also says which version of the call it is about: what is known already need not be asked for."""
    return RunSQL(_TOLD_AGAIN.format(version=" || ' ' || NEW.version"), _TOLD_AGAIN.format(version=""))


def look_for_unread() -> RunSQL:
    """For the migration of the messages, after their tables."""
    return reviewed_function(
        UNREAD, "calls_messages_unread(timestamptz)", reads=["calls_practitionermessage", "calls_messagestep"]
    )
