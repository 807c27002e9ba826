"""The charter and the secrecy contract: what whoever works here reads, then accepts, before anything else opens."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from core.ids import new_id
from practices.models import Practice, Secretariat

MAX_CHARTER = 20_000


class CharterKind(models.TextChoices):
    """CH-01 and ST-19. Values are stored; everybody of an organisation owes both."""

    CHARTER = "charter", "Charte informatique"
    SECRECY = "secrecy", "Engagement de secret"


class AcceptanceMethod(models.TextChoices):
    """How the person had proved who they are when they accepted (CH-20)."""

    TOTP = "password-totp", "Mot de passe et code de l'application"
    RECOVERY_CODE = "password-recovery-code", "Mot de passe et code de secours"
    DEMONSTRATION = "demonstration", "Chargé avec la démonstration"


class Charter(models.Model):
    """One version of one text, of a secretariat or of a practice. Added, never changed; the database checks `sha256`.

    `published_by` is empty for the product's own text, given on the day of the opening.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    practice = models.ForeignKey(Practice, null=True, on_delete=models.PROTECT, related_name="charters")
    secretariat = models.ForeignKey(Secretariat, null=True, on_delete=models.PROTECT, related_name="charters")
    kind = models.CharField(max_length=10, choices=CharterKind.choices)
    version = models.PositiveIntegerField()
    text = models.TextField(max_length=MAX_CHARTER)
    sha256 = models.CharField(max_length=64)
    effective_at = models.DateTimeField()
    published_at = models.DateTimeField()
    published_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["practice", "id"], name="charter_practice_id"),
            models.UniqueConstraint(fields=["practice", "kind", "version"], name="charter_practice_version_once"),
            models.UniqueConstraint(fields=["secretariat", "kind", "version"], name="charter_secretariat_version_once"),
            models.CheckConstraint(
                condition=Q(practice__isnull=True, secretariat__isnull=False)
                | Q(practice__isnull=False, secretariat__isnull=True),
                name="charter_of_one_organisation",
            ),
            models.CheckConstraint(condition=Q(kind__in=CharterKind.values), name="charter_kind_known"),
            models.CheckConstraint(condition=Q(version__gte=1), name="charter_version_from_1"),
            models.CheckConstraint(condition=~Q(text=""), name="charter_says_something"),
        ]

    class Privacy:
        technical = {
            "id", "practice", "secretariat", "kind", "version", "text", "sha256", "effective_at", "published_at",
        }  # fmt: skip
        personal = {"published_by"}
        nir: set[str] = set()
        health: set[str] = set()

    def __str__(self) -> str:
        return str(self.id)


class CharterAcceptance(models.Model):
    """CH-20: who accepted which version, by its digest, when, in which session, opened with which factors.

    Added, never changed. Kept for the relation and five years after it (R-15). `practice` repeats the charter's.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    practice = models.ForeignKey(Practice, null=True, on_delete=models.PROTECT, related_name="+")
    charter = models.ForeignKey(Charter, on_delete=models.PROTECT, related_name="acceptances")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="charter_acceptances")
    version = models.PositiveIntegerField()
    sha256 = models.CharField(max_length=64)
    at = models.DateTimeField()
    method = models.CharField(max_length=24, choices=AcceptanceMethod.choices)
    session_id = models.UUIDField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["practice", "id"], name="charteracceptance_practice_id"),
            models.UniqueConstraint(fields=["user", "charter"], name="charteracceptance_once"),
            models.CheckConstraint(condition=Q(method__in=AcceptanceMethod.values), name="charteracceptance_method"),
            models.CheckConstraint(
                condition=Q(session_id__isnull=False) | Q(method=AcceptanceMethod.DEMONSTRATION),
                name="charteracceptance_in_a_session",
            ),
        ]

    class Privacy:
        technical = {"id", "practice", "charter", "version", "sha256", "at", "method", "session_id"}
        personal = {"user"}
        nir: set[str] = set()
        health: set[str] = set()

    def __str__(self) -> str:
        return str(self.id)
