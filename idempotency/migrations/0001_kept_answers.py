"""The answers kept for a day, so that a request sent twice has one effect."""

import django.contrib.postgres.fields
from django.db import migrations, models

import core.ids
import crypto.fields
from core.tenancy import platform_rows


class Migration(migrations.Migration):
    initial = True

    dependencies = [("core", "0001_signed_context")]

    operations = [
        migrations.CreateModel(
            name="KeptAnswer",
            fields=[
                ("id", models.UUIDField(default=core.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ("user_id", models.UUIDField()),
                ("key", models.CharField(max_length=255)),
                ("fingerprint", models.BinaryField()),
                ("practice_ids", django.contrib.postgres.fields.ArrayField(base_field=models.UUIDField(), size=None)),
                ("status", models.PositiveSmallIntegerField(null=True)),
                ("body", crypto.fields.SealedTextField(key_of="platform", null=True, pad=64)),
                ("created_at", models.DateTimeField()),
                ("expires_at", models.DateTimeField()),
            ],
            options={
                "indexes": [models.Index(fields=["expires_at"], name="keptanswer_expires_at")],
                "constraints": [
                    models.UniqueConstraint(fields=("user_id", "key"), name="keptanswer_one_per_person_and_key"),
                    crypto.fields.SealedCheck(column="body", name="idempotency_keptanswer_body_sealed"),
                ],
            },
        ),
        *platform_rows("idempotency_keptanswer"),
    ]
