"""A one-time link by which a person chooses a password and a second factor (invitation, or after a compromise)."""

from django.conf import settings
from django.db import models

from core.ids import new_id


class Enrolment(models.Model):
    """The link carries 256 random bits; only their SHA-256 is kept. No administrator ever knows a password."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="enrolments")
    token_sha256 = models.CharField(max_length=64, unique=True)
    created_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "accounts_enrolment"

    class Privacy:
        technical = {"id", "token_sha256", "created_at", "expires_at", "used_at"}
        personal = {"user"}
        nir: set[str] = set()
        health: set[str] = set()

    def __str__(self) -> str:
        return str(self.id)
