"""The operator's own file: hosts, processors, evidence, authorities, instructions, tickets, channels."""

import django.contrib.postgres.fields
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import core.ids
import crypto.fields
from core.tenancy import platform_rows, practice_rows


class Migration(migrations.Migration):
    dependencies = [
        ("practices", "0007_rights_know_what_is_owed"),
        ("privacy", "0004_audience_counts"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="AuthorityRequest",
            fields=[
                ("id", models.UUIDField(default=core.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ("authority", models.CharField(max_length=120)),
                ("ground", models.CharField(max_length=200)),
                ("reference", models.CharField(blank=True, default="", max_length=120)),
                ("asked", crypto.fields.SealedTextField(key_of="platform", pad=64)),
                ("received_on", models.DateField()),
                ("given", crypto.fields.SealedTextField(key_of="platform", null=True, pad=64)),
                ("answered_on", models.DateField(blank=True, null=True)),
                ("recorded_at", models.DateTimeField()),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("ground", ""), _negated=True), name="authorityrequest_has_a_ground"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("answered_on__isnull", True), ("given__isnull", True)),
                            models.Q(("answered_on__gte", models.F("received_on")), ("given__isnull", False)),
                            _connector="OR",
                        ),
                        name="authorityrequest_answered_with_what_was_given",
                    ),
                    crypto.fields.SealedCheck(column="asked", name="privacy_authorityrequest_asked_sealed"),
                    crypto.fields.SealedCheck(column="given", name="privacy_authorityrequest_given_sealed"),
                ],
            },
        ),
        migrations.CreateModel(
            name="ContactTicket",
            fields=[
                ("id", models.UUIDField(default=core.ids.new_id, editable=False, primary_key=True, serialize=False)),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("question", "Question"),
                            ("complaint", "Réclamation"),
                            ("recommendation", "Recommandation"),
                        ],
                        max_length=14,
                    ),
                ),
                (
                    "channel",
                    models.CharField(
                        choices=[
                            ("post", "Courrier"),
                            ("email", "Courriel"),
                            ("phone", "Téléphone"),
                            ("web", "En ligne"),
                        ],
                        max_length=5,
                    ),
                ),
                ("contact", crypto.fields.SealedTextField(key_of="platform", pad=64)),
                ("text", crypto.fields.SealedTextField(key_of="platform", pad=64)),
                ("received_at", models.DateTimeField()),
                ("acknowledged_at", models.DateTimeField(blank=True, null=True)),
                ("answer", crypto.fields.SealedTextField(key_of="platform", null=True, pad=64)),
                ("answered_at", models.DateTimeField(blank=True, null=True)),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("kind__in", ["question", "complaint", "recommendation"])),
                        name="contactticket_kind_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("channel__in", ["post", "email", "phone", "web"])),
                        name="contactticket_channel_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("answer__isnull", True), ("answered_at__isnull", True)),
                            models.Q(
                                ("acknowledged_at__isnull", False),
                                ("answer__isnull", False),
                                ("answered_at__gte", models.F("received_at")),
                            ),
                            _connector="OR",
                        ),
                        name="contactticket_answered_once_acknowledged",
                    ),
                    crypto.fields.SealedCheck(column="contact", name="privacy_contactticket_contact_sealed"),
                    crypto.fields.SealedCheck(column="text", name="privacy_contactticket_text_sealed"),
                    crypto.fields.SealedCheck(column="answer", name="privacy_contactticket_answer_sealed"),
                ],
            },
        ),
        migrations.CreateModel(
            name="HostingProvider",
            fields=[
                ("id", models.UUIDField(default=core.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ("name", models.CharField(max_length=120)),
                ("siren", models.CharField(max_length=9)),
                ("certificate_number", models.CharField(max_length=60)),
                (
                    "activities",
                    django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=30), size=None),
                ),
                ("country", models.CharField(max_length=2)),
                ("issued_on", models.DateField()),
                ("expires_on", models.DateField()),
                ("recorded_at", models.DateTimeField()),
                ("ended_at", models.DateTimeField(blank=True, null=True)),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("ended_at__isnull", True)),
                        fields=("certificate_number",),
                        name="hostingprovider_certificate_once",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("siren__regex", "^[0-9]{9}$")), name="hostingprovider_siren"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "activities__contained_by",
                                [
                                    "sites",
                                    "hardware",
                                    "virtual-infrastructure",
                                    "platform",
                                    "administration-operation",
                                    "backup",
                                ],
                            ),
                            ("activities__len__gte", 1),
                        ),
                        name="hostingprovider_activities_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("expires_on__gt", models.F("issued_on"))),
                        name="hostingprovider_expires_after_issue",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="PhysicalEvidence",
            fields=[
                ("id", models.UUIDField(default=core.ids.new_id, editable=False, primary_key=True, serialize=False)),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("access-code", "Code ou badge d'accès"),
                            ("camera", "Vidéosurveillance"),
                            ("visitors", "Registre des visiteurs"),
                            ("fire", "Protection contre l'incendie"),
                            ("locked-room", "Local fermé à clé"),
                            ("other", "Autre"),
                        ],
                        max_length=12,
                    ),
                ),
                ("place", models.CharField(max_length=120)),
                ("what", models.CharField(max_length=300)),
                ("seen_on", models.DateField()),
                ("review_on", models.DateField()),
                ("recorded_at", models.DateTimeField()),
                ("ended_at", models.DateTimeField(blank=True, null=True)),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("kind__in", ["access-code", "camera", "visitors", "fire", "locked-room", "other"])
                        ),
                        name="physicalevidence_kind_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("review_on__gt", models.F("seen_on"))),
                        name="physicalevidence_seen_again_later",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Processor",
            fields=[
                ("id", models.UUIDField(default=core.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ("name", models.CharField(max_length=120)),
                ("service", models.CharField(max_length=200)),
                ("country", models.CharField(max_length=2)),
                ("contract", models.CharField(max_length=120)),
                ("signed_on", models.DateField()),
                ("review_on", models.DateField()),
                ("recorded_at", models.DateTimeField()),
                ("ended_at", models.DateTimeField(blank=True, null=True)),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("contract", ""), _negated=True), name="processor_has_a_contract"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("review_on__gt", models.F("signed_on"))),
                        name="processor_reviewed_after_signature",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="DeletionInstruction",
            fields=[
                ("id", models.UUIDField(default=core.ids.new_id, editable=False, primary_key=True, serialize=False)),
                (
                    "kind",
                    models.CharField(
                        choices=[("delete", "Supprimer"), ("archive", "Archiver"), ("return", "Restituer")],
                        max_length=8,
                    ),
                ),
                ("what", crypto.fields.SealedTextField(key_of="platform", pad=64)),
                ("given_on", models.DateField()),
                ("due_on", models.DateField()),
                ("recorded_at", models.DateTimeField()),
                ("proof", crypto.fields.SealedTextField(key_of="platform", null=True, pad=64)),
                ("done_at", models.DateTimeField(blank=True, null=True)),
                (
                    "done_by",
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
                "indexes": [models.Index(fields=["practice", "due_on"], name="deletioninstruction_due")],
                "constraints": [
                    models.UniqueConstraint(fields=("practice", "id"), name="deletioninstruction_practice_id"),
                    models.CheckConstraint(
                        condition=models.Q(("kind__in", ["delete", "archive", "return"])),
                        name="deletioninstruction_kind_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("done_at__isnull", True), ("proof__isnull", True)),
                            models.Q(("done_at__isnull", False), ("proof__isnull", False)),
                            _connector="OR",
                        ),
                        name="deletioninstruction_done_with_proof",
                    ),
                    crypto.fields.SealedCheck(column="what", name="privacy_deletioninstruction_what_sealed"),
                    crypto.fields.SealedCheck(column="proof", name="privacy_deletioninstruction_proof_sealed"),
                ],
            },
        ),
        migrations.CreateModel(
            name="ExchangeChannel",
            fields=[
                ("id", models.UUIDField(default=core.ids.new_id, editable=False, primary_key=True, serialize=False)),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("secure-mail", "Messagerie sécurisée de santé"),
                            ("email", "Courriel"),
                            ("post", "Courrier"),
                            ("phone", "Téléphone"),
                            ("sftp", "Dépôt de fichiers chiffré"),
                            ("in-person", "Remise en main propre"),
                        ],
                        max_length=11,
                    ),
                ),
                ("target", models.CharField(blank=True, default="", max_length=120)),
                ("validated_at", models.DateTimeField()),
                ("withdrawn_at", models.DateTimeField(blank=True, null=True)),
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
                    "validated_by",
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
                    models.UniqueConstraint(fields=("practice", "id"), name="exchangechannel_practice_id"),
                    models.UniqueConstraint(
                        condition=models.Q(("withdrawn_at__isnull", True)),
                        fields=("practice", "kind", "target"),
                        name="exchangechannel_once",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("kind__in", ["secure-mail", "email", "post", "phone", "sftp", "in-person"])
                        ),
                        name="exchangechannel_kind_known",
                    ),
                ],
            },
        ),
        *platform_rows("privacy_hostingprovider", web="SELECT, INSERT, UPDATE (ended_at)"),
        *platform_rows("privacy_processor", web="SELECT, INSERT, UPDATE (review_on, ended_at)"),
        *platform_rows("privacy_physicalevidence", web="SELECT, INSERT, UPDATE (ended_at)"),
        *platform_rows("privacy_authorityrequest", web="SELECT, INSERT, UPDATE (given, answered_on), DELETE"),
        *platform_rows(
            "privacy_contactticket", web="SELECT, INSERT, UPDATE (acknowledged_at, answer, answered_at), DELETE"
        ),
        *practice_rows(
            "privacy_deletioninstruction", web="SELECT, INSERT, UPDATE (proof, done_at, done_by_id), DELETE"
        ),
        *practice_rows("privacy_exchangechannel", web="SELECT, INSERT, UPDATE (withdrawn_at)"),
    ]
