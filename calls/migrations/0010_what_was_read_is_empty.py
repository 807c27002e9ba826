"""What a vendor said stands where it belongs once it is read: the message itself is emptied."""

from django.db import migrations

import crypto.fields


class Migration(migrations.Migration):
    dependencies = [("calls", "0009_messages_apart")]

    operations = [
        migrations.AlterField(
            model_name="inboxmessage",
            name="body",
            field=crypto.fields.SealedTextField(key_of="platform", null=True, pad=256),
        ),
        migrations.RunSQL(
            "GRANT UPDATE (body) ON calls_inboxmessage TO permanence_web",
            "REVOKE UPDATE (body) ON calls_inboxmessage FROM permanence_web",
        ),
    ]
