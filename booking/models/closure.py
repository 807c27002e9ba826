"""A location is shut: works, move, bridge day. It empties every agenda of that place."""

from django.db import models
from django.db.models import F, Q

from core.ids import new_id
from practices.models import Location, Practice


class Closure(models.Model):
    """`[starts_at, ends_at)`; opening exceptions do not override it."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    practice = models.ForeignKey(Practice, on_delete=models.PROTECT, related_name="+")
    location = models.ForeignKey(Location, on_delete=models.PROTECT, related_name="closures", db_constraint=False)
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["practice", "id"], name="closure_practice_id"),
            models.CheckConstraint(condition=Q(ends_at__gt=F("starts_at")), name="closure_ends_after_it_starts"),
        ]
        indexes = [models.Index(fields=["location", "ends_at"], name="closure_location")]

    class Privacy:
        technical = {"id", "practice", "location", "starts_at", "ends_at"}
        personal: set[str] = set()
        nir: set[str] = set()
        health: set[str] = set()

    def __str__(self) -> str:
        return str(self.id)
