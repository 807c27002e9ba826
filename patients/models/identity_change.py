"""The history of an identity: each time its status, its flags or its strict traits changed, and why. Append-only."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from core.ids import new_id
from crypto.fields import SealedTextField, sealed_check
from patients.enums import HighTrustDocument
from patients.identity import IdentityStatus
from patients.identity_status import IdentityEvent
from patients.models.patient import Patient
from practices.models import Practice

_STATUSES = [status.value for status in IdentityStatus]


class IdentityChange(models.Model):
    """`former_traits` seals, as JSON, the strict traits that were replaced. `document` says which one was seen."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    practice = models.ForeignKey(Practice, on_delete=models.PROTECT, related_name="+", db_index=False)
    patient = models.ForeignKey(Patient, on_delete=models.PROTECT, related_name="identity_changes", db_constraint=False)
    event = models.CharField(max_length=24, choices=[(event.value, event.value) for event in IdentityEvent])
    before = models.CharField(max_length=5, choices=[(status, status) for status in _STATUSES])
    after = models.CharField(max_length=5, choices=[(status, status) for status in _STATUSES])
    document = models.CharField(max_length=24, choices=HighTrustDocument.choices, blank=True, default="")
    former_traits = SealedTextField(key_of="patient_id", null=True)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["practice", "id"], name="identitychange_practice_id"),
            models.CheckConstraint(
                condition=Q(event__in=[event.value for event in IdentityEvent]), name="identitychange_event_known"
            ),
            models.CheckConstraint(
                condition=Q(before__in=_STATUSES, after__in=_STATUSES), name="identitychange_statuses_known"
            ),
            models.CheckConstraint(
                condition=Q(document__in=["", *HighTrustDocument.values]), name="identitychange_document_known"
            ),
            sealed_check("former_traits"),
        ]
        indexes = [models.Index(fields=["practice", "patient"], name="identitychange_patient")]

    class Privacy:
        technical = {"id", "practice", "event", "before", "after", "at"}
        personal = {"patient", "document", "by", "former_traits"}
        nir: set[str] = set()
        health: set[str] = set()

    def __str__(self) -> str:
        return str(self.id)
