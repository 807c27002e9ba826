"""The answers of guardians and the links by which they answer: practices apart, journalled, narrow rights."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import core.ids
import crypto.fields
from audit.structure import deletable, guarded
from core.tenancy import platform_rows, practice_rows

# An answer is withdrawn or settled; a merge moves it and seals its texts again.
ANSWERS = "subject_id, guardian_name, withdrawn_at, settled_at, settled_by_id, settlement"


class Migration(migrations.Migration):
    dependencies = [
        ("audit", "0004_erasures_are_said"),
        ("consent", "0007_charters_apart"),
        ("practices", "0006_ended_mandates_go"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="LinkAttempt",
            fields=[
                ("id", models.UUIDField(default=core.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ("network", models.CharField(max_length=43, unique=True)),
                ("minute", models.DateTimeField()),
                ("count", models.PositiveIntegerField()),
            ],
        ),
        migrations.CreateModel(
            name="GuardianConsent",
            fields=[
                ("id", models.UUIDField(default=core.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ("subject_id", models.UUIDField()),
                ("appointment_id", models.UUIDField()),
                ("guardian_name", crypto.fields.SealedTextField(key_of="subject_id", pad=64)),
                ("related_person_id", models.UUIDField(blank=True, null=True)),
                (
                    "relation",
                    models.CharField(
                        choices=[
                            ("parent", "Père ou mère"),
                            ("guardian", "Tuteur ou tutrice"),
                            ("other", "Autre titulaire de l'autorité parentale"),
                        ],
                        max_length=10,
                    ),
                ),
                (
                    "scope",
                    models.CharField(
                        choices=[
                            ("appointment", "Ce rendez-vous"),
                            ("practice", "Ses rendez-vous dans ce cabinet, jusqu'à 16 ans"),
                        ],
                        max_length=12,
                    ),
                ),
                ("answer", models.CharField(choices=[("agreed", "agreed"), ("refused", "refused")], max_length=8)),
                ("child_joined", models.BooleanField(default=False)),
                ("text_version", models.PositiveSmallIntegerField()),
                ("text_sha256", models.CharField(max_length=64)),
                (
                    "channel",
                    models.CharField(
                        choices=[("phone", "phone"), ("web", "web"), ("api", "api"), ("system", "system")],
                        max_length=10,
                    ),
                ),
                ("call_id", models.UUIDField(blank=True, null=True)),
                ("link_id", models.UUIDField(blank=True, null=True)),
                ("at", models.DateTimeField()),
                ("withdrawn_at", models.DateTimeField(blank=True, null=True)),
                ("settled_at", models.DateTimeField(blank=True, null=True)),
                ("settlement", crypto.fields.SealedTextField(key_of="subject_id", null=True, pad=64)),
                (
                    "practice",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="practices.practice"
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
                    "settled_by",
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
                "indexes": [models.Index(fields=["practice", "subject_id"], name="guardianconsent_subject")],
                "constraints": [
                    models.UniqueConstraint(fields=("practice", "id"), name="guardianconsent_practice_id"),
                    models.CheckConstraint(
                        condition=models.Q(("relation__in", ["parent", "guardian", "other"])),
                        name="guardianconsent_relation_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("scope__in", ["appointment", "practice"])),
                        name="guardianconsent_scope_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("answer__in", ["agreed", "refused"])), name="guardianconsent_answer_known"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("channel__in", ["phone", "web", "api", "system"])),
                        name="guardianconsent_channel_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("withdrawn_at__isnull", True), ("answer", "agreed"), _connector="OR"),
                        name="guardianconsent_an_agreement_is_withdrawn",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("settled_at__isnull", True), ("settlement__isnull", True)),
                            models.Q(("settled_at__isnull", False), ("settlement__isnull", False)),
                            _connector="OR",
                        ),
                        name="guardianconsent_settled_with_a_reason",
                    ),
                    crypto.fields.SealedCheck(
                        column="guardian_name", name="consent_guardianconsent_guardian_name_sealed"
                    ),
                    crypto.fields.SealedCheck(column="settlement", name="consent_guardianconsent_settlement_sealed"),
                ],
            },
        ),
        migrations.CreateModel(
            name="GuardianLink",
            fields=[
                ("id", models.UUIDField(default=core.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ("subject_id", models.UUIDField()),
                ("appointment_id", models.UUIDField()),
                ("answer_id", models.UUIDField(blank=True, null=True)),
                (
                    "purpose",
                    models.CharField(
                        choices=[("answer", "Répondre"), ("object", "S'opposer ou retirer son accord")], max_length=8
                    ),
                ),
                ("issued_at", models.DateTimeField()),
                ("expires_at", models.DateTimeField()),
                ("used_at", models.DateTimeField(blank=True, null=True)),
                (
                    "issued_by",
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
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="practices.practice"
                    ),
                ),
            ],
            options={
                "indexes": [models.Index(fields=["practice", "subject_id"], name="guardianlink_subject")],
                "constraints": [
                    models.UniqueConstraint(fields=("practice", "id"), name="guardianlink_practice_id"),
                    models.CheckConstraint(
                        condition=models.Q(("purpose__in", ["answer", "object"])), name="guardianlink_purpose_known"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("answer_id__isnull", True), ("purpose", "answer")),
                            models.Q(("answer_id__isnull", False), ("purpose", "object")),
                            _connector="OR",
                        ),
                        name="guardianlink_objects_to_an_answer",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("expires_at__gt", models.F("issued_at"))), name="guardianlink_expires_later"
                    ),
                ],
            },
        ),
        *practice_rows("consent_guardianconsent", web=f"SELECT, INSERT, UPDATE ({ANSWERS})"),
        *practice_rows("consent_guardianlink", web="SELECT, INSERT, UPDATE (subject_id, used_at)"),
        *platform_rows("consent_linkattempt"),
        *deletable("consent_guardianconsent", "subject_id"),
        *deletable("consent_guardianlink", "subject_id"),
        *guarded("consent_guardianconsent", "subject_id"),
        *guarded("consent_guardianlink", "subject_id"),
    ]
