from django.db import migrations

from privacy.structure import incidents_stay


class Migration(migrations.Migration):
    dependencies = [("privacy", "0008_incidents")]

    operations = [*incidents_stay()]
