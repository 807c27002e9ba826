"""A keyed search token: finds a sealed value by equality without saying it (security.md §1, Search)."""

from django.db import models
from django.db.models import Q

from core.ids import new_id
from patients.enums import TokenKind
from patients.models.patient import Patient
from practices.models import Practice


class SearchToken(models.Model):
    """HMAC-SHA256 of the normal form under a key that stays in the key provider; the practice is inside.

    Within a practice a NIR occurs once, so tokens have no frequency to study.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    practice = models.ForeignKey(Practice, on_delete=models.PROTECT, related_name="+", db_index=False)
    patient = models.ForeignKey(Patient, on_delete=models.PROTECT, related_name="search_tokens", db_constraint=False)
    kind = models.CharField(max_length=8, choices=TokenKind.choices)
    key_version = models.PositiveSmallIntegerField(default=1)
    token = models.BinaryField(max_length=32)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["practice", "id"], name="searchtoken_practice_id"),
            models.UniqueConstraint(
                fields=["practice", "key_version", "token"], condition=Q(kind="nir"), name="searchtoken_nir_once"
            ),
            models.UniqueConstraint(
                fields=["practice", "patient", "kind", "key_version"],
                condition=Q(kind="nir"),
                name="searchtoken_one_nir_per_patient",
            ),
            models.CheckConstraint(condition=Q(kind__in=TokenKind.values), name="searchtoken_kind_known"),
        ]

    class Privacy:
        technical = {"id", "practice", "kind", "key_version"}
        personal = {"patient"}
        nir = {"token"}
        health: set[str] = set()

    def __str__(self) -> str:
        return str(self.id)
