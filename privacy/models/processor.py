"""A company that handles data on the operator's behalf, its contract and when it is looked at again (SAS-18, ST-37)."""

from django.db import models
from django.db.models import F, Q

from core.ids import new_id


class Processor(models.Model):
    """`contract` is the reference of the agreement of GDPR art. 28; `review_on` the next look at its guarantees."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    name = models.CharField(max_length=120)
    service = models.CharField(max_length=200)
    country = models.CharField(max_length=2)
    contract = models.CharField(max_length=120)
    signed_on = models.DateField()
    review_on = models.DateField()
    recorded_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=~Q(contract=""), name="processor_has_a_contract"),
            models.CheckConstraint(
                condition=Q(review_on__gt=F("signed_on")), name="processor_reviewed_after_signature"
            ),
        ]

    class Privacy:
        technical = {
            "id",
            "name",
            "service",
            "country",
            "contract",
            "signed_on",
            "review_on",
            "recorded_at",
            "ended_at",
        }
        personal: set[str] = set()
        nir: set[str] = set()
        health: set[str] = set()

    def __str__(self) -> str:
        return str(self.id)
