"""What an authority asked for, on what ground, and what it was given (SAS-15)."""

from django.db import models
from django.db.models import F, Q

from core.ids import new_id
from crypto.fields import SealedTextField, sealed_check


class AuthorityRequest(models.Model):
    """What was asked and given may name people: sealed. `given` is empty while nobody has answered."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    authority = models.CharField(max_length=120)
    ground = models.CharField(max_length=200)
    reference = models.CharField(max_length=120, blank=True, default="")
    asked = SealedTextField(key_of="platform")
    received_on = models.DateField()
    given = SealedTextField(key_of="platform", null=True)
    answered_on = models.DateField(null=True, blank=True)
    recorded_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=~Q(ground=""), name="authorityrequest_has_a_ground"),
            models.CheckConstraint(
                condition=Q(answered_on__isnull=True, given__isnull=True)
                | Q(answered_on__gte=F("received_on"), given__isnull=False),
                name="authorityrequest_answered_with_what_was_given",
            ),
            sealed_check("asked"),
            sealed_check("given"),
        ]

    class Privacy:
        technical = {"id", "authority", "ground", "reference", "received_on", "answered_on", "recorded_at"}
        personal = {"asked", "given"}
        nir: set[str] = set()
        health: set[str] = set()

    def __str__(self) -> str:
        return str(self.id)
