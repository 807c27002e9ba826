"""A death, from the report to the certificate: who said it, who confirmed it, what became of the data (ST-30)."""

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q

from core.ids import new_id
from crypto.fields import SealedTextField, sealed_check
from patients.erasable import Part
from practices.models import Practice
from privacy.models.erasure_entry import ErasureEntry


class DeathSource(models.TextChoices):
    """How the death is known."""

    FAMILY = "family", "Un proche"
    PRACTITIONER = "practitioner", "Le praticien"
    CARE = "care", "Un établissement ou un professionnel de santé"
    REGISTRY = "registry", "L'état civil (acte de décès)"
    AUTHORITY = "authority", "Une autorité"


class DeathState(models.TextChoices):
    """Stopped is possible from « reported » only; nothing comes back from a confirmation."""

    REPORTED = "reported", "Signalé, à confirmer"
    STOPPED = "stopped", "Signalement arrêté"
    CONFIRMED = "confirmed", "Confirmé, données conservées pour l'instant"
    DONE = "done", "Confirmé, données traitées"


class DeathReport(models.Model):
    """`patient_id` without a foreign key: the line outlives the person, with ids, codes and dates only.

    `died_on`, the certificate's reference and why a report was stopped go with the person. `entry` is the line of
    the ledger, empty while a hold keeps everything.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    practice = models.ForeignKey(Practice, on_delete=models.PROTECT, related_name="+", db_index=False)
    patient_id = models.UUIDField()
    state = models.CharField(max_length=9, choices=DeathState.choices, default=DeathState.REPORTED.value)
    source = models.CharField(max_length=12, choices=DeathSource.choices)
    died_on = models.DateField(null=True, blank=True)
    certificate = SealedTextField(key_of="patient_id", null=True)
    reported_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    reported_at = models.DateTimeField()
    stop_reason = SealedTextField(key_of="patient_id", null=True)
    stopped_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    stopped_at = models.DateTimeField(null=True, blank=True)
    confirmed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    confirmed_at = models.DateTimeField(null=True, blank=True)
    # What the directive keeps, as it was at the confirmation.
    kept = ArrayField(models.CharField(max_length=16), default=list)
    entry = models.ForeignKey(
        ErasureEntry, null=True, blank=True, on_delete=models.PROTECT, related_name="+", db_constraint=False,
        db_index=False,
    )  # fmt: skip

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["practice", "id"], name="deathreport_practice_id"),
            models.UniqueConstraint(
                fields=["practice", "patient_id"],
                condition=~Q(state=DeathState.STOPPED.value),
                name="deathreport_one_standing",
            ),
            models.CheckConstraint(condition=Q(state__in=DeathState.values), name="deathreport_state_known"),
            models.CheckConstraint(condition=Q(source__in=DeathSource.values), name="deathreport_source_known"),
            models.CheckConstraint(
                condition=~Q(confirmed_by=F("reported_by")), name="deathreport_confirmed_by_somebody_else"
            ),
            models.CheckConstraint(
                condition=Q(state__in=["reported", "stopped"], confirmed_at__isnull=True)
                | Q(state__in=["confirmed", "done"], confirmed_at__isnull=False),
                name="deathreport_confirmed_has_its_date",
            ),
            models.CheckConstraint(
                condition=Q(state=DeathState.STOPPED.value, stopped_at__isnull=False)
                | ~Q(state=DeathState.STOPPED.value) & Q(stopped_at__isnull=True),
                name="deathreport_stopped_has_its_date",
            ),
            models.CheckConstraint(
                condition=Q(state=DeathState.DONE.value, entry__isnull=False)
                | ~Q(state=DeathState.DONE.value) & Q(entry__isnull=True),
                name="deathreport_done_has_its_line",
            ),
            models.CheckConstraint(
                condition=Q(kept__contained_by=[part.value for part in Part]), name="deathreport_kept_known"
            ),
            sealed_check("certificate"),
            sealed_check("stop_reason"),
        ]
        indexes = [models.Index(fields=["practice", "state", "-reported_at"], name="deathreport_state")]

    class Privacy:
        technical = {"id", "practice", "state", "reported_at", "stopped_at", "confirmed_at", "entry"}
        personal = {
            "patient_id",
            "source",
            "died_on",
            "certificate",
            "reported_by",
            "stop_reason",
            "stopped_by",
            "confirmed_by",
            "kept",
        }
        nir: set[str] = set()
        health: set[str] = set()

    def __str__(self) -> str:
        return str(self.id)
