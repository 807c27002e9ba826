"""The register of incidents and breaches: kept for every one of them, notified or not (GDPR 33.5, R-22)."""

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q

from core.ids import new_id
from crypto.fields import SealedTextField, sealed_check
from practices.models import Practice, Secretariat


class IncidentOrigin(models.TextChoices):
    COMPROMISE = "compromise", "Compte perdu, volé ou compromis"
    DECLARED = "declared", "Déclaré par une personne"


class Nature(models.TextChoices):
    """What was lost of the data; none is chosen as long as nobody knows."""

    CONFIDENTIALITY = "confidentiality", "Confidentialité"
    INTEGRITY = "integrity", "Intégrité"
    AVAILABILITY = "availability", "Disponibilité"


class DataCategory(models.TextChoices):
    IDENTITY = "identity", "Identité"
    CONTACT = "contact", "Coordonnées"
    NIR = "nir", "NIR"
    APPOINTMENTS = "appointments", "Rendez-vous"
    HEALTH = "health", "Santé"
    CREDENTIALS = "credentials", "Identifiants de connexion"


class Risk(models.TextChoices):
    """What somebody decided for the persons concerned; undecided counts as a risk for the clock."""

    UNDECIDED = "undecided", "À décider"
    NONE = "none", "Pas de risque"
    RISK = "risk", "Risque"
    HIGH = "high", "Risque élevé"


class Incident(models.Model):
    """One incident of one organisation, with its 72-hour clock from `known_at` (`privacy.breach_clock`).

    The three texts and the reason of a delay are sealed under the platform's key: people describe in them what
    happened to others. `opened_by` is empty when the system acted. `account` is whose account was reported.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    practice = models.ForeignKey(Practice, null=True, on_delete=models.PROTECT, related_name="+")
    secretariat = models.ForeignKey(Secretariat, null=True, on_delete=models.PROTECT, related_name="+")
    origin = models.CharField(max_length=10, choices=IncidentOrigin.choices)
    account = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    occurred_at = models.DateTimeField(null=True)
    known_at = models.DateTimeField()
    opened_at = models.DateTimeField()
    opened_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    natures = ArrayField(models.CharField(max_length=16, choices=Nature.choices), default=list)
    categories = ArrayField(models.CharField(max_length=12, choices=DataCategory.choices), default=list)
    persons_count = models.PositiveIntegerField(null=True)
    description = SealedTextField(key_of="platform", pad=256, null=True)
    consequences = SealedTextField(key_of="platform", pad=256, null=True)
    measures = SealedTextField(key_of="platform", pad=256, null=True)
    risk = models.CharField(max_length=10, choices=Risk.choices, default=Risk.UNDECIDED)
    risk_decided_at = models.DateTimeField(null=True)
    risk_decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    cnil_notified_at = models.DateTimeField(null=True)
    delay_reason = SealedTextField(key_of="platform", null=True)
    persons_told_at = models.DateTimeField(null=True)
    closed_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["practice", "id"], name="incident_practice_id"),
            models.CheckConstraint(
                condition=Q(practice__isnull=True) | Q(secretariat__isnull=True), name="incident_of_one_organisation"
            ),
            models.CheckConstraint(condition=Q(origin__in=IncidentOrigin.values), name="incident_origin_known"),
            models.CheckConstraint(condition=Q(risk__in=Risk.values), name="incident_risk_known"),
            models.CheckConstraint(
                condition=Q(risk=Risk.UNDECIDED, risk_decided_at__isnull=True)
                | (~Q(risk=Risk.UNDECIDED) & Q(risk_decided_at__isnull=False)),
                name="incident_decision_has_its_date",
            ),
            models.CheckConstraint(
                condition=Q(occurred_at__isnull=True) | Q(occurred_at__lte=F("known_at")),
                name="incident_known_after_it_happened",
            ),
            models.CheckConstraint(
                condition=Q(cnil_notified_at__isnull=True) | Q(cnil_notified_at__gte=F("known_at")),
                name="incident_notified_after_it_is_known",
            ),
            models.CheckConstraint(
                condition=Q(closed_at__isnull=True) | ~Q(risk=Risk.UNDECIDED), name="incident_closed_once_decided"
            ),
            sealed_check("description"),
            sealed_check("consequences"),
            sealed_check("measures"),
            sealed_check("delay_reason"),
        ]
        indexes = [models.Index(fields=["secretariat", "known_at"], name="incident_secretariat")]

    class Privacy:
        technical = {
            "id", "practice", "secretariat", "origin", "occurred_at", "known_at", "opened_at", "natures", "categories",
            "persons_count", "risk", "risk_decided_at", "cnil_notified_at", "persons_told_at", "closed_at",
        }  # fmt: skip
        personal = {"account", "opened_by", "risk_decided_by"}
        nir: set[str] = set()
        health = {"description", "consequences", "measures", "delay_reason"}

    def __str__(self) -> str:
        return str(self.id)
