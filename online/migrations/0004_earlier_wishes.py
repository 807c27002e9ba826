"""Visits that their patients would have sooner: practices apart, and the practices that have any."""

import django.contrib.postgres.fields
import django.db.models.deletion
from django.db import migrations, models

import core.ids
from core.tenancy import practice_rows, reviewed_function

WISHING = """
CREATE FUNCTION online_practices_wishing() RETURNS SETOF uuid
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
    SELECT DISTINCT w.practice_id FROM online_earlierwish w WHERE w.ended_at IS NULL
$$
"""
SWEEP = """
CREATE FUNCTION online_sweep(counted_before timestamptz) RETURNS bigint
LANGUAGE sql VOLATILE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
    DELETE FROM online_allowance WHERE at < counted_before;
    DELETE FROM online_appointmentlink l
     WHERE NOT EXISTS (SELECT FROM booking_appointment a
                        WHERE a.id = l.appointment_id AND a.ends_at > now() - interval '1 day');
    DELETE FROM online_earlierwish w
     WHERE NOT EXISTS (SELECT FROM booking_appointment a
                        WHERE a.id = w.appointment_id AND a.ends_at > now() - interval '1 day');
    WITH dropped AS (DELETE FROM online_bookingdraft WHERE expires_at <= now() RETURNING 1)
    SELECT count(*) FROM dropped
$$
"""
FORMER_GOES = "SET ROLE permanence_search; DROP FUNCTION online_sweep(timestamptz); RESET ROLE"
CHANGES = "hold_id, offer_start, offer_until, offers, passed, ended_at"


class Migration(migrations.Migration):
    dependencies = [
        ("online", "0003_counts_never_wait"),
        ("practices", "0009_online_booking_on_wish"),
    ]

    operations = [
        migrations.CreateModel(
            name="EarlierWish",
            fields=[
                ("id", models.UUIDField(default=core.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ("appointment_id", models.UUIDField()),
                ("since", models.DateTimeField()),
                ("hold_id", models.UUIDField(blank=True, null=True)),
                ("offer_start", models.DateTimeField(blank=True, null=True)),
                ("offer_until", models.DateTimeField(blank=True, null=True)),
                ("offers", models.PositiveSmallIntegerField(default=0)),
                (
                    "passed",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.DateTimeField(), blank=True, default=list, size=None
                    ),
                ),
                ("ended_at", models.DateTimeField(blank=True, null=True)),
                (
                    "practice",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="practices.practice"
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(
                        condition=models.Q(("ended_at__isnull", True)),
                        fields=["practice", "since"],
                        name="earlierwish_rank",
                    )
                ],
                "constraints": [
                    models.UniqueConstraint(fields=("practice", "id"), name="earlierwish_practice_id"),
                    models.UniqueConstraint(
                        condition=models.Q(("ended_at__isnull", True)),
                        fields=("practice", "appointment_id"),
                        name="earlierwish_one_a_visit",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("hold_id__isnull", True), ("offer_start__isnull", True), ("offer_until__isnull", True)
                            ),
                            models.Q(
                                ("ended_at__isnull", True),
                                ("hold_id__isnull", False),
                                ("offer_start__isnull", False),
                                ("offer_until__isnull", False),
                            ),
                            _connector="OR",
                        ),
                        name="earlierwish_offers_one_held_hour",
                    ),
                ],
            },
        ),
        *practice_rows("online_earlierwish", web=f"SELECT, INSERT, UPDATE ({CHANGES}), DELETE"),
        reviewed_function(WISHING, "online_practices_wishing()", reads=["online_earlierwish"]),
        migrations.RunSQL(FORMER_GOES, migrations.RunSQL.noop),
        reviewed_function(
            SWEEP,
            "online_sweep(timestamptz)",
            reads=[
                "online_allowance",
                "online_appointmentlink",
                "online_bookingdraft",
                "online_earlierwish",
                "booking_appointment",
            ],
        ),
        migrations.RunSQL(
            "GRANT DELETE ON online_earlierwish TO permanence_search",
            "REVOKE DELETE ON online_earlierwish FROM permanence_search",
        ),
    ]
