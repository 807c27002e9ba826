"""What a hold was taken for: the occupancy only says who is busy when."""

from django.db import models
from django.db.models import F, Q

from core.ids import new_id
from practices.models import Practice, PractitionerRole, VisitReason


class HeldVisit(models.Model):
    """`id` is the id of the hold's occupancy. It outlives it by a day, so that a late click hears "expired".

    Duration and buffers (minutes) are those of the visit reason when the hold was taken.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    practice = models.ForeignKey(Practice, on_delete=models.PROTECT, related_name="+")
    practitioner_role = models.ForeignKey(
        PractitionerRole, on_delete=models.PROTECT, related_name="+", db_constraint=False
    )
    visit_reason = models.ForeignKey(VisitReason, on_delete=models.PROTECT, related_name="+", db_constraint=False)
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    buffer_before_minutes = models.PositiveSmallIntegerField()
    buffer_after_minutes = models.PositiveSmallIntegerField()
    held_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["practice", "id"], name="heldvisit_practice_id"),
            models.CheckConstraint(condition=Q(ends_at__gt=F("starts_at")), name="heldvisit_ends_after_it_starts"),
        ]
        indexes = [models.Index(fields=["held_at"], name="heldvisit_age")]

    class Privacy:
        technical = {
            "id",
            "practice",
            "practitioner_role",
            "visit_reason",
            "starts_at",
            "ends_at",
            "buffer_before_minutes",
            "buffer_after_minutes",
            "held_at",
        }
        personal: set[str] = set()
        nir: set[str] = set()
        health: set[str] = set()

    def __str__(self) -> str:
        return str(self.id)
