"""Patient keys wrapped again in thousands: the journal commits to the very bytes, and the database compares."""

from django.db import migrations

from audit.structure import rewraps_committed_to


class Migration(migrations.Migration):
    dependencies = [("audit", "0001_journal"), ("crypto", "0002_rotation")]

    operations = rewraps_committed_to()
