"""Whom else the data was given to, and whether they were told of its correction, erasure or restriction (art. 19)."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from core.ids import new_id
from crypto.fields import SealedTextField, sealed_check
from practices.models import Practice
from privacy.models.rights_letter import RightsLetter
from privacy.models.rights_request import RightsRequest


class Told(models.TextChoices):
    """Article 19: each recipient is told, unless that is impossible or takes a disproportionate effort."""

    PENDING = "pending", "À prévenir"
    SENT = "sent", "Écrit, accusé attendu"
    TOLD = "told", "Prévenu"
    IMPOSSIBLE = "impossible", "Impossible ou disproportionné"


_WAITING = [Told.PENDING.value, Told.SENT.value]


class Propagation(models.Model):
    """`recipient` is sealed: it is often a person's name, with the address where there is one. Settled once.

    `letter` is what is written to them; `sent_at`: the outbox carried it, their acknowledgement is waited for.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    practice = models.ForeignKey(Practice, on_delete=models.PROTECT, related_name="+", db_index=False)
    request = models.ForeignKey(RightsRequest, on_delete=models.PROTECT, related_name="recipients", db_constraint=False)
    recipient = SealedTextField(key_of="platform")
    state = models.CharField(max_length=10, choices=Told.choices, default=Told.PENDING)
    listed_at = models.DateTimeField()
    letter = models.ForeignKey(
        RightsLetter,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
        db_constraint=False,
        db_index=False,
    )
    sent_at = models.DateTimeField(null=True, blank=True)
    settled_at = models.DateTimeField(null=True, blank=True)
    settled_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+", db_index=False
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["practice", "id"], name="propagation_practice_id"),
            models.CheckConstraint(condition=Q(state__in=Told.values), name="propagation_state_known"),
            models.CheckConstraint(
                condition=Q(state__in=_WAITING, settled_at__isnull=True)
                | (~Q(state__in=_WAITING) & Q(settled_at__isnull=False)),
                name="propagation_settled_at_an_instant",
            ),
            models.CheckConstraint(
                condition=(~Q(state=Told.SENT) | Q(sent_at__isnull=False))
                & (~Q(state=Told.PENDING) | Q(sent_at__isnull=True))
                & (Q(sent_at__isnull=True) | Q(letter__isnull=False)),
                name="propagation_sent_with_its_letter",
            ),
            models.CheckConstraint(condition=Q(recipient__isnull=False), name="propagation_to_somebody"),
            sealed_check("recipient"),
        ]
        indexes = [models.Index(fields=["practice", "request"], name="propagation_of_request")]

    class Privacy:
        technical = {"id", "practice", "request", "state", "listed_at", "letter", "sent_at", "settled_at"}
        personal = {"recipient", "settled_by"}
        nir: set[str] = set()
        health: set[str] = set()

    def __str__(self) -> str:
        return str(self.id)
