"""What was done during one call: one question to the journal, within the caller's practices."""

from django.db import migrations

from audit.of_call import of_call_function


class Migration(migrations.Migration):
    dependencies = [("audit", "0006_oddities_are_counted")]

    operations = [*of_call_function()]
