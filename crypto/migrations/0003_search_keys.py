"""Versions of the key of search tokens, so that it can be replaced."""

from django.db import migrations, models

import core.clock
import core.ids
from core.tenancy import platform_rows


class Migration(migrations.Migration):
    dependencies = [("crypto", "0002_rotation")]

    operations = [
        migrations.CreateModel(
            name="SearchKey",
            fields=[
                ("id", models.UUIDField(default=core.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ("version", models.PositiveSmallIntegerField(unique=True)),
                (
                    "state",
                    models.CharField(
                        choices=[("active", "Active"), ("retiring", "Retiring"), ("retired", "Retired")],
                        default="active",
                        max_length=16,
                    ),
                ),
                ("created_at", models.DateTimeField(default=core.clock.now)),
                ("retired_at", models.DateTimeField(null=True)),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("state", "active")), fields=("state",), name="searchkey_one_active"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("retired_at__isnull", False), ("state", "retired")),
                            models.Q(models.Q(("state", "retired"), _negated=True), ("retired_at__isnull", True)),
                            _connector="OR",
                        ),
                        name="searchkey_retired_has_its_date",
                    ),
                ],
            },
        ),
        *platform_rows("crypto_searchkey", web="SELECT"),
    ]
