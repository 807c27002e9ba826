"""After a cut the exchange lists what lives: its other calls that are open here have ended."""

from django.db import migrations

from calls.structure import look_for_open


class Migration(migrations.Migration):
    dependencies = [("calls", "0011_a_fact_is_its_call_s"), ("core", "0001_signed_context")]

    operations = [look_for_open()]
