"""SAS-27: a NIR written beside the message, in a name or an address, is destroyed with it."""

from django.db import migrations

COLUMNS = "requester_name, requester_contact"


class Migration(migrations.Migration):
    dependencies = [("privacy", "0015_paper_letters_are_posted")]

    operations = [
        migrations.RunSQL(
            f"GRANT UPDATE ({COLUMNS}) ON privacy_rightsrequest TO permanence_web",
            f"REVOKE UPDATE ({COLUMNS}) ON privacy_rightsrequest FROM permanence_web",
        ),
    ]
