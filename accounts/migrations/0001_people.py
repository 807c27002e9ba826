"""People who sign in. No practice: the rows are the platform's."""

import django.db.models.functions.text
from django.db import migrations, models

import core.ids
from core.tenancy import platform_rows


class Migration(migrations.Migration):
    initial = True

    dependencies = (("core", "0001_signed_context"),)

    operations = [
        migrations.CreateModel(
            name="User",
            fields=[
                ("password", models.CharField(max_length=128, verbose_name="password")),
                ("id", models.UUIDField(default=core.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ("username", models.CharField(max_length=40, unique=True)),
                ("display_name", models.CharField(max_length=120)),
                ("email", models.EmailField(blank=True, default="", max_length=254)),
                (
                    "status",
                    models.CharField(
                        choices=[
                            ("invited", "Invité"),
                            ("active", "Actif"),
                            ("suspended", "Suspendu"),
                            ("compromised", "Compromis"),
                            ("closed", "Clos"),
                        ],
                        default="invited",
                        max_length=16,
                    ),
                ),
                ("created_at", models.DateTimeField()),
                ("status_changed_at", models.DateTimeField()),
                ("password_changed_at", models.DateTimeField(null=True)),
            ],
            options={
                "db_table": "accounts_user",
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("username", django.db.models.functions.text.Lower("username"))),
                        name="accounts_user_username_lower",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("status__in", ["invited", "active", "suspended", "compromised", "closed"])),
                        name="accounts_user_status_known",
                    ),
                ],
            },
        ),
        *platform_rows("accounts_user", web="SELECT, INSERT, UPDATE"),
    ]
