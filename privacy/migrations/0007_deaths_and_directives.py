"""Reported deaths and directives on data after death: practices apart, sealed words, the journal's guard."""

import django.contrib.postgres.fields
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import core.ids
import crypto.fields
from audit.structure import deletable, guarded
from core.tenancy import composite_fk, practice_rows
from patients.structure import follows_a_merge
from privacy.structure import deaths_are_settled

# Of a report: how it ends, and what goes with the person. Of a directive: its end, and what a merge seals again.
ENDS = (
    "state, died_on, certificate, stop_reason, stopped_by_id, stopped_at, confirmed_by_id, confirmed_at, kept, entry_id"
)
CHANGES = "patient_id, text, executor, revoked_at, revoked_by_id"


class Migration(migrations.Migration):
    dependencies = [
        ("audit", "0004_erasures_are_said"),
        ("patients", "0009_reported_deaths"),
        ("practices", "0007_rights_know_what_is_owed"),
        ("privacy", "0006_retention"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="DeathReport",
            fields=[
                ("id", models.UUIDField(default=core.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ("patient_id", models.UUIDField()),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("reported", "Signalé, à confirmer"),
                            ("stopped", "Signalement arrêté"),
                            ("confirmed", "Confirmé, données conservées pour l'instant"),
                            ("done", "Confirmé, données traitées"),
                        ],
                        default="reported",
                        max_length=9,
                    ),
                ),
                (
                    "source",
                    models.CharField(
                        choices=[
                            ("family", "Un proche"),
                            ("practitioner", "Le praticien"),
                            ("care", "Un établissement ou un professionnel de santé"),
                            ("registry", "L'état civil (acte de décès)"),
                            ("authority", "Une autorité"),
                        ],
                        max_length=12,
                    ),
                ),
                ("died_on", models.DateField(blank=True, null=True)),
                ("certificate", crypto.fields.SealedTextField(key_of="patient_id", null=True, pad=64)),
                ("reported_at", models.DateTimeField()),
                ("stop_reason", crypto.fields.SealedTextField(key_of="patient_id", null=True, pad=64)),
                ("stopped_at", models.DateTimeField(blank=True, null=True)),
                ("confirmed_at", models.DateTimeField(blank=True, null=True)),
                (
                    "kept",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(max_length=16), default=list, size=None
                    ),
                ),
                (
                    "confirmed_by",
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
                    "entry",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="privacy.erasureentry",
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
                    "reported_by",
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
                    "stopped_by",
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
                "indexes": [models.Index(fields=["practice", "state", "-reported_at"], name="deathreport_state")],
                "constraints": [
                    models.UniqueConstraint(fields=("practice", "id"), name="deathreport_practice_id"),
                    models.UniqueConstraint(
                        condition=models.Q(("state", "stopped"), _negated=True),
                        fields=("practice", "patient_id"),
                        name="deathreport_one_standing",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("state__in", ["reported", "stopped", "confirmed", "done"])),
                        name="deathreport_state_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("source__in", ["family", "practitioner", "care", "registry", "authority"])),
                        name="deathreport_source_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("confirmed_by", models.F("reported_by")), _negated=True),
                        name="deathreport_confirmed_by_somebody_else",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("confirmed_at__isnull", True), ("state__in", ["reported", "stopped"])),
                            models.Q(("confirmed_at__isnull", False), ("state__in", ["confirmed", "done"])),
                            _connector="OR",
                        ),
                        name="deathreport_confirmed_has_its_date",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state", "stopped"), ("stopped_at__isnull", False)),
                            models.Q(models.Q(("state", "stopped"), _negated=True), ("stopped_at__isnull", True)),
                            _connector="OR",
                        ),
                        name="deathreport_stopped_has_its_date",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("entry__isnull", False), ("state", "done")),
                            models.Q(models.Q(("state", "done"), _negated=True), ("entry__isnull", True)),
                            _connector="OR",
                        ),
                        name="deathreport_done_has_its_line",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("kept__contained_by", ["contact", "nir", "notes", "record", "visits"])),
                        name="deathreport_kept_known",
                    ),
                    crypto.fields.SealedCheck(column="certificate", name="privacy_deathreport_certificate_sealed"),
                    crypto.fields.SealedCheck(column="stop_reason", name="privacy_deathreport_stop_reason_sealed"),
                ],
            },
        ),
        migrations.CreateModel(
            name="PostMortemDirective",
            fields=[
                ("id", models.UUIDField(default=core.ids.new_id, editable=False, primary_key=True, serialize=False)),
                (
                    "kind",
                    models.CharField(
                        choices=[("particular", "Particulières"), ("general", "Générales")], max_length=10
                    ),
                ),
                (
                    "keep",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(max_length=16), default=list, size=None
                    ),
                ),
                ("text", crypto.fields.SealedTextField(key_of="patient_id", pad=64)),
                ("executor", crypto.fields.SealedTextField(key_of="patient_id", null=True, pad=64)),
                (
                    "channel",
                    models.CharField(
                        choices=[("phone", "phone"), ("web", "web"), ("api", "api"), ("system", "system")],
                        max_length=10,
                    ),
                ),
                ("given_at", models.DateTimeField()),
                ("revoked_at", models.DateTimeField(blank=True, null=True)),
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
                    "practice",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="practices.practice",
                    ),
                ),
                (
                    "recorded_by",
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
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("practice", "id"), name="postmortemdirective_practice_id"),
                    models.UniqueConstraint(
                        condition=models.Q(("revoked_at__isnull", True)),
                        fields=("practice", "patient"),
                        name="postmortemdirective_one_in_force",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("kind__in", ["particular", "general"])),
                        name="postmortemdirective_kind_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("keep__contained_by", ["contact", "nir", "notes", "record", "visits"])),
                        name="postmortemdirective_keep_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("kind", "particular"), ("keep", []), _connector="OR"),
                        name="postmortemdirective_general_says_elsewhere",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("channel__in", ["phone", "web", "api", "system"])),
                        name="postmortemdirective_channel_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("text__isnull", False)), name="postmortemdirective_says_something"
                    ),
                    crypto.fields.SealedCheck(column="text", name="privacy_postmortemdirective_text_sealed"),
                    crypto.fields.SealedCheck(column="executor", name="privacy_postmortemdirective_executor_sealed"),
                ],
            },
        ),
        *practice_rows("privacy_deathreport", web=f"SELECT, INSERT, UPDATE ({ENDS})"),
        *practice_rows("privacy_postmortemdirective", web=f"SELECT, INSERT, UPDATE ({CHANGES})"),
        composite_fk("privacy_deathreport", "entry_id", "privacy_erasureentry"),
        composite_fk("privacy_postmortemdirective", "patient_id", "patients_patient"),
        follows_a_merge("privacy_postmortemdirective"),
        *guarded("privacy_deathreport"),
        *guarded("privacy_postmortemdirective"),
        *deletable("privacy_postmortemdirective"),
        deaths_are_settled(),
    ]
