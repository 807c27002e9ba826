"""That a request is about a medical file may be seen after it came: its clock follows (R1111-1 CSP)."""

from django.db import migrations

COLUMNS = "is_medical_file, is_old_file"


class Migration(migrations.Migration):
    dependencies = [("privacy", "0009_incidents_stay")]

    operations = [
        migrations.RunSQL(
            f"GRANT UPDATE ({COLUMNS}) ON privacy_rightsrequest TO permanence_web",
            f"REVOKE UPDATE ({COLUMNS}) ON privacy_rightsrequest FROM permanence_web",
        )
    ]
