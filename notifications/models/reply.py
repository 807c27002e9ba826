"""What somebody answered by SMS, to which practice, and what came of it. The words and the number are sealed."""

from django.db import models
from django.db.models import Q

from booking.models import Appointment
from core.ids import new_id
from crypto.fields import SealedTextField, sealed_check
from notifications.replies import Meaning
from practices.models import Practice


class ReplyOutcome(models.TextChoices):
    """What was done with it."""

    CONFIRMED = "confirmed", "Venue confirmée"
    CANCELLED = "cancelled", "Rendez-vous annulé"
    STOPPED = "stopped", "Plus de SMS à ce numéro"
    OVERTAKEN = "overtaken", "Dépassée par une réponse plus récente"
    PERSON = "person", "À lire par quelqu'un"


class Reply(models.Model):
    """`number_key` is a keyed digest: equal numbers of one practice have equal keys, and it says nothing else.

    `is_quarantined`: the words hold a social-security number or speak of health (SAS-27); shown only when opened.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    practice = models.ForeignKey(Practice, on_delete=models.PROTECT, related_name="+", db_index=False)
    account = models.CharField(max_length=31)
    event_id = models.CharField(max_length=128)
    number_key = models.BinaryField(max_length=32)
    number = SealedTextField(key_of="platform", pad=32)
    text = SealedTextField(key_of="platform", pad=256)
    occurred_at = models.DateTimeField()
    received_at = models.DateTimeField()
    meaning = models.CharField(max_length=8, choices=[(each.value, each.value) for each in Meaning])
    outcome = models.CharField(max_length=9, choices=ReplyOutcome.choices)
    appointment = models.ForeignKey(
        Appointment, null=True, blank=True, on_delete=models.PROTECT, related_name="+", db_constraint=False,
        db_index=False,
    )  # fmt: skip
    is_quarantined = models.BooleanField(default=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["practice", "id"], name="reply_practice_id"),
            models.UniqueConstraint(fields=["practice", "account", "event_id"], name="reply_once"),
            models.CheckConstraint(
                condition=Q(meaning__in=[each.value for each in Meaning]), name="reply_meaning_known"
            ),
            models.CheckConstraint(condition=Q(outcome__in=ReplyOutcome.values), name="reply_outcome_known"),
            sealed_check("number"),
            sealed_check("text"),
        ]
        indexes = [
            models.Index(fields=["practice", "number_key", "occurred_at"], name="reply_by_number"),
            models.Index(
                fields=["practice", "appointment"], condition=Q(appointment__isnull=False), name="reply_of_visit"
            ),
        ]

    class Privacy:
        technical = {
            "id", "practice", "account", "event_id", "occurred_at", "received_at", "outcome", "appointment",
            "is_quarantined",
        }  # fmt: skip
        personal = {"number_key", "number", "meaning", "text"}
        nir: set[str] = set()
        health: set[str] = set()

    def __str__(self) -> str:
        return str(self.id)
