"""Which visits a call made: asked for by the activity of a practice."""

from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("booking", "0011_offers_of_a_call"),
        ("patients", "0011_shared_items_reported"),
        ("practices", "0008_former_secretaries_go"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddIndex(
            model_name="appointment",
            index=models.Index(
                condition=models.Q(("call_id__isnull", False)), fields=["practice", "call_id"], name="appointment_call"
            ),
        ),
    ]
