"""ASVS 2.3.5: whoever decides that data are erased does not erase them."""

import django.db.models.deletion
from django.conf import settings
from django.contrib.postgres.operations import AddConstraintNotValid, ValidateConstraint
from django.db import migrations, models
from django.db.models import F, Q

NAME = "rightsrequest_erased_by_another"


class Migration(migrations.Migration):
    dependencies = [
        ("privacy", "0013_recipients_are_written_to"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name="rightsrequest",
            name="erased_by",
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
            model_name="rightsrequest",
            constraint=models.CheckConstraint(
                condition=Q(erased_by__isnull=True) | (Q(decided_by__isnull=False) & ~Q(erased_by=F("decided_by"))),
                name=NAME,
            ),
        ),
        ValidateConstraint(model_name="rightsrequest", name=NAME),
        migrations.RunSQL(
            "GRANT UPDATE (erased_by_id) ON privacy_rightsrequest TO permanence_web",
            "REVOKE UPDATE (erased_by_id) ON privacy_rightsrequest FROM permanence_web",
        ),
    ]
