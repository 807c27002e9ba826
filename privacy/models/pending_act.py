"""An act that one person asked for and another must confirm before anything happens (CH-08)."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from core.ids import new_id
from crypto.fields import SealedTextField, sealed_check
from practices.models import Practice


class PendingAct(models.Model):
    """`person`: the person a withdrawal is about. `terms`: what was asked, in JSON, sealed. Nothing is done before
    somebody else confirms; after `expires_at` it is asked again."""

    class Kind(models.TextChoices):
        WITHDRAWAL = "withdrawal", "Retrait définitif d'un accès"
        CHANNEL = "channel", "Validation d'un canal d'échange"

    class Outcome(models.TextChoices):
        CONFIRMED = "confirmed", "Confirmé"
        DROPPED = "dropped", "Abandonné"

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    kind = models.CharField(max_length=10, choices=Kind.choices)
    practice = models.ForeignKey(Practice, null=True, on_delete=models.PROTECT, related_name="+", db_index=False)
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    terms = SealedTextField(key_of="platform", pad=256)
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", db_index=False)
    asked_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    outcome = models.CharField(max_length=9, choices=Outcome.choices, blank=True, default="")
    settled_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    settled_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["practice", "id"], name="pendingact_practice_id"),
            models.CheckConstraint(
                condition=Q(kind="withdrawal", practice__isnull=True, person__isnull=False)
                | Q(kind="channel", practice__isnull=False, person__isnull=True),
                name="pendingact_is_about_something",
            ),
            models.CheckConstraint(
                condition=Q(outcome="", settled_at__isnull=True, settled_by__isnull=True)
                | Q(outcome__in=["confirmed", "dropped"], settled_at__isnull=False, settled_by__isnull=False),
                name="pendingact_settled_by_somebody",
            ),
            models.CheckConstraint(
                condition=~Q(outcome="confirmed") | ~Q(settled_by=F("asked_by")), name="pendingact_two_persons"
            ),
            models.CheckConstraint(
                condition=~Q(outcome="confirmed") | Q(settled_at__lt=F("expires_at")), name="pendingact_in_time"
            ),
            sealed_check("terms"),
        ]

    class Privacy:
        technical = {"id", "kind", "practice", "asked_at", "expires_at", "outcome", "settled_at"}
        personal = {"person", "terms", "asked_by", "settled_by"}
        nir: set[str] = set()
        health: set[str] = set()

    def __str__(self) -> str:
        return str(self.id)
