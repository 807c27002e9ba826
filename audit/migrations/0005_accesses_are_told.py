"""Who looked at a file: one question to the journal, within the caller's practices."""

from django.db import migrations, models

from audit.accesses import accesses_function


class Migration(migrations.Migration):
    dependencies = [("audit", "0004_erasures_are_said")]

    operations = [
        migrations.AddIndex(
            model_name="auditevent",
            index=models.Index(
                condition=models.Q(("patient_id__isnull", False)),
                fields=["practice_id", "at"],
                name="auditevent_practice_at",
            ),
        ),
        *accesses_function(),
    ]
