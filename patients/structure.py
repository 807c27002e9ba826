"""The rule that nobody's rows change hands: what belongs to a patient goes to another record only by a merge.

`follows_a_merge(table, column)` belongs in a migration. At commit the database itself looks for a merge between the
two records; without one the whole transaction is refused (SQLSTATE 23000). It holds for every role and for raw SQL.
"""

from django.db.migrations import RunSQL

from core.tenancy import reviewed_function

# One function for every table: the column is the trigger's argument. It only reads whether a merge explains the very
# row being committed.
FUNCTION = """
CREATE FUNCTION patients_follows_a_merge() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
    giver uuid := to_jsonb(OLD) ->> TG_ARGV[0];
    taker uuid := to_jsonb(NEW) ->> TG_ARGV[0];
BEGIN
    IF giver IS NOT NULL AND giver IS DISTINCT FROM taker AND NOT EXISTS (
        SELECT FROM patients_patientmerge m
         WHERE m.practice_id = NEW.practice_id
           AND (m.survivor_id, m.merged_id) IN ((giver, taker), (taker, giver))) THEN
        RAISE EXCEPTION 'a row of % goes to another patient without a merge', TG_TABLE_NAME
            USING ERRCODE = '23000', CONSTRAINT = TG_NAME;
    END IF;
    RETURN NULL;
END $$
"""


def merge_function() -> RunSQL:
    """The triggers' function, made once by this room's own migration."""
    return reviewed_function(FUNCTION, "patients_follows_a_merge()", reads=["patients_patientmerge"])


def follows_a_merge(table: str, column: str = "patient_id") -> RunSQL:
    """Refuse, at commit, a change of `table.column` from one patient to another that no merge explains."""
    name = f"{table}_{column}_merge"[:63]
    return RunSQL(
        f"""CREATE CONSTRAINT TRIGGER {name} AFTER UPDATE OF {column} ON {table}
            DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION patients_follows_a_merge('{column}')""",
        f"DROP TRIGGER {name} ON {table}",
    )
