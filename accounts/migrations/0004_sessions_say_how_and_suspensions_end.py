"""A session says with which second factor it was opened, and beside which other; a suspension may end by itself."""

from django.db import migrations, models

# Nobody knows how the sessions of before were opened: everybody signs in again.
SIGN_IN_AGAIN = "DELETE FROM accounts_session"


class Migration(migrations.Migration):
    dependencies = [("accounts", "0003_accounts_are_forgotten")]

    operations = [
        migrations.RunSQL(SIGN_IN_AGAIN, migrations.RunSQL.noop),
        migrations.AddField(
            model_name="session",
            name="second_factor",
            field=models.CharField(
                blank=True,
                choices=[
                    ("password", "Mot de passe"),
                    ("totp", "Code de l'application"),
                    ("recovery-code", "Code de secours"),
                ],
                default="",
                max_length=16,
            ),
        ),
        migrations.AddField(
            model_name="session",
            name="concurrent_at",
            field=models.DateTimeField(null=True),
        ),
        migrations.AddConstraint(
            model_name="session",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("stage", "signed-in"), _negated=True),
                    ("second_factor__in", ["totp", "recovery-code"]),
                    _connector="OR",
                ),
                name="accounts_session_signed_in_with_a_second_factor",
            ),
        ),
        migrations.AddField(
            model_name="user",
            name="suspended_until",
            field=models.DateTimeField(null=True),
        ),
        migrations.AddConstraint(
            model_name="user",
            constraint=models.CheckConstraint(
                condition=models.Q(("suspended_until__isnull", True), ("status", "suspended"), _connector="OR"),
                name="accounts_user_end_of_a_suspension",
            ),
        ),
    ]
