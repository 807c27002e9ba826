"""A call placed from the list, the lease of whoever rings back, and what a practice decided about recording."""

import datetime

import django.db.models.deletion
import django.db.models.expressions
from django.conf import settings
from django.db import migrations, models

import core.ids


class Migration(migrations.Migration):
    dependencies = [
        ("calls", "0004_a_number_can_be_blanked"),
        ("practices", "0008_former_secretaries_go"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="CallRecording",
            fields=[
                ("id", models.UUIDField(default=core.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ("reference", models.CharField(max_length=128)),
                ("made_at", models.DateTimeField()),
                ("erase_after", models.DateTimeField()),
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
                    "session",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="calls.callsession",
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(fields=["practice", "erase_after"], name="callrecording_end"),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("erase_after__gt", models.F("made_at")),
                            (
                                "erase_after__lte",
                                django.db.models.expressions.CombinedExpression(
                                    models.F("made_at"), "+", models.Value(datetime.timedelta(days=180))
                                ),
                            ),
                        ),
                        name="callrecording_six_months_at_most",
                    ),
                    models.UniqueConstraint(fields=("practice", "id"), name="callrecording_practice_id"),
                    models.UniqueConstraint(fields=("practice", "session", "reference"), name="callrecording_once"),
                ],
            },
        ),
        migrations.CreateModel(
            name="CallRequest",
            fields=[
                ("id", models.UUIDField(default=core.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ("agent", models.CharField(max_length=64)),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("stored", "Stored"),
                            ("placed", "Placed"),
                            ("refused", "Refused"),
                            ("unknown", "Unknown"),
                            ("over", "Over"),
                        ],
                        default="stored",
                        max_length=8,
                    ),
                ),
                ("code", models.CharField(blank=True, default="", max_length=64)),
                ("requested_at", models.DateTimeField()),
                ("settled_at", models.DateTimeField(blank=True, null=True)),
                (
                    "line",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="calls.line",
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
                    "returns",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="calls.callsession",
                    ),
                ),
                (
                    "session",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="calls.callsession",
                    ),
                ),
                (
                    "user",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("state__in", ["stored", "placed", "refused", "unknown", "over"])),
                        name="callrequest_state_known",
                    ),
                    models.UniqueConstraint(fields=("practice", "id"), name="callrequest_practice_id"),
                    models.UniqueConstraint(fields=("practice", "session"), name="callrequest_one_a_session"),
                    models.UniqueConstraint(
                        condition=models.Q(("state__in", ["stored", "placed"])),
                        fields=("practice", "returns"),
                        name="callrequest_one_at_a_time",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="RecordingChoice",
            fields=[
                ("id", models.UUIDField(default=core.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ("is_on", models.BooleanField(default=False)),
                ("announcement", models.CharField(blank=True, default="", max_length=300)),
                ("retention_days", models.PositiveSmallIntegerField(default=30)),
                ("decided_at", models.DateTimeField()),
                (
                    "decided_by",
                    models.ForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "practice",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="practices.practice"
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("retention_days__gte", 1), ("retention_days__lte", 180)),
                        name="recordingchoice_six_months_at_most",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("is_on", False), models.Q(("announcement", ""), _negated=True), _connector="OR"
                        ),
                        name="recordingchoice_announced_when_on",
                    ),
                    models.UniqueConstraint(fields=("practice", "id"), name="recordingchoice_practice_id"),
                ],
            },
        ),
        migrations.RemoveField(
            model_name="callfact",
            name="recording_ref",
        ),
        migrations.AddField(
            model_name="callsession",
            name="recording_objected_at",
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name="callsession",
            name="recording_paused_at",
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name="callsession",
            name="return_after",
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name="callsession",
            name="return_tries",
            field=models.PositiveSmallIntegerField(db_default=0, default=0),
        ),
        migrations.AddField(
            model_name="callsession",
            name="returning_by",
            field=models.ForeignKey(
                blank=True,
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="callsession",
            name="returning_until",
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.AddIndex(
            model_name="callsession",
            index=models.Index(
                condition=models.Q(("taken_by__isnull", False), ("wrapped_up_at__isnull", True)),
                fields=["taken_by", "taken_at"],
                name="callsession_in_hand",
            ),
        ),
        migrations.AddConstraint(
            model_name="callsession",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("returning_by__isnull", True), ("returning_until__isnull", True)),
                    models.Q(("returning_by__isnull", False), ("returning_until__isnull", False)),
                    _connector="OR",
                ),
                name="callsession_returned_by_somebody_until",
            ),
        ),
    ]
