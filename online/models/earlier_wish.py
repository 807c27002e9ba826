"""« Prévenez-moi si plus tôt » : a visit that its patient would have sooner, and the one hour offered to it now."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from core.ids import new_id
from practices.models import Practice


class EarlierWish(models.Model):
    """`replaces`: nobody wished it, the practice closed the hour of the visit and offers another one, once each.

    The rank is `since`: refusing an offer, or letting it pass, costs nothing of it. One offer at a time, exclusive:
    `hold_id` keeps its hour from everybody until `offer_until`. `passed` are the starts that it did not take.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    practice = models.ForeignKey(Practice, on_delete=models.PROTECT, related_name="+")
    appointment_id = models.UUIDField()
    since = models.DateTimeField()
    hold_id = models.UUIDField(null=True, blank=True)
    offer_start = models.DateTimeField(null=True, blank=True)
    offer_until = models.DateTimeField(null=True, blank=True)
    offers = models.PositiveSmallIntegerField(default=0)
    passed = ArrayField(models.DateTimeField(), default=list, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)
    replaces = models.BooleanField(default=False, db_default=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["practice", "id"], name="earlierwish_practice_id"),
            models.UniqueConstraint(
                fields=["practice", "appointment_id"],
                condition=Q(ended_at__isnull=True),
                name="earlierwish_one_a_visit",
            ),
            models.CheckConstraint(
                condition=Q(hold_id__isnull=True, offer_start__isnull=True, offer_until__isnull=True)
                | Q(hold_id__isnull=False, offer_start__isnull=False, offer_until__isnull=False, ended_at__isnull=True),
                name="earlierwish_offers_one_held_hour",
            ),
        ]
        indexes = [
            models.Index(fields=["practice", "since"], condition=Q(ended_at__isnull=True), name="earlierwish_rank")
        ]

    class Privacy:
        technical = {
            "id",
            "practice",
            "appointment_id",
            "since",
            "hold_id",
            "offer_start",
            "offer_until",
            "offers",
            "passed",
            "ended_at",
            "replaces",
        }
        personal: set[str] = set()
        nir: set[str] = set()
        health: set[str] = set()

    def __str__(self) -> str:
        return str(self.id)
