"""Practices apart: forced policies, composite foreign keys, grants, one mandate at a time, the rights function."""

from django.db import migrations

from core.tenancy import composite_fk, platform_rows, practice_rows, reviewed_function

ONE_DELEGATION_AT_A_TIME = """
    ALTER TABLE practices_delegation ADD CONSTRAINT delegation_one_at_a_time
    EXCLUDE USING gist (practice_id WITH =, secretariat_id WITH =,
        tstzrange(starts_at, greatest(starts_at, least(ends_at, revoked_at)), '[)') WITH &&)
"""

# Who may act where, for one person at one instant, in one statement: the only reader that looks across
# practices before a context exists. Rows without a practice are roles held on the platform.
RIGHTS = """
CREATE FUNCTION practices_rights(who uuid, at timestamptz)
RETURNS TABLE (practice_id uuid, role text, permissions text[], delegation_id uuid)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
    SELECT m.practice_id, m.role::text, m.additions::text[], NULL::uuid
      FROM practices_practicemembership m JOIN accounts_user u ON u.id = m.user_id
     WHERE m.user_id = who AND u.status = 'active'
       AND m.started_at <= at AND (m.ended_at IS NULL OR m.ended_at > at)
    UNION ALL
    SELECT d.practice_id, s.role::text, d.permissions::text[], d.id
      FROM practices_secretariatmembership s
      JOIN accounts_user u ON u.id = s.user_id
      JOIN practices_delegation d ON d.secretariat_id = s.secretariat_id
     WHERE s.user_id = who AND u.status = 'active'
       AND s.started_at <= at AND (s.ended_at IS NULL OR s.ended_at > at)
       AND d.starts_at <= at AND d.ends_at > at AND (d.revoked_at IS NULL OR d.revoked_at > at)
    UNION ALL
    SELECT NULL::uuid, s.role::text, '{}'::text[], NULL::uuid
      FROM practices_secretariatmembership s JOIN accounts_user u ON u.id = s.user_id
     WHERE s.user_id = who AND u.status = 'active'
       AND s.started_at <= at AND (s.ended_at IS NULL OR s.ended_at > at)
$$
"""


class Migration(migrations.Migration):
    dependencies = [
        ("core", "0001_signed_context"),
        ("practices", "0001_practices"),
    ]

    operations = [
        *practice_rows("practices_practice", column="id", web="SELECT, INSERT, UPDATE"),
        *practice_rows("practices_location", web="SELECT, INSERT, UPDATE"),
        *practice_rows("practices_practitionerrole", web="SELECT, INSERT, UPDATE"),
        *practice_rows("practices_visitreason", web="SELECT, INSERT, UPDATE"),
        *practice_rows("practices_visitreasonrole", web="SELECT, INSERT, DELETE"),
        *practice_rows("practices_practicemembership", web="SELECT, INSERT, UPDATE (ended_at, additions)"),
        *practice_rows("practices_delegation", web="SELECT, INSERT, UPDATE (revoked_at, revoked_by_id)"),
        *platform_rows("practices_secretariat", web="SELECT, INSERT"),
        *platform_rows("practices_secretariatmembership", web="SELECT, INSERT, UPDATE (ended_at)"),
        *platform_rows("practices_practitioner", web="SELECT, INSERT"),
        composite_fk("practices_practitionerrole", "location_id", "practices_location"),
        composite_fk("practices_visitreasonrole", "visit_reason_id", "practices_visitreason"),
        composite_fk("practices_visitreasonrole", "practitioner_role_id", "practices_practitionerrole"),
        composite_fk("practices_practicemembership", "practitioner_role_id", "practices_practitionerrole"),
        migrations.RunSQL(
            ONE_DELEGATION_AT_A_TIME,
            "ALTER TABLE practices_delegation DROP CONSTRAINT delegation_one_at_a_time",
        ),
        reviewed_function(
            RIGHTS,
            "practices_rights(uuid, timestamptz)",
            reads=[
                "practices_practicemembership",
                "practices_secretariatmembership",
                "practices_delegation",
                "accounts_user",
            ],
        ),
    ]
