"""A practitioner is away: it belongs to the person, so it empties every agenda of that person."""

from django.db import models
from django.db.models import F, Q

from core.ids import new_id
from practices.models import Practitioner


class AbsenceReason(models.TextChoices):
    """Never a diagnosis: why a practitioner is ill or away is not the desk's business."""

    LEAVE = "leave", "Congé"
    TRAINING = "training", "Formation"
    MEETING = "meeting", "Réunion"
    OTHER = "other", "Indisponible"


class Absence(models.Model):
    """No practice: row-level security shows it where the practitioner has a role (see the migration)."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    practitioner = models.ForeignKey(Practitioner, on_delete=models.PROTECT, related_name="absences")
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    reason_code = models.CharField(max_length=10, choices=AbsenceReason.choices, default=AbsenceReason.OTHER)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(ends_at__gt=F("starts_at")), name="absence_ends_after_it_starts"),
            models.CheckConstraint(condition=Q(reason_code__in=AbsenceReason.values), name="absence_reason_known"),
        ]
        indexes = [models.Index(fields=["practitioner", "ends_at"], name="absence_practitioner")]

    class Privacy:
        technical = {"id"}
        personal = {"practitioner", "starts_at", "ends_at", "reason_code"}
        nir: set[str] = set()
        health: set[str] = set()

    def __str__(self) -> str:
        return str(self.id)
