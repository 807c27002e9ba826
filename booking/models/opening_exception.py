"""An opening on one day only, beside the weekly rules."""

from django.db import models
from django.db.models import Q

from booking.models.opening_rule import OPENS_BEFORE_IT_CLOSES
from core.ids import new_id
from practices.models import Practice, PractitionerRole


class OpeningException(models.Model):
    """Holds even on a public holiday; an absence or a closure still wins. `kind` is "open": the only one so far."""

    class Kind(models.TextChoices):
        OPEN = "open", "Ouverture exceptionnelle"

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    practice = models.ForeignKey(Practice, on_delete=models.PROTECT, related_name="+")
    practitioner_role = models.ForeignKey(
        PractitionerRole, on_delete=models.PROTECT, related_name="opening_exceptions", db_constraint=False
    )
    kind = models.CharField(max_length=8, choices=Kind.choices, default=Kind.OPEN)
    day = models.DateField()
    starts_at_time = models.TimeField()
    ends_at_time = models.TimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["practice", "id"], name="openingexception_practice_id"),
            models.CheckConstraint(condition=Q(kind="open"), name="openingexception_kind_known"),
            models.CheckConstraint(condition=OPENS_BEFORE_IT_CLOSES, name="openingexception_opens_before_it_closes"),
        ]
        indexes = [models.Index(fields=["practitioner_role", "day"], name="openingexception_role_day")]

    class Privacy:
        technical = {"id", "practice", "practitioner_role", "kind", "day", "starts_at_time", "ends_at_time"}
        personal: set[str] = set()
        nir: set[str] = set()
        health: set[str] = set()

    def __str__(self) -> str:
        return str(self.id)
