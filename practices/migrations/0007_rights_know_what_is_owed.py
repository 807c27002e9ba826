"""The one statement that says who may act also says whether a text awaits acceptance, and lets suspensions end."""

from django.db import migrations

from core.tenancy import reviewed_function

# A port, in the database: the room `consent` puts its own answer here. Nobody owes anything until then.
OWES = """
CREATE FUNCTION practices_owes(who uuid, at timestamptz) RETURNS boolean
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$ SELECT false $$
"""

# As in 0002, with the ends of suspensions (CH-17) and one more kind of row: something is owed (CH-21).
RIGHTS = """
CREATE FUNCTION practices_rights(who uuid, at timestamptz)
RETURNS TABLE (practice_id uuid, role text, permissions text[], delegation_id uuid)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
    SELECT m.practice_id, m.role::text, m.additions::text[], NULL::uuid
      FROM practices_practicemembership m JOIN accounts_user u ON u.id = m.user_id
     WHERE m.user_id = who AND (u.status = 'active' OR u.status = 'suspended' AND u.suspended_until <= at)
       AND m.started_at <= at AND (m.ended_at IS NULL OR m.ended_at > at)
    UNION ALL
    SELECT d.practice_id, s.role::text, d.permissions::text[], d.id
      FROM practices_secretariatmembership s
      JOIN accounts_user u ON u.id = s.user_id
      JOIN practices_delegation d ON d.secretariat_id = s.secretariat_id
     WHERE s.user_id = who AND (u.status = 'active' OR u.status = 'suspended' AND u.suspended_until <= at)
       AND s.started_at <= at AND (s.ended_at IS NULL OR s.ended_at > at)
       AND d.starts_at <= at AND d.ends_at > at AND (d.revoked_at IS NULL OR d.revoked_at > at)
    UNION ALL
    SELECT NULL::uuid, s.role::text, '{}'::text[], NULL::uuid
      FROM practices_secretariatmembership s JOIN accounts_user u ON u.id = s.user_id
     WHERE s.user_id = who AND (u.status = 'active' OR u.status = 'suspended' AND u.suspended_until <= at)
       AND s.started_at <= at AND (s.ended_at IS NULL OR s.ended_at > at)
    UNION ALL
    SELECT NULL::uuid, 'owing', '{}'::text[], NULL::uuid WHERE practices_owes(who, at)
$$
"""
SIGNATURE = "practices_rights(uuid, timestamptz)"


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0004_sessions_say_how_and_suspensions_end"),
        ("practices", "0006_ended_mandates_go"),
    ]

    operations = [
        reviewed_function(OWES, "practices_owes(uuid, timestamptz)", reads=[]),
        migrations.RunSQL(f"DROP FUNCTION {SIGNATURE}", migrations.RunSQL.noop),
        reviewed_function(
            RIGHTS,
            SIGNATURE,
            reads=[
                "practices_practicemembership",
                "practices_secretariatmembership",
                "practices_delegation",
                "accounts_user",
            ],
        ),
    ]
