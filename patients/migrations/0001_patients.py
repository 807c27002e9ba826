"""The tables of patients; 0002 sets them apart by practice."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import core.ids
import crypto.fields


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("practices", "0002_practices_apart"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="NirLookup",
            fields=[
                ("id", models.UUIDField(default=core.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ("minute", models.DateTimeField()),
                ("count", models.PositiveIntegerField()),
                (
                    "user",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Patient",
            fields=[
                ("id", models.UUIDField(default=core.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ("birth_name", models.CharField(max_length=100)),
                ("used_name", models.CharField(max_length=100)),
                ("given_names", models.CharField(max_length=100)),
                ("search_birth_name", models.CharField(db_collation="C", max_length=200)),
                ("search_used_name", models.CharField(db_collation="C", max_length=200)),
                ("search_given_names", models.CharField(db_collation="C", max_length=200)),
                ("birth_date", models.DateField()),
                (
                    "sex",
                    models.CharField(
                        choices=[("male", "male"), ("female", "female"), ("unknown", "unknown")], max_length=7
                    ),
                ),
                (
                    "identity_status",
                    models.CharField(
                        choices=[("PROV", "PROV"), ("VALI", "VALI"), ("RECUP", "RECUP"), ("QUAL", "QUAL")],
                        default="PROV",
                        max_length=5,
                    ),
                ),
                ("email", models.CharField(blank=True, default="", max_length=254)),
                ("address_line", models.CharField(blank=True, default="", max_length=200)),
                ("postal_code", models.CharField(blank=True, default="", max_length=12)),
                ("city", models.CharField(blank=True, default="", max_length=100)),
                ("country", models.CharField(default="FR", max_length=2)),
                ("treating_doctor", models.CharField(blank=True, default="", max_length=200)),
                ("referring_doctor", models.CharField(blank=True, default="", max_length=200)),
                ("nir", crypto.fields.SealedTextField(key_of="id", null=True, pad=16)),
                ("medical_note", crypto.fields.SealedTextField(key_of="id", null=True, pad=64)),
                ("version", models.PositiveIntegerField(default=1)),
                (
                    "collected_via",
                    models.CharField(
                        choices=[("phone", "phone"), ("web", "web"), ("api", "api"), ("system", "system")],
                        max_length=10,
                    ),
                ),
                ("created_at", models.DateTimeField()),
                ("updated_at", models.DateTimeField()),
                (
                    "collected_by",
                    models.ForeignKey(
                        db_index=False,
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
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="practices.practice",
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(fields=["practice", "birth_date"], name="patient_birth_date"),
                    models.Index(fields=["practice", "search_birth_name"], name="patient_birth_name"),
                    models.Index(fields=["practice", "search_used_name"], name="patient_used_name"),
                ],
                "constraints": [
                    models.UniqueConstraint(fields=("practice", "id"), name="patient_practice_id"),
                    models.CheckConstraint(
                        condition=models.Q(("sex__in", ["male", "female", "unknown"])), name="patient_sex_known"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("identity_status__in", ["PROV", "VALI", "RECUP", "QUAL"])),
                        name="patient_identity_status_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("collected_via__in", ["phone", "web", "api", "system"])),
                        name="patient_collected_via_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("birth_name", ""), _negated=True),
                            models.Q(("used_name", ""), _negated=True),
                            models.Q(("given_names", ""), _negated=True),
                        ),
                        name="patient_has_its_names",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("search_birth_name__regex", "^[a-z]+$"),
                            ("search_used_name__regex", "^[a-z]+$"),
                            ("search_given_names__regex", "^[a-z]+$"),
                        ),
                        name="patient_is_searchable",
                    ),
                    models.CheckConstraint(condition=models.Q(("version__gte", 1)), name="patient_version_from_1"),
                    crypto.fields.SealedCheck(column="nir", name="patients_patient_nir_sealed"),
                    crypto.fields.SealedCheck(column="medical_note", name="patients_patient_medical_note_sealed"),
                ],
            },
        ),
        migrations.CreateModel(
            name="Disclosure",
            fields=[
                ("id", models.UUIDField(default=core.ids.new_id, editable=False, primary_key=True, serialize=False)),
                (
                    "what",
                    models.CharField(
                        choices=[("nir", "Numéro de sécurité sociale"), ("medical_note", "Note médicale")],
                        max_length=16,
                    ),
                ),
                ("reason", crypto.fields.SealedTextField(key_of="patient_id", pad=64)),
                ("at", models.DateTimeField()),
                (
                    "by",
                    models.ForeignKey(
                        db_index=False,
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
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="practices.practice",
                    ),
                ),
                (
                    "patient",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="disclosures",
                        to="patients.patient",
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(fields=["practice", "patient"], name="disclosure_patient"),
                ],
                "constraints": [
                    models.UniqueConstraint(fields=("practice", "id"), name="disclosure_practice_id"),
                    models.CheckConstraint(
                        condition=models.Q(("what__in", ["nir", "medical_note"])), name="disclosure_what_known"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("reason__isnull", False)), name="disclosure_has_a_reason"
                    ),
                    crypto.fields.SealedCheck(column="reason", name="patients_disclosure_reason_sealed"),
                ],
            },
        ),
        migrations.CreateModel(
            name="PatientPhone",
            fields=[
                ("id", models.UUIDField(default=core.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ("e164", models.CharField(db_collation="C", max_length=16)),
                ("position", models.PositiveSmallIntegerField(default=0)),
                (
                    "patient",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="phones",
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
                    models.Index(fields=["practice", "e164"], name="patientphone_number"),
                ],
                "constraints": [
                    models.UniqueConstraint(fields=("practice", "id"), name="patientphone_practice_id"),
                    models.UniqueConstraint(
                        fields=("practice", "patient", "e164"), name="patientphone_once_per_patient"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("e164__regex", "^\\+[1-9][0-9]{5,14}$")), name="patientphone_is_e164"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="RelatedPerson",
            fields=[
                ("id", models.UUIDField(default=core.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ("name", models.CharField(blank=True, default="", max_length=100)),
                ("phone", models.CharField(blank=True, default="", max_length=16)),
                (
                    "relation",
                    models.CharField(
                        choices=[
                            ("parent", "Parent"),
                            ("guardian", "Tuteur ou représentant légal"),
                            ("spouse", "Conjoint"),
                            ("child", "Enfant"),
                            ("personne_de_confiance", "Personne de confiance"),
                            ("caregiver", "Aidant"),
                            ("other", "Autre proche"),
                        ],
                        max_length=24,
                    ),
                ),
                (
                    "scope",
                    models.CharField(
                        choices=[
                            ("contact", "Peut être appelé"),
                            ("booking", "Peut prendre, déplacer et annuler les rendez-vous"),
                            ("representation", "Représente le patient"),
                        ],
                        max_length=16,
                    ),
                ),
                ("starts_on", models.DateField()),
                ("ends_on", models.DateField(blank=True, null=True)),
                ("created_at", models.DateTimeField()),
                (
                    "created_by",
                    models.ForeignKey(
                        db_index=False,
                        blank=True,
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
                        related_name="relatives",
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
                    "related_patient",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="relative_of",
                        to="patients.patient",
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(fields=["practice", "patient"], name="relatedperson_patient"),
                ],
                "constraints": [
                    models.UniqueConstraint(fields=("practice", "id"), name="relatedperson_practice_id"),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("name", ""), ("phone", ""), ("related_patient__isnull", False)),
                            models.Q(("related_patient__isnull", True), models.Q(("name", ""), _negated=True)),
                            _connector="OR",
                        ),
                        name="relatedperson_patient_or_name",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("related_patient", models.F("patient")), _negated=True),
                        name="relatedperson_is_somebody_else",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("ends_on__isnull", True), ("ends_on__gte", models.F("starts_on")), _connector="OR"
                        ),
                        name="relatedperson_ends_after_start",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "relation__in",
                                [
                                    "parent",
                                    "guardian",
                                    "spouse",
                                    "child",
                                    "personne_de_confiance",
                                    "caregiver",
                                    "other",
                                ],
                            )
                        ),
                        name="relatedperson_relation_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("scope__in", ["contact", "booking", "representation"])),
                        name="relatedperson_scope_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("phone", ""), ("phone__regex", "^\\+[1-9][0-9]{5,14}$"), _connector="OR"),
                        name="relatedperson_phone_is_e164",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="SearchToken",
            fields=[
                ("id", models.UUIDField(default=core.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ("kind", models.CharField(choices=[("nir", "NIR")], max_length=8)),
                ("key_version", models.PositiveSmallIntegerField(default=1)),
                ("token", models.BinaryField(max_length=32)),
                (
                    "patient",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="search_tokens",
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
                    models.UniqueConstraint(fields=("practice", "id"), name="searchtoken_practice_id"),
                    models.UniqueConstraint(
                        condition=models.Q(("kind", "nir")),
                        fields=("practice", "key_version", "token"),
                        name="searchtoken_nir_once",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("kind", "nir")),
                        fields=("practice", "patient", "kind", "key_version"),
                        name="searchtoken_one_nir_per_patient",
                    ),
                    models.CheckConstraint(condition=models.Q(("kind__in", ["nir"])), name="searchtoken_kind_known"),
                ]
            },
        ),
    ]
