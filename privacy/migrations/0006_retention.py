"""How long a practice keeps what, and the signed reports of what was ended."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import core.ids
from core.tenancy import practice_rows
from privacy.structure import reports_stand


class Migration(migrations.Migration):
    dependencies = [
        ("practices", "0006_ended_mandates_go"),
        ("privacy", "0005_operator_file"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="DeletionReport",
            fields=[
                ("id", models.UUIDField(default=core.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ("at", models.DateTimeField()),
                ("lines", models.TextField(default="{}")),
                ("is_whole", models.BooleanField(default=True)),
                ("signed_at", models.DateTimeField(blank=True, null=True)),
                ("previous", models.CharField(blank=True, default="", max_length=64)),
                ("sha256", models.CharField(blank=True, default="", max_length=64)),
                ("signature", models.CharField(blank=True, default="", max_length=64)),
                (
                    "practice",
                    models.ForeignKey(
                        blank=True,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="practices.practice",
                    ),
                ),
            ],
            options={
                "indexes": [models.Index(fields=["practice", "-at"], name="deletionreport_latest")],
                "constraints": [
                    models.UniqueConstraint(fields=("practice", "id"), name="deletionreport_practice_id"),
                    models.UniqueConstraint(
                        condition=models.Q(("signed_at__isnull", True)),
                        fields=("practice",),
                        name="deletionreport_one_open",
                        nulls_distinct=False,
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("sha256", ""), ("signature", ""), ("signed_at__isnull", True)),
                            models.Q(
                                ("sha256__regex", "^[0-9a-f]{64}$"),
                                ("signature__regex", "^[0-9a-f]{64}$"),
                                ("signed_at__isnull", False),
                            ),
                            _connector="OR",
                        ),
                        name="deletionreport_signed_whole_or_not",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="RetentionChoice",
            fields=[
                ("id", models.UUIDField(default=core.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ("rule", models.CharField(max_length=4)),
                ("amount", models.PositiveSmallIntegerField()),
                ("set_at", models.DateTimeField()),
                (
                    "practice",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="practices.practice",
                    ),
                ),
                (
                    "set_by",
                    models.ForeignKey(
                        blank=True,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("practice", "id"), name="retentionchoice_practice_id"),
                    models.UniqueConstraint(fields=("practice", "rule"), name="retentionchoice_one_a_rule"),
                    models.CheckConstraint(
                        condition=models.Q(("rule__regex", "^R-[0-9]{2}$")), name="retentionchoice_of_a_rule"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("amount__gte", 1)), name="retentionchoice_keeps_something"
                    ),
                ],
            },
        ),
        *practice_rows(
            "privacy_deletionreport",
            web="SELECT, INSERT, UPDATE (lines, is_whole, signed_at, previous, sha256, signature)",
            nullable=True,
        ),
        *practice_rows("privacy_retentionchoice", web="SELECT, INSERT, UPDATE (amount, set_by_id, set_at), DELETE"),
        reports_stand(),
    ]
