"""An hour offered instead of one that its practice closed stands beside those that patients wished."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("online", "0005_people_come_to_their_own")]

    operations = [
        migrations.AddField("earlierwish", "replaces", models.BooleanField(db_default=False, default=False)),
    ]
