"""Two records of one person made one: what moved, by id, so that it can be given back."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from core.ids import new_id
from crypto.fields import SealedTextField, sealed_check
from patients.models.patient import Patient
from practices.models import Practice


class PatientMerge(models.Model):
    """`moved` is {"table.column": [row ids]}; `former` seals the values that the survivor had and was given.

    While `undone_at` is empty, `merged` is a redirect to `survivor`. A merge is never changed, only undone once.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    practice = models.ForeignKey(Practice, on_delete=models.PROTECT, related_name="+", db_index=False)
    survivor = models.ForeignKey(Patient, on_delete=models.PROTECT, related_name="+", db_constraint=False)
    merged = models.ForeignKey(Patient, on_delete=models.PROTECT, related_name="+", db_constraint=False, db_index=False)
    moved = models.JSONField(default=dict)
    former = SealedTextField(key_of="survivor_id")
    merged_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    merged_at = models.DateTimeField()
    undone_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    undone_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["practice", "id"], name="patientmerge_practice_id"),
            models.UniqueConstraint(
                fields=["practice", "merged"], condition=Q(undone_at__isnull=True), name="patientmerge_once_at_a_time"
            ),
            models.CheckConstraint(condition=~Q(survivor=F("merged")), name="patientmerge_of_two_records"),
            models.CheckConstraint(condition=Q(former__isnull=False), name="patientmerge_can_be_undone"),
            sealed_check("former"),
        ]

    class Privacy:
        technical = {"id", "practice", "moved", "merged_at", "undone_at"}
        personal = {"survivor", "merged", "merged_by", "undone_by"}
        nir = {"former"}
        health: set[str] = set()

    def __str__(self) -> str:
        return str(self.id)

    @property
    def is_undone(self) -> bool:
        return self.undone_at is not None
