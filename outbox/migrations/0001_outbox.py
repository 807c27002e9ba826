"""What remains to be done outside the database, once per version of an object."""

from django.db import migrations, models

import core.clock
import core.ids
from core.tenancy import practice_rows
from outbox.structure import claim_function


class Migration(migrations.Migration):
    initial = True

    dependencies = [("core", "0001_signed_context")]

    operations = [
        migrations.CreateModel(
            name="OutboxRow",
            fields=[
                ("id", models.UUIDField(default=core.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ("practice_id", models.UUIDField(null=True)),
                ("topic", models.CharField(max_length=64)),
                ("entity_id", models.UUIDField()),
                ("channel", models.CharField(max_length=16)),
                ("version", models.PositiveIntegerField(default=1)),
                (
                    "state",
                    models.CharField(
                        choices=[("pending", "Pending"), ("done", "Done"), ("void", "Void")],
                        default="pending",
                        max_length=8,
                    ),
                ),
                ("created_at", models.DateTimeField(default=core.clock.now)),
                ("not_before", models.DateTimeField(default=core.clock.now)),
                ("attempts", models.PositiveSmallIntegerField(default=0)),
                ("claim_id", models.UUIDField(null=True)),
                ("leased_until", models.DateTimeField(null=True)),
                ("ended_at", models.DateTimeField(null=True)),
                ("last_outcome", models.CharField(default="", max_length=64)),
            ],
            options={
                "indexes": [
                    models.Index(condition=models.Q(("state", "pending")), fields=["not_before"], name="outboxrow_due")
                ],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("entity_id", "topic", "channel", "version"), name="outboxrow_said_once"
                    ),
                    models.UniqueConstraint(fields=("practice_id", "id"), name="outboxrow_practice_id"),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("ended_at__isnull", True), ("state", "pending")),
                            models.Q(models.Q(("state", "pending"), _negated=True), ("ended_at__isnull", False)),
                            _connector="OR",
                        ),
                        name="outboxrow_ended_has_its_date",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("claim_id__isnull", True), ("leased_until__isnull", True)),
                            models.Q(("claim_id__isnull", False), ("leased_until__isnull", False)),
                            _connector="OR",
                        ),
                        name="outboxrow_claimed_until_a_date",
                    ),
                ],
            },
        ),
        *practice_rows("outbox_outboxrow", web="SELECT, INSERT, UPDATE", nullable=True),
        *claim_function(),
    ]
