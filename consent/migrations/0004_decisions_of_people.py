"""What each person decided about each purpose: added, never changed, except that it follows a merge."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import core.ids
from audit.structure import guarded
from core.tenancy import composite_fk, practice_rows


class Migration(migrations.Migration):
    dependencies = [
        ("audit", "0001_journal"),
        ("consent", "0003_records_follow_a_merge"),
        ("practices", "0004_officers_of_data_protection"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="ConsentRecord",
            fields=[
                ("id", models.UUIDField(default=core.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ("subject_id", models.UUIDField()),
                (
                    "purpose",
                    models.CharField(
                        choices=[
                            ("appointments", "appointments"),
                            ("medical_secretariat", "medical_secretariat"),
                            ("planning", "planning"),
                            ("linking", "linking"),
                            ("reminders", "reminders"),
                            ("preparation", "preparation"),
                        ],
                        max_length=40,
                    ),
                ),
                (
                    "decision",
                    models.CharField(
                        choices=[
                            ("given", "given"),
                            ("withdrawn", "withdrawn"),
                            ("accepted", "accepted"),
                            ("objected", "objected"),
                        ],
                        max_length=10,
                    ),
                ),
                (
                    "reach",
                    models.CharField(
                        blank=True, choices=[("sms", "sms"), ("email", "email")], default="", max_length=8
                    ),
                ),
                (
                    "channel",
                    models.CharField(
                        choices=[("phone", "phone"), ("web", "web"), ("api", "api"), ("system", "system")],
                        max_length=10,
                    ),
                ),
                ("at", models.DateTimeField()),
                ("call_id", models.UUIDField(blank=True, null=True)),
                (
                    "notice",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="decisions",
                        to="consent.notice",
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
            ],
            options={
                "indexes": [
                    models.Index(fields=["practice", "subject_id", "purpose", "-at"], name="consentrecord_last")
                ],
                "constraints": [
                    models.UniqueConstraint(fields=("practice", "id"), name="consentrecord_practice_id"),
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "purpose__in",
                                [
                                    "appointments",
                                    "medical_secretariat",
                                    "planning",
                                    "linking",
                                    "reminders",
                                    "preparation",
                                ],
                            )
                        ),
                        name="consentrecord_purpose_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("decision__in", ["given", "withdrawn", "accepted", "objected"])),
                        name="consentrecord_decision_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("reach__in", ["", "sms", "email"])), name="consentrecord_reach_known"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("channel__in", ["phone", "web", "api", "system"])),
                        name="consentrecord_channel_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("decision", "given"), _negated=True), ("notice__isnull", False), _connector="OR"
                        ),
                        name="consentrecord_given_to_a_text",
                    ),
                ],
            },
        ),
        *practice_rows("consent_consentrecord", web="SELECT, INSERT, UPDATE (subject_id)"),
        composite_fk("consent_consentrecord", "notice_id", "consent_notice"),
        *guarded("consent_consentrecord", "subject_id"),
    ]
