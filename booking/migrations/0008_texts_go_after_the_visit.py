"""R-12: the texts of a visit go a while after it; an overbooked visit then stays without its reason."""

from django.db import migrations, models
from django.db.models import Q


class Migration(migrations.Migration):
    dependencies = [("booking", "0007_erased_by_word")]

    operations = [
        migrations.AddField(
            model_name="appointment",
            name="texts_erased_at",
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.RemoveConstraint(model_name="appointment", name="appointment_overbooked_with_a_reason"),
        migrations.AddConstraint(
            model_name="appointment",
            constraint=models.CheckConstraint(
                condition=Q(lane=0) | Q(override_reason__isnull=False) | Q(texts_erased_at__isnull=False),
                name="appointment_overbooked_with_a_reason",
            ),
        ),
        migrations.AddIndex(
            model_name="appointment",
            index=models.Index(
                fields=["practice", "ends_at"], condition=Q(texts_erased_at__isnull=True), name="appointment_with_texts"
            ),
        ),
        migrations.RunSQL(
            "GRANT UPDATE (texts_erased_at) ON booking_appointment TO permanence_web",
            "REVOKE UPDATE (texts_erased_at) ON booking_appointment FROM permanence_web",
        ),
    ]
