"""What was written to whoever asked, word for word, and how it left."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from core.ids import new_id
from crypto.fields import SealedTextField, sealed_check
from practices.models import Practice
from privacy.models.rights_request import RightsRequest
from privacy.rights.letters import SUBJECTS, Letter


class Way(models.TextChoices):
    """How a letter leaves."""

    OUTBOX = "outbox", "Envoyée"
    PRINT = "print", "Imprimée"


class RightsLetter(models.Model):
    """Append-only, but for `posted_*`: a letter on paper left. `by` is empty when the system wrote."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    practice = models.ForeignKey(Practice, on_delete=models.PROTECT, related_name="+", db_index=False)
    request = models.ForeignKey(RightsRequest, on_delete=models.PROTECT, related_name="letters", db_constraint=False)
    letter = models.CharField(max_length=14, choices=[(one.value, SUBJECTS[one]) for one in Letter])
    way = models.CharField(max_length=6, choices=Way.choices)
    body = SealedTextField(key_of="platform", pad=256)
    written_at = models.DateTimeField()
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    posted_at = models.DateTimeField(null=True, blank=True)
    posted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+", db_index=False
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["practice", "id"], name="rightsletter_practice_id"),
            models.CheckConstraint(
                condition=Q(letter__in=[one.value for one in Letter]), name="rightsletter_template_known"
            ),
            models.CheckConstraint(condition=Q(way__in=Way.values), name="rightsletter_way_known"),
            models.CheckConstraint(
                condition=Q(posted_at__isnull=True, posted_by__isnull=True)
                | Q(posted_at__isnull=False, posted_by__isnull=False, way="print"),
                name="rightsletter_posted_on_paper_by_somebody",
            ),
            models.CheckConstraint(condition=Q(body__isnull=False), name="rightsletter_says_something"),
            sealed_check("body"),
        ]
        indexes = [models.Index(fields=["practice", "request", "written_at"], name="rightsletter_of_request")]

    class Privacy:
        technical = {"id", "practice", "request", "letter", "way", "written_at", "posted_at"}
        personal = {"by", "posted_by"}
        nir: set[str] = set()
        health = {"body"}

    def __str__(self) -> str:
        return str(self.id)
