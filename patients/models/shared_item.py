"""One item of a medical file that the practitioner chose to share about one patient, and may take back (ST-15)."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from core.ids import new_id
from crypto.fields import SealedTextField, sealed_check
from patients.enums import SharedWith
from patients.models.patient import Patient
from practices.models import Practice


class SharedItem(models.Model):
    """Title and text are sealed; a revocation destroys both and leaves the fact that something was shared."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    practice = models.ForeignKey(Practice, on_delete=models.PROTECT, related_name="+", db_index=False)
    patient = models.ForeignKey(Patient, on_delete=models.PROTECT, related_name="shared_items", db_constraint=False)
    title = SealedTextField(key_of="patient_id", null=True)
    text = SealedTextField(key_of="patient_id", null=True)
    shared_with = models.CharField(max_length=12, choices=SharedWith.choices)
    shared_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    shared_at = models.DateTimeField()
    revoked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    revoked_at = models.DateTimeField(null=True, blank=True)
    # CH-15: a reader found that it has no place here; the practitioner decides.
    reported_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    reported_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["practice", "id"], name="shareditem_practice_id"),
            models.CheckConstraint(condition=Q(shared_with__in=SharedWith.values), name="shareditem_shared_with_known"),
            models.CheckConstraint(
                condition=Q(revoked_at__isnull=True, title__isnull=False, text__isnull=False)
                | Q(revoked_at__isnull=False, title__isnull=True, text__isnull=True),
                name="shareditem_revoked_is_empty",
            ),
            sealed_check("title"),
            sealed_check("text"),
        ]
        indexes = [models.Index(fields=["practice", "patient"], name="shareditem_patient")]

    class Privacy:
        technical = {"id", "practice", "shared_with", "shared_at", "revoked_at", "reported_at"}
        personal = {"patient", "shared_by", "revoked_by", "reported_by"}
        nir: set[str] = set()
        health = {"title", "text"}

    def __str__(self) -> str:
        return str(self.id)
