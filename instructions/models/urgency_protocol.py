"""The questions that a practice has signed for urgent calls: versioned, never changed."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from core.ids import new_id
from practices.models import Practice


class UrgencyProtocol(models.Model):
    """`steps`: `[{code, text, choices: [{code, label, next, outcome, says}]}]`, walked by `instructions.urgency`.

    Only a signed version is run; the newest signed one is in force.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    practice = models.ForeignKey(Practice, on_delete=models.PROTECT, related_name="+", db_index=False)
    version = models.PositiveSmallIntegerField()
    steps = models.JSONField()
    written_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    written_at = models.DateTimeField()
    signed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    signed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["practice", "id"], name="urgencyprotocol_practice_id"),
            models.UniqueConstraint(fields=["practice", "version"], name="urgencyprotocol_version_once"),
            models.CheckConstraint(condition=Q(version__gte=1), name="urgencyprotocol_version_from_1"),
            models.CheckConstraint(
                condition=Q(signed_at__isnull=False) | Q(signed_by__isnull=True), name="urgencyprotocol_signed_on_a_day"
            ),
        ]

    class Privacy:
        technical = {"id", "practice", "version", "steps", "written_at", "signed_at"}
        personal = {"written_by", "signed_by"}
        nir: set[str] = set()
        health: set[str] = set()

    def __str__(self) -> str:
        return str(self.id)
