import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import core.ids
import crypto.fields
from core.tenancy import platform_rows


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0004_sessions_say_how_and_suspensions_end"),
    ]

    operations = [
        migrations.CreateModel(
            name="AccessSanction",
            fields=[
                ("id", models.UUIDField(default=core.ids.new_id, editable=False, primary_key=True, serialize=False)),
                (
                    "kind",
                    models.CharField(
                        choices=[("suspension", "Suspension"), ("withdrawal", "Retrait définitif")], max_length=12
                    ),
                ),
                (
                    "severity",
                    models.CharField(
                        choices=[("minor", "Légère"), ("serious", "Sérieuse"), ("grave", "Grave")], max_length=8
                    ),
                ),
                ("reason", crypto.fields.SealedTextField(key_of="platform", pad=64)),
                ("starts_at", models.DateTimeField()),
                ("ends_at", models.DateTimeField(null=True)),
                ("lifted_at", models.DateTimeField(null=True)),
                (
                    "decided_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "lifted_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "user",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="sanctions",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "db_table": "accounts_access_sanction",
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("kind__in", ["suspension", "withdrawal"])),
                        name="accounts_sanction_kind_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("severity__in", ["minor", "serious", "grave"])),
                        name="accounts_sanction_severity_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("ends_at__isnull", True),
                            models.Q(("ends_at__gt", models.F("starts_at")), ("kind", "suspension")),
                            _connector="OR",
                        ),
                        name="accounts_sanction_ends_after_it_starts",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("lifted_at__isnull", True), ("lifted_by__isnull", True)),
                            models.Q(("kind", "suspension"), ("lifted_at__gte", models.F("starts_at"))),
                            _connector="OR",
                        ),
                        name="accounts_sanction_a_withdrawal_stays",
                    ),
                    crypto.fields.SealedCheck(column="reason", name="accounts_accesssanction_reason_sealed"),
                ],
            },
        ),
        migrations.CreateModel(
            name="OrderReport",
            fields=[
                ("id", models.UUIDField(default=core.ids.new_id, editable=False, primary_key=True, serialize=False)),
                (
                    "recipient",
                    models.CharField(
                        choices=[("organisation", "Organisation"), ("order", "Ordre professionnel")], max_length=12
                    ),
                ),
                ("reason", crypto.fields.SealedTextField(key_of="platform", pad=64)),
                ("decided_at", models.DateTimeField()),
                (
                    "decided_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "sanction",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="reports",
                        to="accounts.accesssanction",
                    ),
                ),
            ],
            options={
                "db_table": "accounts_order_report",
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("recipient__in", ["organisation", "order"])),
                        name="accounts_order_report_recipient_known",
                    ),
                    crypto.fields.SealedCheck(column="reason", name="accounts_orderreport_reason_sealed"),
                ],
            },
        ),
        *platform_rows("accounts_access_sanction", web="SELECT, INSERT, UPDATE (lifted_at, lifted_by_id), DELETE"),
        *platform_rows("accounts_order_report", web="SELECT, INSERT, DELETE"),
    ]
