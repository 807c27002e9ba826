"""Merges of two records, decisions about pairs, the history of identities, and what a record says of them."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import core.ids
import crypto.fields


class Migration(migrations.Migration):
    dependencies = [
        ("patients", "0002_patients_apart"),
        ("practices", "0002_practices_apart"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="IdentityChange",
            fields=[
                ("id", models.UUIDField(default=core.ids.new_id, editable=False, primary_key=True, serialize=False)),
                (
                    "event",
                    models.CharField(
                        choices=[
                            ("document-seen", "document-seen"),
                            ("document-withdrawn", "document-withdrawn"),
                            ("insi-answered", "insi-answered"),
                            ("insi-withdrawn", "insi-withdrawn"),
                            ("traits-changed", "traits-changed"),
                            ("merge-undone", "merge-undone"),
                            ("doubt-raised", "doubt-raised"),
                            ("doubt-lifted", "doubt-lifted"),
                            ("namesake-set", "namesake-set"),
                            ("namesake-lifted", "namesake-lifted"),
                        ],
                        max_length=24,
                    ),
                ),
                (
                    "before",
                    models.CharField(
                        choices=[("PROV", "PROV"), ("VALI", "VALI"), ("RECUP", "RECUP"), ("QUAL", "QUAL")], max_length=5
                    ),
                ),
                (
                    "after",
                    models.CharField(
                        choices=[("PROV", "PROV"), ("VALI", "VALI"), ("RECUP", "RECUP"), ("QUAL", "QUAL")], max_length=5
                    ),
                ),
                (
                    "document",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("passport", "Passeport"),
                            ("identity_card", "Carte nationale d'identité"),
                            ("residence_permit", "Titre de séjour"),
                            ("family_record", "Livret de famille (mineur)"),
                            ("birth_certificate", "Extrait d'acte de naissance (mineur)"),
                            ("digital_identity", "Identité numérique certifiée"),
                        ],
                        default="",
                        max_length=24,
                    ),
                ),
                ("former_traits", crypto.fields.SealedTextField(key_of="patient_id", null=True, pad=64)),
                ("at", models.DateTimeField()),
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
                    "patient",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="identity_changes",
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
            ],
            options={
                "indexes": [
                    models.Index(fields=["practice", "patient"], name="identitychange_patient"),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "event__in",
                                [
                                    "document-seen",
                                    "document-withdrawn",
                                    "insi-answered",
                                    "insi-withdrawn",
                                    "traits-changed",
                                    "merge-undone",
                                    "doubt-raised",
                                    "doubt-lifted",
                                    "namesake-set",
                                    "namesake-lifted",
                                ],
                            )
                        ),
                        name="identitychange_event_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("after__in", ["PROV", "VALI", "RECUP", "QUAL"]),
                            ("before__in", ["PROV", "VALI", "RECUP", "QUAL"]),
                        ),
                        name="identitychange_statuses_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "document__in",
                                [
                                    "",
                                    "passport",
                                    "identity_card",
                                    "residence_permit",
                                    "family_record",
                                    "birth_certificate",
                                    "digital_identity",
                                ],
                            )
                        ),
                        name="identitychange_document_known",
                    ),
                    crypto.fields.SealedCheck(
                        column="former_traits", name="patients_identitychange_former_traits_sealed"
                    ),
                    models.UniqueConstraint(fields=("practice", "id"), name="identitychange_practice_id"),
                ],
            },
        ),
        migrations.CreateModel(
            name="NotDuplicate",
            fields=[
                ("id", models.UUIDField(default=core.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ("decided_at", models.DateTimeField()),
                (
                    "decided_by",
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
                    "one",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="patients.patient",
                    ),
                ),
                (
                    "other",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
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
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("practice", "id"), name="notduplicate_practice_id"),
                    models.UniqueConstraint(fields=("practice", "one", "other"), name="notduplicate_once_a_pair"),
                    models.CheckConstraint(
                        condition=models.Q(("one__lt", models.F("other"))), name="notduplicate_smaller_id_first"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="PatientMerge",
            fields=[
                ("id", models.UUIDField(default=core.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ("moved", models.JSONField(default=dict)),
                ("former", crypto.fields.SealedTextField(key_of="survivor_id", pad=64)),
                ("merged_at", models.DateTimeField()),
                ("undone_at", models.DateTimeField(blank=True, null=True)),
                (
                    "merged",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="patients.patient",
                    ),
                ),
                (
                    "merged_by",
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
                (
                    "survivor",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="patients.patient",
                    ),
                ),
                (
                    "undone_by",
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
                    models.CheckConstraint(
                        condition=models.Q(("former__isnull", False)), name="patientmerge_can_be_undone"
                    ),
                    crypto.fields.SealedCheck(column="former", name="patients_patientmerge_former_sealed"),
                    models.UniqueConstraint(fields=("practice", "id"), name="patientmerge_practice_id"),
                    models.UniqueConstraint(
                        condition=models.Q(("undone_at__isnull", True)),
                        fields=("practice", "merged"),
                        name="patientmerge_once_at_a_time",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("survivor", models.F("merged")), _negated=True),
                        name="patientmerge_of_two_records",
                    ),
                ],
            },
        ),
        migrations.AddField(
            model_name="patient",
            name="is_doubtful",
            field=models.BooleanField(db_default=False, default=False),
        ),
        migrations.AddField(
            model_name="patient",
            name="is_namesake",
            field=models.BooleanField(db_default=False, default=False),
        ),
        migrations.AddField(
            model_name="patient",
            name="merged_into",
            field=models.ForeignKey(
                blank=True,
                db_index=False,
                db_constraint=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="patients.patient",
            ),
        ),
        migrations.AddConstraint(
            model_name="patient",
            constraint=models.CheckConstraint(
                condition=models.Q(("merged_into", models.F("id")), _negated=True), name="patient_merged_into_another"
            ),
        ),
    ]
