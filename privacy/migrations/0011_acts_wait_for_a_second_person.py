import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import core.ids
import crypto.fields
from core.tenancy import practice_rows


class Migration(migrations.Migration):
    dependencies = [
        ("practices", "0008_former_secretaries_go"),
        ("privacy", "0010_medical_files_said_later"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="PendingAct",
            fields=[
                ("id", models.UUIDField(default=core.ids.new_id, editable=False, primary_key=True, serialize=False)),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("withdrawal", "Retrait définitif d'un accès"),
                            ("channel", "Validation d'un canal d'échange"),
                        ],
                        max_length=10,
                    ),
                ),
                ("terms", crypto.fields.SealedTextField(key_of="platform", pad=256)),
                ("asked_at", models.DateTimeField()),
                ("expires_at", models.DateTimeField()),
                (
                    "outcome",
                    models.CharField(
                        blank=True,
                        choices=[("confirmed", "Confirmé"), ("dropped", "Abandonné")],
                        default="",
                        max_length=9,
                    ),
                ),
                ("settled_at", models.DateTimeField(null=True)),
                (
                    "asked_by",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "practice",
                    models.ForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="practices.practice",
                    ),
                ),
                (
                    "settled_by",
                    models.ForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
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
                    models.UniqueConstraint(fields=("practice", "id"), name="pendingact_practice_id"),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("kind", "withdrawal"), ("person__isnull", False), ("practice__isnull", True)),
                            models.Q(("kind", "channel"), ("person__isnull", True), ("practice__isnull", False)),
                            _connector="OR",
                        ),
                        name="pendingact_is_about_something",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("outcome", ""), ("settled_at__isnull", True), ("settled_by__isnull", True)),
                            models.Q(
                                ("outcome__in", ["confirmed", "dropped"]),
                                ("settled_at__isnull", False),
                                ("settled_by__isnull", False),
                            ),
                            _connector="OR",
                        ),
                        name="pendingact_settled_by_somebody",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("outcome", "confirmed"), _negated=True),
                            models.Q(("settled_by", models.F("asked_by")), _negated=True),
                            _connector="OR",
                        ),
                        name="pendingact_two_persons",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("outcome", "confirmed"), _negated=True),
                            ("settled_at__lt", models.F("expires_at")),
                            _connector="OR",
                        ),
                        name="pendingact_in_time",
                    ),
                    crypto.fields.SealedCheck(column="terms", name="privacy_pendingact_terms_sealed"),
                ],
            },
        ),
        *practice_rows(
            "privacy_pendingact",
            nullable=True,
            web="SELECT, INSERT, UPDATE (outcome, settled_by_id, settled_at), DELETE",
        ),
    ]
