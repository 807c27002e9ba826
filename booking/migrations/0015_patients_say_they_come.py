"""A visit knows that its patient said they would come, for which hour, and how."""

from django.db import migrations, models
from django.db.models import Q

CHANGED = "presence_at, presence_for, presence_through"


class Migration(migrations.Migration):
    dependencies = [("booking", "0014_calendar_feeds")]

    operations = [
        migrations.AddField("appointment", "presence_at", models.DateTimeField(null=True, blank=True)),
        migrations.AddField("appointment", "presence_for", models.DateTimeField(null=True, blank=True)),
        migrations.AddField(
            "appointment",
            "presence_through",
            models.CharField(
                max_length=4,
                choices=[("sms", "par SMS"), ("link", "en ligne")],
                blank=True,
                default="",
                db_default="",
            ),
        ),
        migrations.AddConstraint(
            "appointment",
            models.CheckConstraint(
                condition=Q(presence_at__isnull=True, presence_for__isnull=True, presence_through="")
                | Q(presence_at__isnull=False, presence_for__isnull=False, presence_through__in=["sms", "link"]),
                name="appointment_presence_said_somehow",
            ),
        ),
        migrations.RunSQL(
            f"GRANT UPDATE ({CHANGED}) ON booking_appointment TO permanence_web",
            f"REVOKE UPDATE ({CHANGED}) ON booking_appointment FROM permanence_web",
        ),
    ]
