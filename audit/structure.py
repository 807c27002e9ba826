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

# The owner gives up what it never needs, so that no slip of a command changes an event: platform events are under no
# policy. It remains the owner and could take the right back; what is then changed, the verifier finds.
RIGHTS = """
GRANT SELECT, UPDATE (pos, prev, hash) ON audit_auditevent TO permanence_sealer;
GRANT SELECT, INSERT, UPDATE ON audit_chainhead TO permanence_sealer;
REVOKE UPDATE, DELETE, TRUNCATE ON audit_auditevent, audit_chainhead FROM permanence_owner;
"""


def journal_rights() -> list[RunSQL]:
    """For the journal's own migration: the sealer's rights, the owner's limits, the question that `guarded` asks."""
    return [
        RunSQL(RIGHTS, RunSQL.noop),
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


# Looks across practices on purpose, like the question above: a yes or a no about the caller's own transaction.
SAYS = """
CREATE FUNCTION audit_says(patient uuid, verbs text[]) RETURNS boolean
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
    SELECT EXISTS (
        SELECT FROM audit_auditevent e
         WHERE e.xid = pg_current_xact_id() AND e.pos IS NULL AND e.patient_id = patient
           AND split_part(convert_from(e.body, 'UTF8')::jsonb ->> 'action', ':', 3) = ANY (verbs))
$$"""

# The last word of an action: a person was erased; one row of theirs was destroyed (a rule of retention); a former key
# was retired (a rotation).
ERASED, DESTROYED, RETIRED = "erased", "destroyed", "retired"


def says_function() -> RunSQL:
    """For the journal's own migration: the question that `deletable` asks."""
    return reviewed_function(SAYS, "audit_says(uuid, text[])", reads=["audit_auditevent"], executors=f"{WEB}, {OWNER}")


def deletable(
    table: str, *patient_columns: str, verbs: tuple[str, ...] = (ERASED, DESTROYED), rights: bool = True
) -> list[RunSQL]:
    """Let the web role delete rows of `table`, but only where an event of the same transaction says that it destroys.

    The event names one of the patients of `patient_columns` ("patient_id" unless said otherwise), and its action ends
    with one of `verbs`. It holds for every role and for raw SQL, at commit, beside `guarded`. `rights=False` where
    the web role may already delete. The migration depends on ("audit", "0004_erasures_are_said").
    """
    columns = patient_columns or ("patient_id",)
    function = f"{table}_said_destroyed"
    asked = " OR ".join(
        f"OLD.{column} IS NOT NULL AND audit_says(OLD.{column}, '{{{','.join(verbs)}}}')" for column in columns
    )
    named = " OR ".join(f"OLD.{column} IS NOT NULL" for column in columns)
    forward = f"""
        {f"GRANT DELETE ON {table} TO {WEB};" if rights else ""}
        CREATE FUNCTION {function}() RETURNS trigger
        LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
        BEGIN
            IF ({named}) AND NOT coalesce({asked}, false) THEN
                RAISE EXCEPTION 'the journal does not say that a row of % is destroyed', TG_TABLE_NAME
                    USING ERRCODE = '23000', CONSTRAINT = '{function}';
            END IF;
            RETURN NULL;
        END $$;
        CREATE CONSTRAINT TRIGGER {function} AFTER DELETE ON {table}
            DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION {function}();
    """
    backward = f"""
        DROP TRIGGER {function} ON {table};
        DROP FUNCTION {function}();
        {f"REVOKE DELETE ON {table} FROM {WEB};" if rights else ""}
    """
    return [RunSQL(forward, backward)]


# Looks across practices on purpose, like the question above: a yes or a no about the caller's own transaction.
COMMITS_TO_KEYS = """
CREATE FUNCTION audit_commits_to_keys(practice uuid, keys bigint, digest text) RETURNS boolean
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
    SELECT EXISTS (
        SELECT FROM audit_auditevent e, LATERAL (SELECT convert_from(e.body, 'UTF8')::jsonb AS said) AS b
        WHERE e.xid = pg_current_xact_id() AND e.pos IS NULL AND e.patient_id IS NULL AND e.practice_id = practice
          AND b.said ->> 'action' = 'crypto:patient_keys:rewrapped'
          AND b.said #>> '{details,keys}' = keys::text AND b.said #>> '{details,digest}' = digest)
$$"""

# One look per statement instead of one per row: a hundred thousand keys are wrapped again in seconds.
REWRAPPED = """
CREATE FUNCTION crypto_patientkey_rewrapped() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    IF EXISTS (SELECT FROM fresh n LEFT JOIN former o USING (id, practice_id, patient_id, version, created_at)
                WHERE o.id IS NULL OR n.epoch <= o.epoch) THEN
        RAISE EXCEPTION 'a patient key is only wrapped again, under a later epoch'
            USING ERRCODE = '23000', CONSTRAINT = 'crypto_patientkey_rewrapped';
    END IF;
    IF EXISTS (SELECT FROM fresh n WHERE NOT EXISTS (
            SELECT FROM crypto_practicekey k WHERE k.practice_id = n.practice_id AND k.epoch = n.epoch)) THEN
        RAISE EXCEPTION 'a patient key is wrapped under a key that does not exist'
            USING ERRCODE = '23000', CONSTRAINT = 'crypto_patientkey_rewrapped';
    END IF;
    IF EXISTS (SELECT FROM fresh GROUP BY practice_id HAVING NOT audit_commits_to_keys(practice_id, count(*),
            encode(sha256(string_agg(uuid_send(id) || wrapped, ''::bytea ORDER BY id)), 'hex'))) THEN
        RAISE EXCEPTION 'the journal does not commit to these patient keys'
            USING ERRCODE = '23000', CONSTRAINT = 'crypto_patientkey_rewrapped';
    END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER crypto_patientkey_rewrapped AFTER UPDATE ON crypto_patientkey
    REFERENCING OLD TABLE AS former NEW TABLE AS fresh
    FOR EACH STATEMENT EXECUTE FUNCTION crypto_patientkey_rewrapped();
DROP TRIGGER crypto_patientkey_journalled ON crypto_patientkey;
CREATE CONSTRAINT TRIGGER crypto_patientkey_journalled AFTER INSERT OR DELETE ON crypto_patientkey
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION crypto_patientkey_journalled();
"""
NOT_REWRAPPED = """
DROP TRIGGER crypto_patientkey_journalled ON crypto_patientkey;
CREATE CONSTRAINT TRIGGER crypto_patientkey_journalled AFTER INSERT OR UPDATE OR DELETE ON crypto_patientkey
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION crypto_patientkey_journalled();
DROP TRIGGER crypto_patientkey_rewrapped ON crypto_patientkey;
DROP FUNCTION crypto_patientkey_rewrapped();
"""


def rewraps_committed_to() -> list[RunSQL]:
    """Patient keys: made or destroyed, each needs an event that names its patient; wrapped again, one per statement.

    That event carries the number of keys and the SHA-256 of their ids and new wraps, in the order of the ids.
    The database computes it from the very rows, and lets nothing else of a row change.
    """
    signature = "audit_commits_to_keys(uuid, bigint, text)"
    return [
        reviewed_function(COMMITS_TO_KEYS, signature, reads=["audit_auditevent"], executors=OWNER),
        RunSQL(REWRAPPED, NOT_REWRAPPED),
    ]


# Of one chain in the caller's context (null: the platform's), and never younger than twelve months by the database's
# own clock, whatever the caller says. An event that is not chained yet is not purged: nothing would vouch for it.
PURGE = """
CREATE FUNCTION audit_purge(practice uuid, older_than timestamptz, kept uuid[], batch integer) RETURNS integer
LANGUAGE sql VOLATILE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
    WITH chosen AS (
        SELECT e.id FROM audit_auditevent e
         WHERE (e.practice_id = practice AND practice = ANY (ctx.practices())
                OR practice IS NULL AND e.practice_id IS NULL)
           AND e.pos IS NOT NULL AND e.body IS NOT NULL
           AND e.at <= least(older_than, now() - interval '365 days')
           AND (e.patient_id IS NULL OR e.patient_id <> ALL (kept))
         ORDER BY e.at LIMIT batch FOR UPDATE SKIP LOCKED),
    emptied AS (
        UPDATE audit_auditevent e SET body = NULL, salt = NULL, patient_id = NULL
          FROM chosen c WHERE e.id = c.id RETURNING 1)
    SELECT count(*)::integer FROM emptied
$$"""

# Counts and one instant; of whom and what, nothing.
PURGEABLE = """
CREATE FUNCTION audit_purgeable(practice uuid, older_than timestamptz, kept uuid[])
RETURNS TABLE (due bigint, held bigint, oldest timestamptz)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
    SELECT count(*) FILTER (WHERE e.at <= older_than AND (e.patient_id IS NULL OR e.patient_id <> ALL (kept))),
           count(*) FILTER (WHERE e.at <= older_than AND e.patient_id = ANY (kept)),
           min(e.at) FILTER (WHERE e.at > older_than)
      FROM audit_auditevent e
     WHERE (e.practice_id = practice AND practice = ANY (ctx.practices())
            OR practice IS NULL AND e.practice_id IS NULL)
       AND e.pos IS NOT NULL AND e.body IS NOT NULL
$$"""


def bodies_purged() -> list[RunSQL]:
    """The one door by which a body leaves the journal, and the question of how many would."""
    return [
        reviewed_function(
            PURGE, "audit_purge(uuid, timestamptz, uuid[], integer)", reads=["audit_auditevent"], executors=WEB
        ),
        RunSQL(
            "GRANT UPDATE (body, salt, patient_id) ON audit_auditevent TO permanence_search",
            "REVOKE UPDATE (body, salt, patient_id) ON audit_auditevent FROM permanence_search",
        ),
        reviewed_function(
            PURGEABLE, "audit_purgeable(uuid, timestamptz, uuid[])", reads=["audit_auditevent"], executors=WEB
        ),
    ]
