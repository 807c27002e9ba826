"""Items of the medical file that a practitioner shares: sealed, taken back by emptying, never silent."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import core.ids
import crypto.fields
from audit.structure import deletable, guarded
from core.tenancy import composite_fk, practice_rows
from patients.structure import follows_a_merge


class Migration(migrations.Migration):
    dependencies = [
        ("audit", "0004_erasures_are_said"),
        ("patients", "0007_erased_by_word"),
        ("practices", "0006_ended_mandates_go"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="SharedItem",
            fields=[
                ("id", models.UUIDField(default=core.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ("title", crypto.fields.SealedTextField(key_of="patient_id", null=True, pad=64)),
                ("text", crypto.fields.SealedTextField(key_of="patient_id", null=True, pad=64)),
                (
                    "shared_with",
                    models.CharField(
                        choices=[
                            ("practice", "Les personnes du cabinet"),
                            ("secretariat", "Le cabinet et son télésecrétariat"),
                        ],
                        max_length=12,
                    ),
                ),
                ("shared_at", models.DateTimeField()),
                ("revoked_at", models.DateTimeField(blank=True, null=True)),
                (
                    "patient",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="shared_items",
                        to="patients.patient",
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
                (
                    "revoked_by",
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
                    "shared_by",
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
                "indexes": [models.Index(fields=["practice", "patient"], name="shareditem_patient")],
                "constraints": [
                    models.UniqueConstraint(fields=("practice", "id"), name="shareditem_practice_id"),
                    models.CheckConstraint(
                        condition=models.Q(("shared_with__in", ["practice", "secretariat"])),
                        name="shareditem_shared_with_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("revoked_at__isnull", True), ("text__isnull", False), ("title__isnull", False)),
                            models.Q(("revoked_at__isnull", False), ("text__isnull", True), ("title__isnull", True)),
                            _connector="OR",
                        ),
                        name="shareditem_revoked_is_empty",
                    ),
                    crypto.fields.SealedCheck(column="title", name="patients_shareditem_title_sealed"),
                    crypto.fields.SealedCheck(column="text", name="patients_shareditem_text_sealed"),
                ],
            },
        ),
        *practice_rows(
            "patients_shareditem",
            web="SELECT, INSERT, UPDATE (patient_id, title, text, revoked_by_id, revoked_at)",
        ),
        composite_fk("patients_shareditem", "patient_id", "patients_patient"),
        *guarded("patients_shareditem"),
        follows_a_merge("patients_shareditem"),
        *deletable("patients_shareditem"),
    ]
