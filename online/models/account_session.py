"""A browser that is coming into an account, or is in: from the first thing it shows to the end of its visit."""

from django.db import models
from django.db.models import F, Q

from core.ids import new_id
from crypto.fields import SealedTextField, sealed_check
from online.models.patient_account import PatientAccount


class Stage(models.TextChoices):
    """What this browser has shown so far."""

    COMING = "coming", "Rien encore"
    CONTACT = "contact", "Un contact est à elle"
    PASSWORD = "password", "Le mot de passe est le bon"
    FEDERATED = "federated", "Un fournisseur d'identité la connaît"
    SIGNED_IN = "signed-in", "Deux facteurs"


class AccountSession(models.Model):
    """The browser holds a random key, this row its digest. `challenge` serves one passkey ceremony, once. `federated`:
    the digest of what an identity provider called the person. The code is never stored, see `online.codes`.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    key_digest = models.CharField(max_length=64, unique=True)
    account = models.ForeignKey(PatientAccount, null=True, blank=True, on_delete=models.CASCADE, related_name="+")
    stage = models.CharField(max_length=9, choices=Stage.choices, default=Stage.COMING)
    contact = SealedTextField(key_of="platform", pad=64, null=True)
    federated = models.CharField(max_length=64, blank=True, default="")
    totp_seed = SealedTextField(key_of="platform", pad=64, null=True)
    challenge = models.CharField(max_length=128, blank=True, default="")
    code_number = models.PositiveSmallIntegerField(default=0)
    code_until = models.DateTimeField(null=True, blank=True)
    wrong_codes = models.PositiveSmallIntegerField(default=0)
    proven_at = models.DateTimeField(null=True, blank=True)
    created_at = models.DateTimeField()
    last_seen_at = models.DateTimeField()
    expires_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(expires_at__gt=F("created_at")), name="accountsession_expires_later"),
            models.CheckConstraint(condition=Q(stage__in=Stage.values), name="accountsession_stage_known"),
            models.CheckConstraint(
                condition=~Q(stage__in=["password", "signed-in"]) | Q(account__isnull=False),
                name="accountsession_of_an_account",
            ),
            sealed_check("contact"),
            sealed_check("totp_seed"),
        ]
        indexes = [models.Index(fields=["expires_at"], name="accountsession_expiry")]

    class Privacy:
        technical = {
            "id",
            "key_digest",
            "account",
            "stage",
            "totp_seed",
            "challenge",
            "code_number",
            "code_until",
            "wrong_codes",
            "proven_at",
            "created_at",
            "last_seen_at",
            "expires_at",
        }
        personal = {"contact", "federated"}
        nir: set[str] = set()
        health: set[str] = set()

    def __str__(self) -> str:
        return str(self.id)
