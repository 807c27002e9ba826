"""That a call was recorded, and under which name its exchange keeps it. The sound itself never comes here."""

from datetime import timedelta

from django.db import models
from django.db.models import F, Q

from calls.models.call_session import CallSession
from calls.models.recording_choice import LONGEST_DAYS
from core.ids import new_id
from practices.models import Practice

LONGEST = timedelta(days=LONGEST_DAYS)


class CallRecording(models.Model):
    """`reference` is the exchange's opaque id, never an address. Gone after `erase_after`, or if the caller objects."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    practice = models.ForeignKey(Practice, on_delete=models.PROTECT, related_name="+", db_index=False)
    session = models.ForeignKey(
        CallSession, on_delete=models.PROTECT, related_name="+", db_constraint=False, db_index=False
    )
    reference = models.CharField(max_length=128)
    made_at = models.DateTimeField()
    erase_after = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["practice", "id"], name="callrecording_practice_id"),
            models.UniqueConstraint(fields=["practice", "session", "reference"], name="callrecording_once"),
            models.CheckConstraint(
                condition=Q(erase_after__gt=F("made_at")) & Q(erase_after__lte=F("made_at") + LONGEST),
                name="callrecording_six_months_at_most",
            ),
        ]
        indexes = [models.Index(fields=["practice", "erase_after"], name="callrecording_end")]

    class Privacy:
        technical = {"id", "practice", "session", "made_at", "erase_after"}
        personal = {"reference"}
        nir: set[str] = set()
        health: set[str] = set()

    def __str__(self) -> str:
        return str(self.id)
