"""A secretariat may set a mandate aside: until it takes it up again, only its managers reach the practice."""

from django.db import migrations, models

from core.tenancy import reviewed_function

# As in 0007, with mandates set aside: a manager never reaches a patient, and is the one who takes them up again.
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
       AND (d.suspended_at IS NULL OR s.role = 'manager')
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


# A practitioner whom another practice registered without an account may be given one.
GRANTS = """
GRANT UPDATE (suspended_at) ON practices_delegation TO permanence_web;
GRANT UPDATE (user_id) ON practices_practitioner TO permanence_web;
"""
UNGRANTED = """
REVOKE UPDATE (suspended_at) ON practices_delegation FROM permanence_web;
REVOKE UPDATE (user_id) ON practices_practitioner FROM permanence_web;
"""


class Migration(migrations.Migration):
    dependencies = [("practices", "0009_online_booking_on_wish")]

    operations = [
        migrations.AddField("delegation", "suspended_at", models.DateTimeField(blank=True, null=True)),
        migrations.RunSQL(GRANTS, UNGRANTED),
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
