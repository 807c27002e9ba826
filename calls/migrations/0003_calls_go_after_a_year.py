"""R-04: calls, their facts and what vendors said go after twelve months."""

from django.db import migrations

TABLES = "calls_callsession, calls_callfact, calls_inboxmessage"


class Migration(migrations.Migration):
    dependencies = [("calls", "0002_calls_apart")]

    operations = [
        migrations.RunSQL(
            f"GRANT DELETE ON {TABLES} TO permanence_web", f"REVOKE DELETE ON {TABLES} FROM permanence_web"
        ),
    ]
