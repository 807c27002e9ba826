"""How often public pages were shown: totals, nobody's."""

from django.db import migrations, models

import core.ids
from core.tenancy import platform_rows


class Migration(migrations.Migration):
    dependencies = (("privacy", "0003_rights_requests"),)

    operations = [
        migrations.CreateModel(
            name="AudienceCount",
            fields=[
                ("id", models.UUIDField(default=core.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ("day", models.DateField()),
                ("page", models.CharField(max_length=40)),
                (
                    "equipment",
                    models.CharField(
                        choices=[("phone", "Téléphone ou tablette"), ("computer", "Ordinateur")], max_length=10
                    ),
                ),
                ("visits", models.PositiveIntegerField()),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("day", "page", "equipment"), name="audiencecount_once"),
                    models.CheckConstraint(
                        condition=models.Q(("page__regex", "^[a-z]+:[a-z]+(-[a-z]+)*$")), name="audiencecount_route"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("equipment__in", ["phone", "computer"])),
                        name="audiencecount_equipment_known",
                    ),
                    models.CheckConstraint(condition=models.Q(("visits__gte", 1)), name="audiencecount_somebody_came"),
                ],
            },
        ),
        *platform_rows("privacy_audiencecount", web="SELECT, INSERT, UPDATE (visits)"),
    ]
