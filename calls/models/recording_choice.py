"""Whether a practice has calls recorded: off unless somebody decided so, and never for longer than six months."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from core.ids import new_id
from practices.models import Practice

LONGEST_DAYS = 180


class RecordingChoice(models.Model):
    """One row a practice at most; none is off. `announcement` is what callers hear first; days count from the call."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    practice = models.OneToOneField(Practice, on_delete=models.PROTECT, related_name="+")
    is_on = models.BooleanField(default=False)
    announcement = models.CharField(max_length=300, blank=True, default="")
    retention_days = models.PositiveSmallIntegerField(default=30)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    decided_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["practice", "id"], name="recordingchoice_practice_id"),
            models.CheckConstraint(
                condition=Q(retention_days__gte=1, retention_days__lte=LONGEST_DAYS),
                name="recordingchoice_six_months_at_most",
            ),
            models.CheckConstraint(
                condition=Q(is_on=False) | ~Q(announcement=""), name="recordingchoice_announced_when_on"
            ),
        ]

    class Privacy:
        technical = {"id", "practice", "is_on", "announcement", "retention_days", "decided_at"}
        personal = {"decided_by"}
        nir: set[str] = set()
        health: set[str] = set()

    def __str__(self) -> str:
        return str(self.id)
