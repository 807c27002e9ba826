"""A reader may say that a shared item has no place here; the practitioner sees it."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("patients", "0010_awaiting_a_guardian"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name="shareditem",
            name="reported_at",
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name="shareditem",
            name="reported_by",
            field=models.ForeignKey(
                blank=True,
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.RunSQL(
            "GRANT UPDATE (reported_at, reported_by_id) ON patients_shareditem TO permanence_web",
            "REVOKE UPDATE (reported_at, reported_by_id) ON patients_shareditem FROM permanence_web",
        ),
    ]
