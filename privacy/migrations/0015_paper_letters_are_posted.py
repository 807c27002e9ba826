"""A letter on paper waits until somebody says that it was posted or handed over."""

import django.db.models.deletion
from django.conf import settings
from django.contrib.postgres.operations import AddConstraintNotValid, ValidateConstraint
from django.db import migrations, models
from django.db.models import Q

NAME = "rightsletter_posted_on_paper_by_somebody"
POSTED = "GRANT UPDATE (posted_at, posted_by_id) ON privacy_rightsletter TO permanence_web"
RELINKED = "GRANT UPDATE (letter_id) ON privacy_propagation TO permanence_web"


class Migration(migrations.Migration):
    dependencies = [
        ("privacy", "0014_somebody_else_erases"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name="rightsletter", name="posted_at", field=models.DateTimeField(blank=True, null=True)
        ),
        migrations.AddField(
            model_name="rightsletter",
            name="posted_by",
            field=models.ForeignKey(
                blank=True,
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        AddConstraintNotValid(
            model_name="rightsletter",
            constraint=models.CheckConstraint(
                condition=Q(posted_at__isnull=True, posted_by__isnull=True)
                | Q(posted_at__isnull=False, posted_by__isnull=False, way="print"),
                name=NAME,
            ),
        ),
        ValidateConstraint(model_name="rightsletter", name=NAME),
        migrations.RunSQL(POSTED, POSTED.replace("GRANT", "REVOKE").replace(" TO ", " FROM ")),
        migrations.RunSQL(RELINKED, RELINKED.replace("GRANT", "REVOKE").replace(" TO ", " FROM ")),
    ]
