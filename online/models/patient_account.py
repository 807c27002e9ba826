"""The optional account of somebody who is a patient, or answers for patients. Never that of somebody of the staff."""

from django.db import models
from django.db.models import Q

from core.ids import new_id
from crypto.fields import SealedTextField, sealed_check


class PatientAccount(models.Model):
    """Opens no record by itself: see `HeldRecord`. Known by a keyed digest of the contact that was proven, or of what
    an identity provider calls the person; the contact itself is sealed. `handle` names the account to its passkeys.

    `password` and `totp_seed` go together: the way for whoever has no passkey. `idle_told_at`: see rule R-09.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    contact = SealedTextField(key_of="platform", pad=64, null=True)
    contact_digest = models.CharField(max_length=64, unique=True, null=True)
    federated_digest = models.CharField(max_length=64, unique=True, null=True)
    handle = models.CharField(max_length=128, unique=True)
    password = models.CharField(max_length=128, blank=True, default="")
    totp_seed = SealedTextField(key_of="platform", pad=64, null=True)
    totp_step = models.BigIntegerField(default=-1)
    created_at = models.DateTimeField()
    last_seen_date = models.DateField()
    idle_told_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(contact__isnull=False, contact_digest__isnull=False)
                | Q(contact__isnull=True, contact_digest__isnull=True, federated_digest__isnull=False),
                name="patientaccount_known_somehow",
            ),
            models.CheckConstraint(
                condition=Q(password="", totp_seed__isnull=True) | (~Q(password="") & Q(totp_seed__isnull=False)),
                name="patientaccount_password_with_a_second_factor",
            ),
            sealed_check("contact"),
            sealed_check("totp_seed"),
        ]

    class Privacy:
        technical = {"id", "handle", "password", "totp_seed", "totp_step", "created_at", "idle_told_at"}
        personal = {"contact", "contact_digest", "federated_digest", "last_seen_date"}
        nir: set[str] = set()
        health: set[str] = set()

    def __str__(self) -> str:
        return str(self.id)
