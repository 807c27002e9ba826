import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models
from django.db.models import Q

import core.ids
import crypto.fields
from core.tenancy import platform_rows


class Migration(migrations.Migration):
    dependencies = [
        ("privacy", "0011_acts_wait_for_a_second_person"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="AccountDirective",
            fields=[
                ("id", models.UUIDField(default=core.ids.new_id, editable=False, primary_key=True, serialize=False)),
                (
                    "wish",
                    models.CharField(
                        choices=[
                            ("usual", "Garder pendant les durées habituelles, puis effacer"),
                            ("erase", "Effacer dès que le décès est établi"),
                        ],
                        max_length=5,
                    ),
                ),
                ("text", crypto.fields.SealedTextField(key_of="platform", null=True)),
                ("executor", crypto.fields.SealedTextField(key_of="platform", null=True)),
                ("given_at", models.DateTimeField()),
                ("revoked_at", models.DateTimeField(blank=True, null=True)),
                ("carried_out_at", models.DateTimeField(blank=True, null=True)),
                (
                    "carried_out_by",
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
                    models.UniqueConstraint(
                        condition=Q(("revoked_at__isnull", True)),
                        fields=("user",),
                        name="accountdirective_one_in_force",
                    ),
                    models.CheckConstraint(
                        condition=Q(("wish__in", ["usual", "erase"])), name="accountdirective_wish_known"
                    ),
                    models.CheckConstraint(
                        condition=Q(("carried_out_at__isnull", True), ("revoked_at__isnull", True), _connector="OR"),
                        name="accountdirective_revoked_is_not_carried_out",
                    ),
                    crypto.fields.SealedCheck(column="text", name="privacy_accountdirective_text_sealed"),
                    crypto.fields.SealedCheck(column="executor", name="privacy_accountdirective_executor_sealed"),
                ],
            },
        ),
        *platform_rows(
            "privacy_accountdirective",
            web="SELECT, INSERT, UPDATE (revoked_at, carried_out_at, carried_out_by_id), DELETE",
        ),
    ]
