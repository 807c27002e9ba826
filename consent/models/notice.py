"""The sentence that is read aloud or shown before data is collected: versioned, never changed."""

from django.db import models
from django.db.models import Q

from consent.purposes import Purpose
from core.ids import new_id
from practices.models import Practice

MAX_TEXT = 4000


class Notice(models.Model):
    """ST-06, ST-10: data is processed under the text in force at its collection.

    `sha256` is the digest of the UTF-8 text, in hexadecimal; the database checks it. The web role may
    only add versions.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    practice = models.ForeignKey(Practice, on_delete=models.PROTECT, related_name="notices")
    purpose = models.CharField(max_length=40, choices=[(purpose.value, purpose.value) for purpose in Purpose])
    version = models.PositiveIntegerField()
    text = models.TextField(max_length=MAX_TEXT)
    sha256 = models.CharField(max_length=64)
    effective_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["practice", "id"], name="notice_practice_id"),
            models.UniqueConstraint(fields=["practice", "purpose", "version"], name="notice_version_once"),
            models.CheckConstraint(
                condition=Q(purpose__in=[purpose.value for purpose in Purpose]), name="notice_purpose_known"
            ),
            models.CheckConstraint(condition=Q(version__gte=1), name="notice_version_from_1"),
            models.CheckConstraint(condition=~Q(text=""), name="notice_says_something"),
        ]

    class Privacy:
        technical = {"id", "practice", "purpose", "version", "text", "sha256", "effective_at"}
        personal: set[str] = set()
        nir: set[str] = set()
        health: set[str] = set()

    def __str__(self) -> str:
        return str(self.id)
