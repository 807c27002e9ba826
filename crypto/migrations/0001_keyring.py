"""The keyring: top keys by name, wrapped platform, practice and patient keys."""

from django.db import migrations, models

import core.clock
import core.ids
from core.tenancy import platform_rows, practice_rows


class Migration(migrations.Migration):
    initial = True

    dependencies = [("core", "0001_signed_context")]

    operations = [
        migrations.CreateModel(
            name="PatientKey",
            fields=[
                ("id", models.UUIDField(default=core.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ("practice_id", models.UUIDField()),
                ("patient_id", models.UUIDField()),
                ("version", models.PositiveSmallIntegerField(default=1)),
                ("epoch", models.PositiveSmallIntegerField()),
                ("wrapped", models.BinaryField()),
                ("created_at", models.DateTimeField(default=core.clock.now)),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        fields=("practice_id", "patient_id", "version"), name="patientkey_one_per_version"
                    ),
                    models.UniqueConstraint(fields=("practice_id", "id"), name="patientkey_practice_id"),
                ],
            },
        ),
        migrations.CreateModel(
            name="PlatformKey",
            fields=[
                ("id", models.UUIDField(default=core.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ("version", models.PositiveSmallIntegerField(default=1)),
                ("epoch", models.PositiveSmallIntegerField()),
                ("site", models.CharField(default="A", max_length=16)),
                ("wrapped_by", models.CharField(max_length=64)),
                ("wrapped", models.BinaryField()),
                ("created_at", models.DateTimeField(default=core.clock.now)),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        fields=("version", "epoch", "site"), name="platformkey_one_wrap_per_epoch_and_site"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="PracticeKey",
            fields=[
                ("id", models.UUIDField(default=core.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ("practice_id", models.UUIDField()),
                ("epoch", models.PositiveSmallIntegerField()),
                ("site", models.CharField(default="A", max_length=16)),
                ("wrapped_by", models.CharField(max_length=64)),
                ("wrapped", models.BinaryField()),
                ("created_at", models.DateTimeField(default=core.clock.now)),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        fields=("practice_id", "epoch", "site"), name="practicekey_one_per_epoch_and_site"
                    ),
                    models.UniqueConstraint(fields=("practice_id", "id"), name="practicekey_practice_id"),
                ],
            },
        ),
        migrations.CreateModel(
            name="TopKey",
            fields=[
                ("id", models.UUIDField(default=core.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ("epoch", models.PositiveSmallIntegerField()),
                ("site", models.CharField(default="A", max_length=16)),
                ("key_id", models.CharField(max_length=64)),
                (
                    "state",
                    models.CharField(
                        choices=[("active", "Active"), ("retiring", "Retiring"), ("destroyed", "Destroyed")],
                        default="active",
                        max_length=16,
                    ),
                ),
                ("created_at", models.DateTimeField(default=core.clock.now)),
                ("destroyed_at", models.DateTimeField(null=True)),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("epoch", "site"), name="topkey_one_per_epoch_and_site"),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("destroyed_at__isnull", False), ("state", "destroyed")),
                            models.Q(models.Q(("state", "destroyed"), _negated=True), ("destroyed_at__isnull", True)),
                            _connector="OR",
                        ),
                        name="topkey_destroyed_has_its_date",
                    ),
                ],
            },
        ),
        *platform_rows("crypto_topkey", web="SELECT, INSERT"),
        *platform_rows("crypto_platformkey", web="SELECT, INSERT"),
        *practice_rows("crypto_practicekey", web="SELECT, INSERT"),
        *practice_rows("crypto_patientkey", web="SELECT, INSERT, DELETE"),
    ]
