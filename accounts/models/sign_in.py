"""The connection log that each person can read about themselves: twelve months, then gone (R-04)."""

from django.conf import settings
from django.db import models

from accounts.enums import SignInMethod, SignInOutcome
from core.ids import new_id


class SignIn(models.Model):
    """One attempt. The name that was typed is kept as a keyed digest: people type passwords there."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, null=True, related_name="sign_ins")
    subject = models.CharField(max_length=64)
    at = models.DateTimeField()
    outcome = models.CharField(max_length=20, choices=SignInOutcome.choices)
    method = models.CharField(max_length=16, choices=SignInMethod.choices)
    network = models.CharField(max_length=43, blank=True, default="")
    agent = models.CharField(max_length=60, blank=True, default="")
    device_id = models.UUIDField(null=True)

    class Meta:
        db_table = "accounts_sign_in"
        indexes = (
            models.Index(fields=["user", "at"], name="accounts_sign_in_user_at"),
            models.Index(fields=["subject", "at"], name="accounts_sign_in_subject_at"),
            models.Index(fields=["at"], name="accounts_sign_in_at"),
        )

    class Privacy:
        technical = {"id", "subject", "outcome", "method"}
        personal = {"user", "at", "network", "agent", "device_id"}
        nir: set[str] = set()
        health: set[str] = set()

    def __str__(self) -> str:
        return str(self.id)
