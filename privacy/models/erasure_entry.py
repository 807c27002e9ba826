"""One line of the ledger of erasures: who was erased, when, why, how much; ids, codes and counts, nothing else."""

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from core.ids import new_id
from patients.erasable import Part
from practices.models import Practice


class ErasureCause(models.TextChoices):
    """Why a person is erased."""

    DEATH = "death", "Décès"
    REQUEST = "request", "Demande de la personne (RGPD, art. 17)"
    RETENTION = "retention", "Fin de la durée de conservation"


class ErasureEntry(models.Model):
    """Append-only. Copied outside the database after the commit, and replayed after every restore (R-24).

    `patient_ids` are all the records of the person, `patient_id` the one that stood. `kept` is empty when nothing is.
    `digest` is the SHA-256 of the canonical line (`privacy.ledger`), `seal` the same under a key that stays in the
    key provider: a line that somebody else wrote erases nobody.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    practice = models.ForeignKey(Practice, on_delete=models.PROTECT, related_name="+", db_index=False)
    patient_id = models.UUIDField()
    patient_ids = ArrayField(models.UUIDField())
    cause = models.CharField(max_length=10, choices=ErasureCause.choices)
    kept = ArrayField(models.CharField(max_length=16), default=list)
    counts = models.JSONField(default=dict)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    at = models.DateTimeField()
    digest = models.CharField(max_length=64)
    seal = models.CharField(max_length=64)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["practice", "id"], name="erasureentry_practice_id"),
            models.CheckConstraint(condition=Q(cause__in=ErasureCause.values), name="erasureentry_cause_known"),
            models.CheckConstraint(
                condition=Q(kept__contained_by=[part.value for part in Part]), name="erasureentry_kept_known"
            ),
            models.CheckConstraint(
                condition=Q(digest__regex=r"^[0-9a-f]{64}$", seal__regex=r"^[0-9a-f]{64}$"), name="erasureentry_sealed"
            ),
        ]
        indexes = [models.Index(fields=["practice", "-at"], name="erasureentry_latest")]

    class Privacy:
        technical = {"id", "practice", "cause", "kept", "counts", "at", "digest", "seal"}
        personal = {"patient_id", "patient_ids", "by"}
        nir: set[str] = set()
        health: set[str] = set()

    def __str__(self) -> str:
        return str(self.id)
