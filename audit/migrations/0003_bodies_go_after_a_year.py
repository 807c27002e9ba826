"""R-04: the bodies of the journal go after twelve months through one function; the chain keeps its anchors."""

from django.db import migrations, models

from audit.structure import bodies_purged


class Migration(migrations.Migration):
    dependencies = [("audit", "0002_rewraps_are_committed_to"), ("core", "0001_signed_context")]

    operations = [
        migrations.AddIndex(
            model_name="auditevent",
            index=models.Index(
                fields=["practice_id", "at"],
                condition=models.Q(pos__isnull=False, body__isnull=False),
                name="auditevent_not_yet_purged",
            ),
        ),
        *bodies_purged(),
    ]
