"""Practices apart, narrow rights, and the sweep that looks across practices at what has ended."""

from django.db import migrations

from core.tenancy import SEARCH, composite_fk, platform_rows, practice_rows, reviewed_function

# Ids and dates only. A link ends the day after its visit; one whose visit was destroyed ends at once.
SWEEP = """
CREATE FUNCTION online_sweep(counted_before timestamptz) RETURNS bigint
LANGUAGE sql VOLATILE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
    DELETE FROM online_allowance WHERE since < counted_before;
    DELETE FROM online_appointmentlink l
     WHERE NOT EXISTS (SELECT FROM booking_appointment a
                        WHERE a.id = l.appointment_id AND a.ends_at > now() - interval '1 day');
    WITH dropped AS (DELETE FROM online_bookingdraft WHERE expires_at <= now() RETURNING 1)
    SELECT count(*) FROM dropped
$$
"""
SWEPT = "online_allowance, online_appointmentlink, online_bookingdraft"
DRAFT = (
    "visit_reason_id, practitioner_role_id, starts_at, hold_id, held_until, answers, code_number, code_until,"
    " wrong_codes, proven_at, expires_at"
)


class Migration(migrations.Migration):
    dependencies = [
        ("online", "0001_online"),
        ("booking", "0010_minors_and_proxies"),
        ("practices", "0009_online_booking_on_wish"),
    ]

    operations = [
        *practice_rows("online_bookingdraft", web=f"SELECT, INSERT, UPDATE ({DRAFT}), DELETE"),
        *practice_rows(
            "online_appointmentlink", web="SELECT, INSERT, UPDATE (revoked_at, presence_at, presence_for), DELETE"
        ),
        *platform_rows("online_allowance", web="SELECT, INSERT, UPDATE"),
        composite_fk("online_bookingdraft", "visit_reason_id", "practices_visitreason"),
        composite_fk("online_bookingdraft", "practitioner_role_id", "practices_practitionerrole"),
        reviewed_function(
            SWEEP,
            "online_sweep(timestamptz)",
            reads=["online_allowance", "online_appointmentlink", "online_bookingdraft", "booking_appointment"],
        ),
        migrations.RunSQL(f"GRANT DELETE ON {SWEPT} TO {SEARCH}", f"REVOKE DELETE ON {SWEPT} FROM {SEARCH}"),
    ]
