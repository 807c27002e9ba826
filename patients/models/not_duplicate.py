"""Somebody compared two records that look alike and said: these are two persons."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from core.ids import new_id
from patients.models.patient import Patient
from practices.models import Practice


class NotDuplicate(models.Model):
    """One row a pair; `one` is the smaller id, so that a pair is written in one way."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    practice = models.ForeignKey(Practice, on_delete=models.PROTECT, related_name="+", db_index=False)
    one = models.ForeignKey(Patient, on_delete=models.PROTECT, related_name="+", db_constraint=False, db_index=False)
    other = models.ForeignKey(Patient, on_delete=models.PROTECT, related_name="+", db_constraint=False)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    decided_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["practice", "id"], name="notduplicate_practice_id"),
            models.UniqueConstraint(fields=["practice", "one", "other"], name="notduplicate_once_a_pair"),
            models.CheckConstraint(condition=Q(one__lt=F("other")), name="notduplicate_smaller_id_first"),
        ]

    class Privacy:
        technical = {"id", "practice", "decided_at"}
        personal = {"one", "other", "decided_by"}
        nir: set[str] = set()
        health: set[str] = set()

    def __str__(self) -> str:
        return str(self.id)
