"""Two records of one person become one: what the person was told follows, and nothing else of a record changes."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("consent", "0002_notices_apart")]

    operations = [
        migrations.RunSQL(
            "GRANT UPDATE (subject_id) ON consent_noticerecord TO permanence_web",
            "REVOKE UPDATE (subject_id) ON consent_noticerecord FROM permanence_web",
        ),
    ]
