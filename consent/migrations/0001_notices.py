import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import core.ids


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("practices", "0002_practices_apart"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Notice",
            fields=[
                ("id", models.UUIDField(default=core.ids.new_id, editable=False, primary_key=True, serialize=False)),
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
                ("version", models.PositiveIntegerField()),
                ("text", models.TextField(max_length=4000)),
                ("sha256", models.CharField(max_length=64)),
                ("effective_at", models.DateTimeField()),
                (
                    "practice",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="notices", to="practices.practice"
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("practice", "id"), name="notice_practice_id"),
                    models.UniqueConstraint(fields=("practice", "purpose", "version"), name="notice_version_once"),
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
                        name="notice_purpose_known",
                    ),
                    models.CheckConstraint(condition=models.Q(("version__gte", 1)), name="notice_version_from_1"),
                    models.CheckConstraint(
                        condition=models.Q(("text", ""), _negated=True), name="notice_says_something"
                    ),
                ]
            },
        ),
        migrations.CreateModel(
            name="NoticeRecord",
            fields=[
                ("id", models.UUIDField(default=core.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ("subject_id", models.UUIDField()),
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
                        db_constraint=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="records",
                        to="consent.notice",
                    ),
                ),
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
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(fields=["practice", "subject_id"], name="noticerecord_subject"),
                ],
                "constraints": [
                    models.UniqueConstraint(fields=("practice", "id"), name="noticerecord_practice_id"),
                    models.CheckConstraint(
                        condition=models.Q(("channel__in", ["phone", "web", "api", "system"])),
                        name="noticerecord_channel_known",
                    ),
                ],
            },
        ),
    ]
