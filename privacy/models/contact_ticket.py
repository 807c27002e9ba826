"""A question, a complaint or a recommendation to the data-protection officer, and its answer (ST-47)."""

from django.db import models
from django.db.models import F, Q

from core.ids import new_id
from crypto.fields import SealedTextField, sealed_check


class ContactTicket(models.Model):
    """Who wrote and what about are sealed. Acknowledged at reception: a ticket is never silent."""

    class Kind(models.TextChoices):
        QUESTION = "question", "Question"
        COMPLAINT = "complaint", "Réclamation"
        RECOMMENDATION = "recommendation", "Recommandation"

    class Channel(models.TextChoices):
        POST = "post", "Courrier"
        EMAIL = "email", "Courriel"
        PHONE = "phone", "Téléphone"
        WEB = "web", "En ligne"

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    kind = models.CharField(max_length=14, choices=Kind.choices)
    channel = models.CharField(max_length=5, choices=Channel.choices)
    contact = SealedTextField(key_of="platform")
    text = SealedTextField(key_of="platform")
    received_at = models.DateTimeField()
    acknowledged_at = models.DateTimeField(null=True, blank=True)
    answer = SealedTextField(key_of="platform", null=True)
    answered_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(kind__in=["question", "complaint", "recommendation"]), name="contactticket_kind_known"
            ),
            models.CheckConstraint(
                condition=Q(channel__in=["post", "email", "phone", "web"]), name="contactticket_channel_known"
            ),
            models.CheckConstraint(
                condition=Q(answered_at__isnull=True, answer__isnull=True)
                | Q(answered_at__gte=F("received_at"), answer__isnull=False, acknowledged_at__isnull=False),
                name="contactticket_answered_once_acknowledged",
            ),
            sealed_check("contact"),
            sealed_check("text"),
            sealed_check("answer"),
        ]

    class Privacy:
        technical = {"id", "kind", "channel", "received_at", "acknowledged_at", "answered_at"}
        personal = {"contact", "text", "answer"}
        nir: set[str] = set()
        health: set[str] = set()

    def __str__(self) -> str:
        return str(self.id)
