"""Charters are added, never changed; who owes one is known in the statement that says who may act."""

import hashlib

from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import StateApps

from consent import charter_texts
from core.tenancy import composite_fk, practice_rows, reviewed_function

DIGEST = """
    ALTER TABLE consent_charter ADD CONSTRAINT charter_sha256_is_the_digest
    CHECK (sha256 = encode(sha256(convert_to(text, 'UTF8')), 'hex'))
"""
# evidence of the relation, and five years more. Only what is older can be deleted at all.
KEPT = """
CREATE FUNCTION consent_acceptance_is_kept() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    IF OLD.at > now() - interval '5 years' THEN
        RAISE EXCEPTION 'an acceptance is kept five years at least'
            USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = 'charteracceptance_is_kept';
    END IF;
    RETURN OLD;
END $$;
CREATE TRIGGER charteracceptance_is_kept BEFORE DELETE ON consent_charteracceptance
    FOR EACH ROW EXECUTE FUNCTION consent_acceptance_is_kept();
"""
NOT_KEPT = """
DROP TRIGGER charteracceptance_is_kept ON consent_charteracceptance;
DROP FUNCTION consent_acceptance_is_kept();
"""
# Of each organisation the person belongs to and of each kind, the version in force, unless they have accepted it.
# Looks across practices on purpose, like practices_rights: it answers ids, about one person.
OWED = """
CREATE FUNCTION consent_owed(who uuid, at timestamptz) RETURNS SETOF uuid
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
    SELECT c.id FROM practices_practicemembership m CROSS JOIN LATERAL (
        SELECT DISTINCT ON (t.kind) t.id FROM consent_charter t
         WHERE t.practice_id = m.practice_id AND t.effective_at <= at
         ORDER BY t.kind, t.effective_at DESC, t.version DESC) c
     WHERE m.user_id = who AND m.started_at <= at AND (m.ended_at IS NULL OR m.ended_at > at)
       AND NOT EXISTS (SELECT FROM consent_charteracceptance a WHERE a.user_id = who AND a.charter_id = c.id)
    UNION ALL
    SELECT c.id FROM practices_secretariatmembership m CROSS JOIN LATERAL (
        SELECT DISTINCT ON (t.kind) t.id FROM consent_charter t
         WHERE t.secretariat_id = m.secretariat_id AND t.effective_at <= at
         ORDER BY t.kind, t.effective_at DESC, t.version DESC) c
     WHERE m.user_id = who AND m.started_at <= at AND (m.ended_at IS NULL OR m.ended_at > at)
       AND NOT EXISTS (SELECT FROM consent_charteracceptance a WHERE a.user_id = who AND a.charter_id = c.id)
$$
"""
OWES = """
CREATE FUNCTION practices_owes(who uuid, at timestamptz) RETURNS boolean
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
    SELECT EXISTS (SELECT FROM consent_owed(who, at))
$$
"""
OWES_SIGNATURE, OWED_SIGNATURE = "practices_owes(uuid, timestamptz)", "consent_owed(uuid, timestamptz)"
# Every organisation opened before has the product's texts from now on; its people accept them at their next request.
GIVE = """
    INSERT INTO consent_charter (id, practice_id, secretariat_id, kind, version, text, sha256, effective_at,
                                 published_at)
    SELECT gen_random_uuid(), o.practice_id, o.secretariat_id, %s, 1, %s, %s, now(), now()
      FROM (SELECT id AS practice_id, NULL::uuid AS secretariat_id FROM practices_practice
            UNION ALL SELECT NULL, id FROM practices_secretariat) o
"""


def give_texts(apps: StateApps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """As the role that no policy binds: the owner sees no practice without a context."""
    with schema_editor.connection.cursor() as cursor:
        cursor.execute("GRANT SELECT ON practices_practice, practices_secretariat TO permanence_search")
        cursor.execute("GRANT INSERT ON consent_charter TO permanence_search")
        cursor.execute("SET ROLE permanence_search")
        for kind, text in (("charter", charter_texts.CHARTER), ("secrecy", charter_texts.SECRECY)):
            cursor.execute(GIVE, [kind, text, hashlib.sha256(text.encode()).hexdigest()])
        cursor.execute("RESET ROLE")
        cursor.execute("REVOKE INSERT ON consent_charter FROM permanence_search")


class Migration(migrations.Migration):
    dependencies = [
        ("consent", "0006_charters"),
        ("practices", "0007_rights_know_what_is_owed"),
    ]

    operations = [
        *practice_rows("consent_charter", web="SELECT, INSERT", nullable=True),
        *practice_rows("consent_charteracceptance", web="SELECT, INSERT, DELETE", nullable=True),
        composite_fk("consent_charteracceptance", "charter_id", "consent_charter"),
        migrations.RunSQL(DIGEST, "ALTER TABLE consent_charter DROP CONSTRAINT charter_sha256_is_the_digest"),
        migrations.RunSQL(KEPT, NOT_KEPT),
        reviewed_function(
            OWED,
            OWED_SIGNATURE,
            reads=[
                "practices_practicemembership",
                "practices_secretariatmembership",
                "consent_charter",
                "consent_charteracceptance",
            ],
        ),
        migrations.RunSQL(f"DROP FUNCTION {OWES_SIGNATURE}", migrations.RunSQL.noop),
        reviewed_function(OWES, OWES_SIGNATURE, reads=[]),
        migrations.RunPython(give_texts, migrations.RunPython.noop),
    ]
