"""Where a practitioner of a practice is told that an urgent message waits; sealed, never a patient's number."""

from django.db import models

from core.ids import new_id
from crypto.fields import SealedTextField, sealed_check
from practices.models import Practice, Practitioner


class AlertNumber(models.Model):
    """One a person and practice; a new number takes the former one's place."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    practice = models.ForeignKey(Practice, on_delete=models.PROTECT, related_name="+", db_index=False)
    practitioner = models.ForeignKey(Practitioner, on_delete=models.PROTECT, related_name="+", db_index=False)
    e164 = SealedTextField(key_of="platform", pad=16)
    set_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["practice", "id"], name="alertnumber_practice_id"),
            models.UniqueConstraint(fields=["practice", "practitioner"], name="alertnumber_one_a_person"),
            sealed_check("e164"),
        ]

    class Privacy:
        technical = {"id", "practice", "set_at"}
        personal = {"practitioner", "e164"}
        nir: set[str] = set()
        health: set[str] = set()

    def __str__(self) -> str:
        return str(self.id)
