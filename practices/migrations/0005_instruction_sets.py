"""What each practitioner has asked of the patients of a practice: versions are added, never changed."""

import django.contrib.postgres.fields
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import core.ids
from core.tenancy import practice_rows


class Migration(migrations.Migration):
    dependencies = [
        ("practices", "0004_officers_of_data_protection"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="InstructionSet",
            fields=[
                ("id", models.UUIDField(default=core.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ("version", models.PositiveIntegerField()),
                (
                    "asked",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(max_length=24), blank=True, size=None
                    ),
                ),
                ("reminders", models.BooleanField(default=False)),
                ("at", models.DateTimeField()),
                (
                    "practice",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="practices.practice",
                    ),
                ),
                (
                    "practitioner",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="practices.practitioner"
                    ),
                ),
                (
                    "written_by",
                    models.ForeignKey(
                        blank=True,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("practice", "id"), name="instructionset_practice_id"),
                    models.UniqueConstraint(
                        fields=("practice", "practitioner", "version"), name="instructionset_version_once"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("version__gte", 1)), name="instructionset_version_from_1"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "asked__contained_by",
                                [
                                    "sex",
                                    "second_phone",
                                    "email",
                                    "address",
                                    "nir",
                                    "treating_practitioner",
                                    "referring_practitioner",
                                ],
                            )
                        ),
                        name="instructionset_fields_known",
                    ),
                ],
            },
        ),
        *practice_rows("practices_instructionset", web="SELECT, INSERT"),
    ]
