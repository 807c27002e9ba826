"""How a practice wants urgent messages carried: after how long, and to whom when nobody answers."""

from django.db import models
from django.db.models import F, Q

from calls.messages import USUAL, Delays
from core.ids import new_id
from practices.models import Practice, Practitioner


class MessageRules(models.Model):
    """One row a practice at most; without one the usual delays hold. `fallback` when nobody stands in that day."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    practice = models.ForeignKey(Practice, on_delete=models.PROTECT, related_name="+")
    sms_after = models.PositiveSmallIntegerField(default=USUAL.sms)
    call_after = models.PositiveSmallIntegerField(default=USUAL.call)
    other_after = models.PositiveSmallIntegerField(default=USUAL.other)
    fallback = models.ForeignKey(
        Practitioner, null=True, blank=True, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    changed_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["practice", "id"], name="messagerules_practice_id"),
            models.UniqueConstraint(fields=["practice"], name="messagerules_one_a_practice"),
            models.CheckConstraint(
                condition=Q(
                    sms_after__gte=1,
                    call_after__gt=F("sms_after"),
                    other_after__gt=F("call_after"),
                    other_after__lte=1440,
                ),
                name="messagerules_delays_grow",
            ),
        ]

    class Privacy:
        technical = {"id", "practice", "sms_after", "call_after", "other_after", "changed_at"}
        personal = {"fallback"}
        nir: set[str] = set()
        health: set[str] = set()

    def __str__(self) -> str:
        return str(self.id)

    @property
    def delays(self) -> Delays:
        return Delays(self.sms_after, self.call_after, self.other_after)
