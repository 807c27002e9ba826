"""A record may be restricted (article 18) or locked (article 17)."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("patients", "0005_decisions_follow_a_merge")]

    operations = [
        migrations.AddField("patient", "restricted_at", models.DateTimeField(blank=True, null=True)),
        migrations.AddField("patient", "locked_at", models.DateTimeField(blank=True, null=True)),
        migrations.RunSQL(
            "GRANT UPDATE (restricted_at, locked_at) ON patients_patient TO permanence_web",
            "REVOKE UPDATE (restricted_at, locked_at) ON patients_patient FROM permanence_web",
        ),
    ]
