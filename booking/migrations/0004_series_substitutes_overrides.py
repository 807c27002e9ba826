"""Visits of one series found together; who stands in for whom; what was booked over the rules."""

import django.contrib.postgres.constraints
import django.contrib.postgres.fields.ranges
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import core.ids


class Migration(migrations.Migration):
    dependencies = [
        ("booking", "0003_no_visit_for_a_redirect"),
        ("patients", "0004_merges_apart"),
        ("practices", "0002_practices_apart"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Override",
            fields=[
                ("id", models.UUIDField(default=core.ids.new_id, editable=False, primary_key=True, serialize=False)),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("overbooked", "Surréservation"),
                            ("out-of-hours", "Hors horaires"),
                            ("off-terms", "Hors règles du motif"),
                        ],
                        max_length=12,
                    ),
                ),
                ("lane", models.PositiveSmallIntegerField()),
                ("starts_at", models.DateTimeField()),
                ("made_at", models.DateTimeField()),
                (
                    "settled_as",
                    models.CharField(
                        blank=True,
                        choices=[("accepted", "Acceptée"), ("corrected", "Corrigée")],
                        default="",
                        max_length=9,
                    ),
                ),
                ("settled_at", models.DateTimeField(blank=True, null=True)),
                (
                    "appointment",
                    models.OneToOneField(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="override",
                        to="booking.appointment",
                    ),
                ),
                (
                    "made_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "practice",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="practices.practice"
                    ),
                ),
                (
                    "practitioner",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="practices.practitioner"
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
                (
                    "settled_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(fields=["practitioner_role", "made_at"], name="override_role"),
                    models.Index(
                        condition=models.Q(("settled_as", "")), fields=["practitioner_role"], name="override_waiting"
                    ),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("kind__in", ["overbooked", "out-of-hours", "off-terms"])),
                        name="override_kind_known",
                    ),
                    models.CheckConstraint(condition=models.Q(("lane__lte", 9)), name="override_lane_exists"),
                    models.UniqueConstraint(fields=("practice", "id"), name="override_practice_id"),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("settled_as", ""), ("settled_at__isnull", True), ("settled_by__isnull", True)),
                            models.Q(("settled_as__in", ["accepted", "corrected"]), ("settled_at__isnull", False)),
                            _connector="OR",
                        ),
                        name="override_settled_at_once_or_not",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Substitution",
            fields=[
                ("id", models.UUIDField(default=core.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ("starts_on", models.DateField()),
                ("ends_on", models.DateField()),
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
                        related_name="substitutions",
                        to="practices.practitionerrole",
                    ),
                ),
                (
                    "substitute",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="practices.practitioner"
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(fields=["practitioner_role", "ends_on"], name="substitution_role"),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("ends_on__gte", models.F("starts_on"))),
                        name="substitution_ends_after_it_starts",
                    ),
                    models.UniqueConstraint(fields=("practice", "id"), name="substitution_practice_id"),
                    django.contrib.postgres.constraints.ExclusionConstraint(
                        expressions=[
                            (models.F("practitioner_role"), "="),
                            (
                                models.Func(
                                    "starts_on",
                                    "ends_on",
                                    django.contrib.postgres.fields.ranges.RangeBoundary(
                                        inclusive_lower=True, inclusive_upper=True
                                    ),
                                    function="daterange",
                                    output_field=django.contrib.postgres.fields.ranges.DateRangeField(),
                                ),
                                "&&",
                            ),
                        ],
                        name="substitution_one_person_a_day",
                    ),
                ],
            },
        ),
        migrations.AddIndex(
            model_name="appointment",
            index=models.Index(
                condition=models.Q(("series_id__isnull", False)),
                fields=["practice", "series_id"],
                name="appointment_series",
            ),
        ),
    ]
