"""Up to three holds of one call, each in its numbered place: a fourth does not fit, whoever writes it."""

from django.contrib.postgres.operations import AddConstraintNotValid
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("booking", "0010_minors_and_proxies")]

    operations = [
        migrations.AddField(
            model_name="occupancy",
            name="call_place",
            field=models.PositiveSmallIntegerField(blank=True, null=True),
        ),
        # Not validated: the holds of that minute have no place yet and are gone the next.
        AddConstraintNotValid(
            model_name="occupancy",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("expires_at__isnull", True),
                    ("call_id__isnull", True),
                    models.Q(("call_place__gte", 1), ("call_place__isnull", False), ("call_place__lte", 3)),
                    _connector="OR",
                ),
                name="occupancy_offered_in_a_place_of_its_call",
            ),
        ),
        migrations.AddConstraint(
            model_name="occupancy",
            constraint=models.UniqueConstraint(
                condition=models.Q(("call_id__isnull", False), ("expires_at__isnull", False)),
                fields=("call_id", "call_place"),
                name="occupancy_one_offer_a_place",
            ),
        ),
    ]
