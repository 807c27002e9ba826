"""A passkey of a patient's account: its public half. User verification was required when it was made."""

from django.db import models

from core.ids import new_id
from online.models.patient_account import PatientAccount


class AccountPasskey(models.Model):
    """`credential_id` in base64url, found by its SHA-256; `public_key` is COSE in base64url; both are public."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    account = models.ForeignKey(PatientAccount, on_delete=models.CASCADE, related_name="passkeys")
    credential_id = models.TextField()
    credential_sha256 = models.CharField(max_length=64, unique=True)
    public_key = models.TextField()
    sign_count = models.PositiveBigIntegerField(default=0)
    created_at = models.DateTimeField()
    last_used_at = models.DateTimeField(null=True, blank=True)

    class Privacy:
        technical = {
            "id",
            "account",
            "credential_id",
            "credential_sha256",
            "public_key",
            "sign_count",
            "created_at",
            "last_used_at",
        }
        personal: set[str] = set()
        nir: set[str] = set()
        health: set[str] = set()

    def __str__(self) -> str:
        return str(self.id)
