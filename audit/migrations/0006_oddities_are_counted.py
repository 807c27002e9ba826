"""What looks odd: one more question to the journal, answered in counts, within the caller's practices."""

from django.db import migrations

from audit.oddities import oddities_function


class Migration(migrations.Migration):
    dependencies = [("audit", "0005_accesses_are_told")]

    operations = [oddities_function()]
