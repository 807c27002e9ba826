"""Ten codes for the day the telephone is lost: 128 random bits each, kept as SHA-256, used once."""

from django.conf import settings
from django.db import models

from core.ids import new_id


class RecoveryCode(models.Model):
    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="recovery_codes")
    # An unkeyed hash is enough here: 128 random bits cannot be guessed.
    digest = models.CharField(max_length=64)
    created_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "accounts_recovery_code"
        constraints = (models.UniqueConstraint(fields=["user", "digest"], name="accounts_recovery_code_once"),)

    class Privacy:
        technical = {"id", "digest", "created_at", "used_at"}
        personal = {"user"}
        nir: set[str] = set()
        health: set[str] = set()

    def __str__(self) -> str:
        return str(self.id)
