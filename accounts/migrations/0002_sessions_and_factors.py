"""Sessions, connection log, second factors, and the lockout table of django-axes."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import core.ids
import crypto.fields
from core.tenancy import platform_rows

# The connection log cannot be rewritten, and only what is older than twelve months can be deleted.
LOG_IS_KEPT = """
    ALTER TABLE accounts_sign_in ENABLE ROW LEVEL SECURITY;
    CREATE POLICY log_is_read ON accounts_sign_in FOR SELECT TO permanence_web USING (true);
    CREATE POLICY log_is_added_to ON accounts_sign_in FOR INSERT TO permanence_web WITH CHECK (true);
    CREATE POLICY log_forgets_after_a_year ON accounts_sign_in FOR DELETE TO permanence_web
        USING (at < now() - interval '365 days');
"""


class Migration(migrations.Migration):
    dependencies = (
        ("accounts", "0001_people"),
        ("axes", "0010_accessattemptexpiration"),
    )

    operations = [
        migrations.CreateModel(
            name="Enrolment",
            fields=[
                ("id", models.UUIDField(default=core.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ("token_sha256", models.CharField(max_length=64, unique=True)),
                ("created_at", models.DateTimeField()),
                ("expires_at", models.DateTimeField()),
                ("used_at", models.DateTimeField(null=True)),
                (
                    "user",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="enrolments",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "db_table": "accounts_enrolment",
            },
        ),
        migrations.CreateModel(
            name="RecoveryCode",
            fields=[
                ("id", models.UUIDField(default=core.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ("digest", models.CharField(max_length=64)),
                ("created_at", models.DateTimeField()),
                ("used_at", models.DateTimeField(null=True)),
                (
                    "user",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="recovery_codes",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "db_table": "accounts_recovery_code",
                "constraints": [models.UniqueConstraint(fields=("user", "digest"), name="accounts_recovery_code_once")],
            },
        ),
        migrations.CreateModel(
            name="Session",
            fields=[
                ("id", models.UUIDField(default=core.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ("key_sha256", models.CharField(max_length=64, unique=True)),
                (
                    "stage",
                    models.CharField(
                        choices=[
                            ("anonymous", "Anonyme"),
                            ("password", "Mot de passe accepté"),
                            ("signed-in", "Connecté"),
                        ],
                        default="anonymous",
                        max_length=16,
                    ),
                ),
                ("data", models.TextField()),
                ("created_at", models.DateTimeField()),
                ("last_seen_at", models.DateTimeField()),
                ("expires_at", models.DateTimeField()),
                ("step_up_until", models.DateTimeField(null=True)),
                ("agent", models.CharField(blank=True, default="", max_length=60)),
                ("network", models.CharField(blank=True, default="", max_length=43)),
                (
                    "user",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="sessions",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "db_table": "accounts_session",
                "indexes": [models.Index(fields=["expires_at"], name="accounts_session_expires")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("stage__in", ["anonymous", "password", "signed-in"])),
                        name="accounts_session_stage_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("stage", "anonymous"), ("user__isnull", False), _connector="OR"),
                        name="accounts_session_stage_has_user",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="SignIn",
            fields=[
                ("id", models.UUIDField(default=core.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ("subject", models.CharField(max_length=64)),
                ("at", models.DateTimeField()),
                (
                    "outcome",
                    models.CharField(
                        choices=[
                            ("password-accepted", "Mot de passe accepté, code attendu"),
                            ("signed-in", "Connexion réussie"),
                            ("bad-credentials", "Identifiants refusés"),
                            ("bad-code", "Code refusé"),
                            ("locked-out", "Essai bloqué : trop d'échecs"),
                        ],
                        max_length=20,
                    ),
                ),
                (
                    "method",
                    models.CharField(
                        choices=[
                            ("password", "Mot de passe"),
                            ("totp", "Code de l'application"),
                            ("recovery-code", "Code de secours"),
                        ],
                        max_length=16,
                    ),
                ),
                ("network", models.CharField(blank=True, default="", max_length=43)),
                ("agent", models.CharField(blank=True, default="", max_length=60)),
                ("device_id", models.UUIDField(null=True)),
                (
                    "user",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="sign_ins",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "db_table": "accounts_sign_in",
                "indexes": [
                    models.Index(fields=["user", "at"], name="accounts_sign_in_user_at"),
                    models.Index(fields=["subject", "at"], name="accounts_sign_in_subject_at"),
                    models.Index(fields=["at"], name="accounts_sign_in_at"),
                ],
            },
        ),
        migrations.CreateModel(
            name="TotpDevice",
            fields=[
                ("confirmed", models.BooleanField(default=True, help_text="Is this device ready for use?")),
                (
                    "throttling_failure_timestamp",
                    models.DateTimeField(
                        blank=True,
                        default=None,
                        help_text="A timestamp of the last failed verification attempt."
                        " Null if last attempt succeeded.",
                        null=True,
                    ),
                ),
                (
                    "throttling_failure_count",
                    models.PositiveIntegerField(default=0, help_text="Number of successive failed attempts."),
                ),
                ("id", models.UUIDField(default=core.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ("name", models.CharField(default="Application", max_length=64)),
                ("seed", crypto.fields.SealedTextField(key_of="platform", pad=64)),
                ("last_step", models.BigIntegerField(default=-1)),
                ("created_at", models.DateTimeField()),
                ("last_used_at", models.DateTimeField(null=True)),
                (
                    "user",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="totp_devices",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "db_table": "accounts_totp_device",
                "constraints": [
                    crypto.fields.SealedCheck(column="seed", name="accounts_totpdevice_seed_sealed"),
                    models.UniqueConstraint(
                        condition=models.Q(("confirmed", True)),
                        fields=("user",),
                        name="accounts_totp_device_one_confirmed",
                    ),
                ],
            },
        ),
        *platform_rows("accounts_session"),
        *platform_rows("accounts_totp_device"),
        *platform_rows("accounts_sign_in", web="SELECT, INSERT, DELETE"),
        migrations.RunSQL(LOG_IS_KEPT, migrations.RunSQL.noop),
        *platform_rows("accounts_recovery_code"),
        *platform_rows("accounts_enrolment", web="SELECT, INSERT, UPDATE"),
        *platform_rows("axes_accessattempt"),
        *platform_rows("axes_accessattemptexpiration"),
        # Switched off: our own journal and connection log say the same without the clear name.
        *platform_rows("axes_accesslog", web=""),
        *platform_rows("axes_accessfailurelog", web=""),
    ]
