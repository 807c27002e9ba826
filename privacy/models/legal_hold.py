"""Somebody's data that must not be destroyed for now: a dispute, an authority, a duty to keep (R-21, ST-34)."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from core.ids import new_id
from crypto.fields import SealedTextField, sealed_check
from patients.models import Patient
from practices.models import Practice


class HoldGround(models.TextChoices):
    """Why data outlives its term. There is no other ground: convenience is none."""

    LIABILITY = "liability", "Mise en cause de la responsabilité du praticien"
    LITIGATION = "litigation", "Procédure en cours devant un tribunal"
    ORDER = "order", "Procédure devant l'Ordre"
    AUTHORITY = "authority", "Demande d'une autorité"
    LEGAL_DUTY = "legal-duty", "Obligation légale de conservation"
    CLAIM = "claim", "Constatation, exercice ou défense d'un droit en justice"


class LegalHold(models.Model):
    """While one is in force (not lifted), no rule of retention and no erasure touches that patient.

    The day of review comes and nothing happens by itself: an overdue hold is shown until somebody decides.
    Both reasons are sealed under the patient's key. `placed_by` and `lifted_by` are empty when the system acted.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    practice = models.ForeignKey(Practice, on_delete=models.PROTECT, related_name="+", db_index=False)
    patient = models.ForeignKey(
        Patient, on_delete=models.PROTECT, related_name="+", db_constraint=False, db_index=False
    )
    ground = models.CharField(max_length=12, choices=HoldGround.choices)
    reason = SealedTextField(key_of="patient_id")
    review_date = models.DateField()
    placed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    placed_at = models.DateTimeField()
    lift_reason = SealedTextField(key_of="patient_id", null=True)
    lifted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    lifted_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["practice", "id"], name="legalhold_practice_id"),
            models.CheckConstraint(condition=Q(ground__in=HoldGround.values), name="legalhold_ground_known"),
            models.CheckConstraint(
                condition=Q(lifted_at__isnull=True, lift_reason__isnull=True, lifted_by__isnull=True)
                | Q(lifted_at__gte=F("placed_at"), lift_reason__isnull=False),
                name="legalhold_lifted_with_a_reason",
            ),
            sealed_check("reason"),
            sealed_check("lift_reason"),
        ]
        indexes = [
            models.Index(fields=["practice", "patient"], name="legalhold_patient"),
            models.Index(
                fields=["practice", "review_date"], condition=Q(lifted_at__isnull=True), name="legalhold_in_force"
            ),
        ]

    class Privacy:
        technical = {"id", "practice", "ground", "review_date", "placed_at", "lifted_at"}
        personal = {"patient", "placed_by", "lifted_by"}
        nir: set[str] = set()
        health = {"reason", "lift_reason"}

    @property
    def is_in_force(self) -> bool:
        return self.lifted_at is None

    def __str__(self) -> str:
        return str(self.id)
