"""What a practice wants said to its patients, and when: one line a practice, none while it keeps the usual plan."""

from datetime import time

from django.conf import settings
from django.db import models
from django.db.models import Q

from core.ids import new_id
from practices.models import Practice


class ReminderPlan(models.Model):
    """See notifications.timetable.Plan, of which this is the stored form."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    practice = models.ForeignKey(Practice, on_delete=models.PROTECT, related_name="+", db_index=False)
    booked = models.BooleanField(default=True)
    week_before = models.BooleanField(default=False)
    day_before = models.BooleanField(default=True)
    same_day = models.BooleanField(default=False)
    hour = models.TimeField(default=time(10))
    hours_before = models.PositiveSmallIntegerField(default=3)
    quiet_from = models.TimeField(default=time(20, 30))
    quiet_until = models.TimeField(default=time(8))
    signature = models.CharField(max_length=40, blank=True, default="")
    version = models.PositiveIntegerField(default=1)
    updated_at = models.DateTimeField()
    updated_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+", db_index=False
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["practice", "id"], name="reminderplan_practice_id"),
            models.UniqueConstraint(fields=["practice"], name="reminderplan_one_a_practice"),
            models.CheckConstraint(
                condition=Q(hours_before__gte=1, hours_before__lte=12), name="reminderplan_some_hours_before"
            ),
        ]

    class Privacy:
        technical = {
            "id", "practice", "booked", "week_before", "day_before", "same_day", "hour", "hours_before", "quiet_from",
            "quiet_until", "signature", "version", "updated_at",
        }  # fmt: skip
        personal = {"updated_by"}
        nir: set[str] = set()
        health: set[str] = set()

    def __str__(self) -> str:
        return str(self.id)
