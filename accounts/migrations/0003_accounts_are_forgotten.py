"""R-05, R-09: when somebody was last there, told of an idle account, forgotten; dead links go after a year (R-04)."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("accounts", "0002_sessions_and_factors")]

    operations = [
        migrations.AddField(model_name="user", name="last_seen_date", field=models.DateField(null=True)),
        migrations.AddField(model_name="user", name="idle_told_at", field=models.DateTimeField(null=True)),
        migrations.AddField(model_name="user", name="forgotten_at", field=models.DateTimeField(null=True)),
        migrations.RunSQL(
            "GRANT DELETE ON accounts_enrolment TO permanence_web",
            "REVOKE DELETE ON accounts_enrolment FROM permanence_web",
        ),
    ]
