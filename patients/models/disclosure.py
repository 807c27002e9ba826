"""The trace of one disclosure of a sealed value: what, to whom, when, and why. Append-only."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from core.ids import new_id
from crypto.fields import SealedTextField, sealed_check
from patients.enums import Disclosed
from patients.models.patient import Patient
from practices.models import Practice


class Disclosure(models.Model):
    """`reason` is sealed: people write health words in it. `by` is empty when the system acted."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    practice = models.ForeignKey(Practice, on_delete=models.PROTECT, related_name="+", db_index=False)
    patient = models.ForeignKey(Patient, on_delete=models.PROTECT, related_name="disclosures", db_constraint=False)
    what = models.CharField(max_length=16, choices=Disclosed.choices)
    reason = SealedTextField(key_of="patient_id")
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["practice", "id"], name="disclosure_practice_id"),
            models.CheckConstraint(condition=Q(what__in=Disclosed.values), name="disclosure_what_known"),
            models.CheckConstraint(condition=Q(reason__isnull=False), name="disclosure_has_a_reason"),
            sealed_check("reason"),
        ]
        indexes = [models.Index(fields=["practice", "patient"], name="disclosure_patient")]

    class Privacy:
        technical = {"id", "practice", "what", "at"}
        personal = {"patient", "by"}
        nir: set[str] = set()
        health = {"reason"}

    def __str__(self) -> str:
        return str(self.id)
