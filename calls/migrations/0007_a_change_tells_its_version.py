"""Open desks ask only for what they do not know yet."""

from django.db import migrations

from calls.structure import told_with_version


class Migration(migrations.Migration):
    dependencies = [("calls", "0006_placed_and_recorded_apart")]

    operations = [told_with_version()]
