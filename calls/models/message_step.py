"""One step of the ladder that an urgent message climbed: whom it was to reach, and what came of it."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from calls.messages import Rung, StepOutcome
from calls.models.practitioner_message import PractitionerMessage
from core.ids import new_id
from practices.models import Practice, Practitioner


class MessageStep(models.Model):
    """Each step of a message exists once, whoever runs the ladder. A call to make is a task until it has an outcome."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    practice = models.ForeignKey(Practice, on_delete=models.PROTECT, related_name="+", db_index=False)
    message = models.ForeignKey(
        PractitionerMessage, on_delete=models.PROTECT, related_name="steps", db_constraint=False, db_index=False
    )
    rung = models.CharField(max_length=5, choices=Rung.choices)
    practitioner = models.ForeignKey(
        Practitioner, null=True, blank=True, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    at = models.DateTimeField()
    outcome = models.CharField(max_length=11, choices=StepOutcome.choices, blank=True, default="")
    ended_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["practice", "id"], name="messagestep_practice_id"),
            models.UniqueConstraint(fields=["practice", "message", "rung"], name="messagestep_once"),
            models.CheckConstraint(condition=Q(rung__in=Rung.values), name="messagestep_rung_known"),
            models.CheckConstraint(
                condition=Q(outcome="", ended_at__isnull=True, ended_by__isnull=True)
                | (Q(outcome__in=StepOutcome.values, ended_at__isnull=False) & ~Q(outcome="")),
                name="messagestep_ended_with_an_outcome",
            ),
        ]
        indexes = [
            models.Index(fields=["practice"], condition=Q(rung="call", outcome=""), name="messagestep_to_ring"),
        ]

    class Privacy:
        technical = {"id", "practice", "message", "rung", "at", "outcome", "ended_at"}
        personal = {"practitioner", "ended_by"}
        nir: set[str] = set()
        health: set[str] = set()

    def __str__(self) -> str:
        return str(self.id)
