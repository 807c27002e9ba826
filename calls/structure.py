"""What the database itself keeps for calls: practices apart, the two looks across them, the notice of a change.

`NOTIFY calls` carries the practice's and the session's ids, nothing else: who hears it reads the row under its own
rights. It is a hint; the table is the truth.
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
