"""A death may be reported: from then on the record takes nothing new."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("patients", "0008_shared_items")]

    operations = [
        migrations.AddField("patient", "death_reported_at", models.DateTimeField(blank=True, null=True)),
        migrations.RunSQL(
            "GRANT UPDATE (death_reported_at) ON patients_patient TO permanence_web",
            "REVOKE UPDATE (death_reported_at) ON patients_patient FROM permanence_web",
        ),
    ]
