"""Migration operation: the database refuses the commit of a patient nobody was informed about.

ST-09, ST-10. `patients` applies it to its table; deferred, so that the record may be written before
or after the patient in the same transaction.
"""

from django.db.migrations import RunSQL

from core.tenancy import reviewed_function

# One function for every table: reads only whether a record exists, for the very row being committed.
_FUNCTION = """
CREATE OR REPLACE FUNCTION consent_refuse_without_notice() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    IF NOT EXISTS (SELECT 1 FROM consent_noticerecord r
                    WHERE r.practice_id = NEW.practice_id AND r.subject_id = NEW.id) THEN
        RAISE EXCEPTION 'no notice recorded for this person'
            USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = TG_NAME;
    END IF;
    RETURN NULL;
END $$
"""


def notice_function() -> RunSQL:
    """The trigger's function, made once by this room's own migration."""
    return reviewed_function(_FUNCTION, "consent_refuse_without_notice()", reads=["consent_noticerecord"])


def notice_required(table: str) -> list[RunSQL]:
    """Refuse, at commit, a new row of `table` (columns `id`, `practice_id`) without a notice record there.

    The migration that uses it depends on `("consent", "0002_notices_apart")`.
    """
    name = f"{table}_notice_required"[:63]
    return [
        RunSQL(
            f"""CREATE CONSTRAINT TRIGGER {name} AFTER INSERT OR UPDATE OF id, practice_id ON {table}
                DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION consent_refuse_without_notice()""",
            f"DROP TRIGGER {name} ON {table}",
        )
    ]
