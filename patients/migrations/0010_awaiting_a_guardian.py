"""A child recorded with the minimum until a guardian agrees; answers of guardians follow a merge."""

from django.db import migrations, models

from patients.structure import follows_a_merge


class Migration(migrations.Migration):
    dependencies = [
        ("consent", "0008_guardians"),
        ("patients", "0009_reported_deaths"),
    ]

    operations = [
        migrations.AddField(
            model_name="patient",
            name="awaits_guardian",
            field=models.BooleanField(db_default=False, default=False),
        ),
        migrations.RunSQL(
            "GRANT UPDATE (awaits_guardian) ON patients_patient TO permanence_web",
            "REVOKE UPDATE (awaits_guardian) ON patients_patient FROM permanence_web",
        ),
        follows_a_merge("consent_guardianconsent", "subject_id"),
        follows_a_merge("consent_guardianlink", "subject_id"),
    ]
