"""A record that an account may open: its person showed twice, once, that they may read it."""

from django.db import models
from django.db.models import Q

from core.ids import new_id
from online.models.patient_account import PatientAccount
from patients.models import Patient
from patients.who_answers import ReadsAs
from practices.models import Practice


class HeldRecord(models.Model):
    """`answers`: by what right, as it was shown; read again each time it is opened. One account, one record, once."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    practice = models.ForeignKey(Practice, on_delete=models.PROTECT, related_name="+")
    account = models.ForeignKey(PatientAccount, on_delete=models.CASCADE, related_name="+")
    patient = models.ForeignKey(Patient, on_delete=models.PROTECT, related_name="+", db_constraint=False)
    answers = models.CharField(max_length=8, choices=[(one.value, one.value) for one in ReadsAs])
    held_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["practice", "id"], name="heldrecord_practice_id"),
            models.UniqueConstraint(fields=["practice", "patient", "account"], name="heldrecord_once"),
            models.CheckConstraint(
                condition=Q(answers__in=[one.value for one in ReadsAs]), name="heldrecord_answers_known"
            ),
        ]

    class Privacy:
        technical = {"id", "practice", "account", "answers", "held_at"}
        personal = {"patient"}
        nir: set[str] = set()
        health: set[str] = set()

    def __str__(self) -> str:
        return str(self.id)
