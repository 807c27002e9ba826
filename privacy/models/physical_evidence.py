"""That doors have codes and rooms have cameras: what was seen, where, when, and when it is seen again (ST-40)."""

from django.db import models
from django.db.models import F, Q

from core.ids import new_id


class PhysicalEvidence(models.Model):
    class Kind(models.TextChoices):
        ACCESS_CODE = "access-code", "Code ou badge d'accès"
        CAMERA = "camera", "Vidéosurveillance"
        VISITORS = "visitors", "Registre des visiteurs"
        FIRE = "fire", "Protection contre l'incendie"
        LOCKED_ROOM = "locked-room", "Local fermé à clé"
        OTHER = "other", "Autre"

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    kind = models.CharField(max_length=12, choices=Kind.choices)
    place = models.CharField(max_length=120)
    what = models.CharField(max_length=300)
    seen_on = models.DateField()
    review_on = models.DateField()
    recorded_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(kind__in=["access-code", "camera", "visitors", "fire", "locked-room", "other"]),
                name="physicalevidence_kind_known",
            ),
            models.CheckConstraint(condition=Q(review_on__gt=F("seen_on")), name="physicalevidence_seen_again_later"),
        ]

    class Privacy:
        technical = {"id", "kind", "place", "what", "seen_on", "review_on", "recorded_at", "ended_at"}
        personal: set[str] = set()
        nir: set[str] = set()
        health: set[str] = set()

    def __str__(self) -> str:
        return str(self.id)
