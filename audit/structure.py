"""The rule that nobody can forget: a row about a patient changes only in a transaction that journals it.

`guarded("patients_patient", "id")` belongs in the migration that creates the table. At commit the
database itself looks for an event of this transaction that names the patient; without one the
whole transaction is refused (SQLSTATE 23000). It holds for every role and for raw SQL.
"""

from django.db.migrations import RunSQL

from core.tenancy import OWNER, WEB, reviewed_function

# Looks across practices on purpose: the answer is a yes or a no about the caller's own transaction.
NAMES_PATIENT = """
CREATE FUNCTION audit_names_patient(patient uuid) RETURNS boolean
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
    SELECT EXISTS (
        SELECT FROM audit_auditevent WHERE xid = pg_current_xact_id() AND pos IS NULL AND patient_id = patient)
$$"""

SEALER_RIGHTS = """
GRANT SELECT, UPDATE (pos, prev, hash) ON audit_auditevent TO permanence_sealer;
GRANT SELECT, INSERT, UPDATE ON audit_chainhead TO permanence_sealer;
"""


def journal_rights() -> list[RunSQL]:
    """For the journal's own migration: the sealer's rights and the question that `guarded` asks."""
    return [
        RunSQL(SEALER_RIGHTS, RunSQL.noop),
        reviewed_function(
            NAMES_PATIENT, "audit_names_patient(uuid)", reads=["audit_auditevent"], executors=f"{WEB}, {OWNER}"
        ),
    ]


def guarded(table: str, patient_column: str = "patient_id") -> list[RunSQL]:
    """Refuse the commit of any change in `table` whose patient no event of the same transaction names.

    Rows whose `patient_column` is null pass. The migration depends on ("audit", "0001_journal").
    """
    function = f"{table}_journalled"
    forward = f"""
        CREATE FUNCTION {function}() RETURNS trigger
        LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
        BEGIN
            IF TG_OP <> 'INSERT' AND OLD.{patient_column} IS NOT NULL
               AND NOT audit_names_patient(OLD.{patient_column})
               OR TG_OP <> 'DELETE' AND NEW.{patient_column} IS NOT NULL
               AND NOT audit_names_patient(NEW.{patient_column}) THEN
                RAISE EXCEPTION 'a change in % is not in the journal', TG_TABLE_NAME
                    USING ERRCODE = '23000', CONSTRAINT = '{function}';
            END IF;
            RETURN NULL;
        END $$;
        CREATE CONSTRAINT TRIGGER {function} AFTER INSERT OR UPDATE OR DELETE ON {table}
            DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION {function}();
    """
    backward = f"DROP TRIGGER {function} ON {table}; DROP FUNCTION {function}();"
    return [RunSQL(forward, backward)]
