"""What somebody with an account wants done with that account's data after death (SAS-25; LIL, art. 85)."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from core.ids import new_id
from crypto.fields import SealedTextField, sealed_check


class AccountDirective(models.Model):
    """One in force a person; a new one revokes the former, and it can be revoked at any time without a reason."""

    class Wish(models.TextChoices):
        USUAL = "usual", "Garder pendant les durées habituelles, puis effacer"
        ERASE = "erase", "Effacer dès que le décès est établi"

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", db_index=False)
    wish = models.CharField(max_length=5, choices=Wish.choices)
    text = SealedTextField(key_of="platform", null=True)
    executor = SealedTextField(key_of="platform", null=True)
    given_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True, blank=True)
    carried_out_at = models.DateTimeField(null=True, blank=True)
    carried_out_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+", db_index=False
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["user"], condition=Q(revoked_at__isnull=True), name="accountdirective_one_in_force"
            ),
            models.CheckConstraint(condition=Q(wish__in=["usual", "erase"]), name="accountdirective_wish_known"),
            models.CheckConstraint(
                condition=Q(carried_out_at__isnull=True) | Q(revoked_at__isnull=True),
                name="accountdirective_revoked_is_not_carried_out",
            ),
            sealed_check("text"),
            sealed_check("executor"),
        ]

    class Privacy:
        technical = {"id", "given_at", "revoked_at", "carried_out_at"}
        personal = {"user", "wish", "text", "executor", "carried_out_by"}
        nir: set[str] = set()
        health: set[str] = set()

    def __str__(self) -> str:
        return str(self.id)
