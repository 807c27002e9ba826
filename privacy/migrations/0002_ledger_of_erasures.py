"""The ledger of erasures: appended to, never changed nor emptied."""

import django.contrib.postgres.fields
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import core.ids
from audit.structure import guarded
from core.tenancy import practice_rows


class Migration(migrations.Migration):
    dependencies = [
        ("audit", "0004_erasures_are_said"),
        ("practices", "0004_officers_of_data_protection"),
        ("privacy", "0001_legal_holds"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="ErasureEntry",
            fields=[
                ("id", models.UUIDField(default=core.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ("patient_id", models.UUIDField()),
                ("patient_ids", django.contrib.postgres.fields.ArrayField(base_field=models.UUIDField(), size=None)),
                (
                    "cause",
                    models.CharField(
                        choices=[
                            ("death", "Décès"),
                            ("request", "Demande de la personne (RGPD, art. 17)"),
                            ("retention", "Fin de la durée de conservation"),
                        ],
                        max_length=10,
                    ),
                ),
                (
                    "kept",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(max_length=16), default=list, size=None
                    ),
                ),
                ("counts", models.JSONField(default=dict)),
                ("at", models.DateTimeField()),
                ("digest", models.CharField(max_length=64)),
                ("seal", models.CharField(max_length=64)),
                (
                    "by",
                    models.ForeignKey(
                        blank=True,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "practice",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="practices.practice",
                    ),
                ),
            ],
            options={
                "indexes": [models.Index(fields=["practice", "-at"], name="erasureentry_latest")],
                "constraints": [
                    models.UniqueConstraint(fields=("practice", "id"), name="erasureentry_practice_id"),
                    models.CheckConstraint(
                        condition=models.Q(("cause__in", ["death", "request", "retention"])),
                        name="erasureentry_cause_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("kept__contained_by", ["contact", "nir", "notes", "record", "visits"])),
                        name="erasureentry_kept_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("digest__regex", "^[0-9a-f]{64}$"), ("seal__regex", "^[0-9a-f]{64}$")),
                        name="erasureentry_sealed",
                    ),
                ],
            },
        ),
        *practice_rows("privacy_erasureentry", web="SELECT, INSERT"),
        *guarded("privacy_erasureentry"),
    ]
