"""Calendar feeds: an address a calendar reads, its token kept as a digest only; practices apart."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import core.ids
from core.tenancy import composite_fk, practice_rows


class Migration(migrations.Migration):
    dependencies = [
        ("booking", "0013_consignes_applied"),
        ("practices", "0009_online_booking_on_wish"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="CalendarFeed",
            fields=[
                ("id", models.UUIDField(default=core.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ("token_digest", models.CharField(max_length=64)),
                ("shows_names", models.BooleanField(default=False)),
                ("made_at", models.DateTimeField()),
                ("revoked_at", models.DateTimeField(blank=True, null=True)),
                (
                    "made_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "practice",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="practices.practice"
                    ),
                ),
                (
                    "practitioner_role",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="practices.practitionerrole",
                    ),
                ),
            ],
            options={
                "indexes": [models.Index(fields=["practice", "practitioner_role"], name="calendarfeed_agenda")],
                "constraints": [
                    models.UniqueConstraint(fields=("practice", "id"), name="calendarfeed_practice_id"),
                    models.CheckConstraint(
                        condition=models.Q(("token_digest__regex", "^[0-9a-f]{64}$")),
                        name="calendarfeed_token_is_a_digest",
                    ),
                ],
            },
        ),
        *practice_rows("booking_calendarfeed", web="SELECT, INSERT, UPDATE (revoked_at)"),
        composite_fk("booking_calendarfeed", "practitioner_role_id", "practices_practitionerrole"),
    ]
