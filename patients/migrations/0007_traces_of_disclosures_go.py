"""R-04: the traces of disclosures go after twelve months, or with the person."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("patients", "0006_limited_records")]

    operations = [
        migrations.RunSQL(
            "GRANT DELETE ON patients_disclosure TO permanence_web",
            "REVOKE DELETE ON patients_disclosure FROM permanence_web",
        ),
    ]
