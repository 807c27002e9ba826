"""The protocol as it was followed in one call: begun, answered question by question, never changed."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from core.ids import new_id
from crypto.fields import SealedTextField, sealed_check
from instructions.models.urgency_protocol import UrgencyProtocol
from patients.models import Patient
from practices.models import Practice


class UrgencyRun(models.Model):
    """`call_id`: the call of the desk; `patient`: whom it is about, if that was known when it began."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    practice = models.ForeignKey(Practice, on_delete=models.PROTECT, related_name="+", db_index=False)
    protocol = models.ForeignKey(
        UrgencyProtocol, on_delete=models.PROTECT, related_name="+", db_constraint=False, db_index=False
    )
    call_id = models.UUIDField(null=True, blank=True)
    patient = models.ForeignKey(
        Patient, null=True, blank=True, on_delete=models.PROTECT, related_name="+", db_constraint=False, db_index=False
    )
    begun_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    begun_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["practice", "id"], name="urgencyrun_practice_id")]
        indexes = [
            models.Index(fields=["practice", "begun_at"], name="urgencyrun_begun"),
            models.Index(fields=["practice", "patient"], name="urgencyrun_patient"),
        ]

    class Privacy:
        technical = {"id", "practice", "protocol", "call_id", "begun_at"}
        personal = {"patient", "begun_by"}
        nir: set[str] = set()
        health: set[str] = set()

    def __str__(self) -> str:
        return str(self.id)


class UrgencyStep(models.Model):
    """One answer, sealed under the platform's key: whose it is may not be known.

    Where it led (to the 15, to a visit the same day) tells of somebody's health: it stands nowhere in clear. The
    signed protocol and the sealed answers say it to whoever may open them; `ends` says only that nothing more is asked.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    practice = models.ForeignKey(Practice, on_delete=models.PROTECT, related_name="+", db_index=False)
    run = models.ForeignKey(
        UrgencyRun, on_delete=models.PROTECT, related_name="steps", db_constraint=False, db_index=False
    )
    position = models.PositiveSmallIntegerField()
    # All of one length: two codes of thirty characters at most.
    answer = SealedTextField(key_of="platform", pad=64)
    ends = models.BooleanField(default=False)
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    answered_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["run", "position"], name="urgencystep_position_once"),
            models.UniqueConstraint(fields=["run"], condition=Q(ends=True), name="urgencystep_one_end"),
            sealed_check("answer"),
        ]

    class Privacy:
        technical = {"id", "practice", "run", "position", "ends", "answered_at"}
        personal = {"answered_by"}
        nir: set[str] = set()
        health = {"answer"}

    def __str__(self) -> str:
        return str(self.id)
