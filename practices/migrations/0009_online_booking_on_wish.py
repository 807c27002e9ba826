"""ST-08: an agenda takes online bookings once its practitioner wishes it, and says how late patients change theirs."""

from django.db import migrations, models

from core.tenancy import reviewed_function

# The public directory: names and towns of the practices that take online bookings, before any context exists.
ONLINE = """
CREATE FUNCTION practices_online() RETURNS TABLE (practice uuid, name text, kind text, city text)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
    SELECT p.id, p.name::text, p.kind::text, min(l.city)::text
      FROM practices_practice p
      JOIN practices_practitionerrole r ON r.practice_id = p.id AND r.is_active AND r.takes_online
      JOIN practices_location l ON l.practice_id = p.id AND l.id = r.location_id
      JOIN practices_visitreasonrole o ON o.practice_id = p.id AND o.practitioner_role_id = r.id
      JOIN practices_visitreason v ON v.practice_id = p.id AND v.id = o.visit_reason_id AND v.is_active AND v.by_web
     GROUP BY p.id, p.name, p.kind
     ORDER BY min(l.city), p.name, p.id
$$
"""


class Migration(migrations.Migration):
    dependencies = [("practices", "0008_former_secretaries_go")]

    operations = [
        migrations.AddField("practitionerrole", "takes_online", models.BooleanField(db_default=False, default=False)),
        migrations.AddField(
            "practice", "online_change_hours", models.PositiveSmallIntegerField(db_default=24, default=24)
        ),
        migrations.AddConstraint(
            "practice",
            models.CheckConstraint(
                condition=models.Q(("online_change_hours__lte", 720)), name="practice_change_hours_at_most_30_days"
            ),
        ),
        reviewed_function(
            ONLINE,
            "practices_online()",
            reads=[
                "practices_practice",
                "practices_location",
                "practices_practitionerrole",
                "practices_visitreason",
                "practices_visitreasonrole",
            ],
        ),
    ]
