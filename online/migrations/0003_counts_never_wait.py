"""A row for each time something was asked: counting on one row made everybody behind a connection wait in line."""

from django.db import migrations, models

from core.tenancy import reviewed_function

SWEEP = """
CREATE FUNCTION online_sweep(counted_before timestamptz) RETURNS bigint
LANGUAGE sql VOLATILE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
    DELETE FROM online_allowance WHERE at < counted_before;
    DELETE FROM online_appointmentlink l
     WHERE NOT EXISTS (SELECT FROM booking_appointment a
                        WHERE a.id = l.appointment_id AND a.ends_at > now() - interval '1 day');
    WITH dropped AS (DELETE FROM online_bookingdraft WHERE expires_at <= now() RETURNING 1)
    SELECT count(*) FROM dropped
$$
"""
FORMER_GOES = "SET ROLE permanence_search; DROP FUNCTION online_sweep(timestamptz); RESET ROLE"


class Migration(migrations.Migration):
    dependencies = [("online", "0002_online_apart")]

    operations = [
        migrations.RemoveConstraint("allowance", "allowance_once"),
        migrations.RemoveIndex("allowance", "allowance_age"),
        migrations.RemoveField("allowance", "count"),
        migrations.RenameField("allowance", "since", "at"),
        migrations.AddIndex("allowance", models.Index(fields=["kind", "subject", "at"], name="allowance_counted")),
        migrations.AddIndex("allowance", models.Index(fields=["at"], name="allowance_age")),
        migrations.RunSQL("REVOKE UPDATE ON online_allowance FROM permanence_web", migrations.RunSQL.noop),
        migrations.RunSQL(FORMER_GOES, migrations.RunSQL.noop),
        reviewed_function(
            SWEEP,
            "online_sweep(timestamptz)",
            reads=["online_allowance", "online_appointmentlink", "online_bookingdraft", "booking_appointment"],
        ),
    ]
