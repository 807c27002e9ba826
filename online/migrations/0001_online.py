"""Bookings under way, the links of appointments, and how often something was asked lately."""

import django.db.models.deletion
from django.db import migrations, models

import core.ids
import crypto.fields


class Migration(migrations.Migration):
    dependencies = [
        ("practices", "0009_online_booking_on_wish"),
    ]

    operations = [
        migrations.CreateModel(
            name="Allowance",
            fields=[
                ("id", models.UUIDField(default=core.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ("kind", models.CharField(max_length=16)),
                ("subject", models.CharField(max_length=64)),
                ("since", models.DateTimeField()),
                ("count", models.PositiveIntegerField()),
            ],
            options={
                "indexes": [models.Index(fields=["since"], name="allowance_age")],
                "constraints": [models.UniqueConstraint(fields=("kind", "subject"), name="allowance_once")],
            },
        ),
        migrations.CreateModel(
            name="AppointmentLink",
            fields=[
                ("id", models.UUIDField(default=core.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ("appointment_id", models.UUIDField()),
                ("issued_at", models.DateTimeField()),
                ("revoked_at", models.DateTimeField(blank=True, null=True)),
                ("presence_at", models.DateTimeField(blank=True, null=True)),
                ("presence_for", models.DateTimeField(blank=True, null=True)),
                (
                    "practice",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="practices.practice"
                    ),
                ),
            ],
            options={
                "indexes": [models.Index(fields=["practice", "appointment_id"], name="appointmentlink_of")],
                "constraints": [
                    models.UniqueConstraint(fields=("practice", "id"), name="appointmentlink_practice_id"),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("presence_at__isnull", True), ("presence_for__isnull", True)),
                            models.Q(("presence_at__isnull", False), ("presence_for__isnull", False)),
                            _connector="OR",
                        ),
                        name="appointmentlink_present_for_a_visit",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="BookingDraft",
            fields=[
                ("id", models.UUIDField(default=core.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ("token_digest", models.CharField(max_length=64, unique=True)),
                ("visit_reason_id", models.UUIDField()),
                ("practitioner_role_id", models.UUIDField()),
                ("starts_at", models.DateTimeField()),
                ("hold_id", models.UUIDField(blank=True, null=True)),
                ("held_until", models.DateTimeField()),
                ("origin", models.CharField(blank=True, default="", max_length=64)),
                ("answers", crypto.fields.SealedTextField(key_of="platform", null=True, pad=512)),
                ("code_number", models.PositiveSmallIntegerField(default=0)),
                ("code_until", models.DateTimeField(blank=True, null=True)),
                ("wrong_codes", models.PositiveSmallIntegerField(default=0)),
                ("proven_at", models.DateTimeField(blank=True, null=True)),
                ("created_at", models.DateTimeField()),
                ("expires_at", models.DateTimeField()),
                (
                    "practice",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="practices.practice"
                    ),
                ),
            ],
            options={
                "indexes": [models.Index(fields=["expires_at"], name="bookingdraft_expiry")],
                "constraints": [
                    models.UniqueConstraint(fields=("practice", "id"), name="bookingdraft_practice_id"),
                    models.CheckConstraint(
                        condition=models.Q(("expires_at__gt", models.F("created_at"))),
                        name="bookingdraft_expires_later",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("proven_at__isnull", True), ("answers__isnull", False), _connector="OR"),
                        name="bookingdraft_proves_what_was_told",
                    ),
                    crypto.fields.SealedCheck(column="answers", name="online_bookingdraft_answers_sealed"),
                ],
            },
        ),
    ]
