"""Legal holds: what is kept beyond its term, and why; practices apart, sealed reasons, the journal's guard."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import core.ids
import crypto.fields
from audit.structure import guarded
from core.tenancy import composite_fk, practice_rows
from patients.structure import follows_a_merge
from privacy.structure import holds_stand

# A hold is reviewed and lifted; both reasons are sealed again when the hold follows a merge.
CHANGES = "patient_id, reason, review_date, lift_reason, lifted_by_id, lifted_at"


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("audit", "0001_journal"),
        ("crypto", "0001_keyring"),
        ("patients", "0004_merges_apart"),
        ("practices", "0004_officers_of_data_protection"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="LegalHold",
            fields=[
                ("id", models.UUIDField(default=core.ids.new_id, editable=False, primary_key=True, serialize=False)),
                (
                    "ground",
                    models.CharField(
                        choices=[
                            ("liability", "Mise en cause de la responsabilité du praticien"),
                            ("litigation", "Procédure en cours devant un tribunal"),
                            ("order", "Procédure devant l'Ordre"),
                            ("authority", "Demande d'une autorité"),
                            ("legal-duty", "Obligation légale de conservation"),
                            ("claim", "Constatation, exercice ou défense d'un droit en justice"),
                        ],
                        max_length=12,
                    ),
                ),
                ("reason", crypto.fields.SealedTextField(key_of="patient_id", pad=64)),
                ("review_date", models.DateField()),
                ("placed_at", models.DateTimeField()),
                ("lift_reason", crypto.fields.SealedTextField(key_of="patient_id", null=True, pad=64)),
                ("lifted_at", models.DateTimeField(blank=True, null=True)),
                (
                    "lifted_by",
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
                    "patient",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="patients.patient",
                    ),
                ),
                (
                    "placed_by",
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
                "indexes": [
                    models.Index(fields=["practice", "patient"], name="legalhold_patient"),
                    models.Index(
                        condition=models.Q(("lifted_at__isnull", True)),
                        fields=["practice", "review_date"],
                        name="legalhold_in_force",
                    ),
                ],
                "constraints": [
                    models.UniqueConstraint(fields=("practice", "id"), name="legalhold_practice_id"),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("ground__in", ["liability", "litigation", "order", "authority", "legal-duty", "claim"])
                        ),
                        name="legalhold_ground_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("lift_reason__isnull", True), ("lifted_at__isnull", True), ("lifted_by__isnull", True)
                            ),
                            models.Q(("lift_reason__isnull", False), ("lifted_at__gte", models.F("placed_at"))),
                            _connector="OR",
                        ),
                        name="legalhold_lifted_with_a_reason",
                    ),
                    crypto.fields.SealedCheck(column="reason", name="privacy_legalhold_reason_sealed"),
                    crypto.fields.SealedCheck(column="lift_reason", name="privacy_legalhold_lift_reason_sealed"),
                ],
            },
        ),
        *practice_rows("privacy_legalhold", web=f"SELECT, INSERT, UPDATE ({CHANGES}), DELETE"),
        composite_fk("privacy_legalhold", "patient_id", "patients_patient"),
        follows_a_merge("privacy_legalhold"),
        *guarded("privacy_legalhold"),
        holds_stand(),
    ]
