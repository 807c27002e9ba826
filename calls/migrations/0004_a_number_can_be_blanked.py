"""ST-30: the number of somebody who is erased leaves the facts of their calls; nothing else of a fact changes."""

from django.db import migrations

COLUMNS = "(remote_e164, remote_state)"


class Migration(migrations.Migration):
    dependencies = [("calls", "0003_calls_go_after_a_year")]

    operations = [
        migrations.RunSQL(
            f"GRANT UPDATE {COLUMNS} ON calls_callfact TO permanence_web",
            f"REVOKE UPDATE {COLUMNS} ON calls_callfact FROM permanence_web",
        ),
    ]
