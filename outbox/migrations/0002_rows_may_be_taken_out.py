"""What concerns an erased person is taken out of the queue, done or not."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("outbox", "0001_outbox")]

    operations = [
        migrations.RunSQL(
            "GRANT DELETE ON outbox_outboxrow TO permanence_web",
            "REVOKE DELETE ON outbox_outboxrow FROM permanence_web",
        )
    ]
