"""A telephone number of a patient. Families share numbers, so a number never identifies one person."""

from django.db import models
from django.db.models import Q

from core.ids import new_id
from patients.models.patient import Patient
from practices.models import Practice


class PatientPhone(models.Model):
    """`e164` (+33199000001); `position` 0 is the number to call first."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    practice = models.ForeignKey(Practice, on_delete=models.PROTECT, related_name="+", db_index=False)
    patient = models.ForeignKey(Patient, on_delete=models.PROTECT, related_name="phones", db_constraint=False)
    e164 = models.CharField(max_length=16, db_collation="C")
    position = models.PositiveSmallIntegerField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["practice", "id"], name="patientphone_practice_id"),
            models.UniqueConstraint(fields=["practice", "patient", "e164"], name="patientphone_once_per_patient"),
            models.CheckConstraint(condition=Q(e164__regex=r"^\+[1-9][0-9]{5,14}$"), name="patientphone_is_e164"),
        ]
        indexes = [models.Index(fields=["practice", "e164"], name="patientphone_number")]

    class Privacy:
        technical = {"id", "practice", "position"}
        personal = {"patient", "e164"}
        nir: set[str] = set()
        health: set[str] = set()

    def __str__(self) -> str:
        return str(self.id)
