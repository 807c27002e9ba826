"""An event's id is its call's: the same word about another call is another fact, of whatever practice."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("calls", "0010_what_was_read_is_empty")]

    operations = [
        migrations.RemoveConstraint(model_name="callfact", name="callfact_once"),
        migrations.AddConstraint(
            model_name="callfact",
            constraint=models.UniqueConstraint(fields=["practice", "session", "event_id"], name="callfact_once_a_call"),
        ),
    ]
