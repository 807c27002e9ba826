"""The delegation (mandat): what a practice lets a secretariat do, from when to when, revocable at once."""

from datetime import datetime

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q

from core.ids import new_id
from practices.models.practice import Practice
from practices.models.secretariat import Secretariat


class Delegation(models.Model):
    """SAS-05. In force from `starts_at` (included) to `ends_at` or `revoked_at` (excluded).

    At most one in force at a time for a practice and a secretariat: an exclusion constraint of the
    migration, so that every act has one mandate to name.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    practice = models.ForeignKey(Practice, on_delete=models.PROTECT, related_name="delegations")
    secretariat = models.ForeignKey(Secretariat, on_delete=models.PROTECT, related_name="delegations")
    permissions = ArrayField(models.CharField(max_length=60))
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    granted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    # Its secretariat set its own work aside: only its managers reach the practice meanwhile, to take it up again.
    suspended_at = models.DateTimeField(null=True, blank=True)
    revoked_at = models.DateTimeField(null=True, blank=True)
    revoked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["practice", "id"], name="delegation_practice_id"),
            models.CheckConstraint(condition=Q(ends_at__gt=F("starts_at")), name="delegation_ends_after_start"),
            models.CheckConstraint(condition=Q(permissions__len__gte=1), name="delegation_is_scoped"),
            models.CheckConstraint(
                condition=Q(revoked_by__isnull=True) | Q(revoked_at__isnull=False), name="delegation_revoker_has_a_date"
            ),
        ]
        indexes = [models.Index(fields=["secretariat", "ends_at"], name="delegation_secretariat")]

    class Privacy:
        technical = {
            "id",
            "practice",
            "secretariat",
            "permissions",
            "starts_at",
            "ends_at",
            "suspended_at",
            "revoked_at",
        }
        personal = {"granted_by", "revoked_by"}
        nir: set[str] = set()
        health: set[str] = set()

    def __str__(self) -> str:
        return str(self.id)

    def is_in_force(self, at: datetime) -> bool:
        """Whether it gives rights at that instant (aware)."""
        return self.starts_at <= at < (self.revoked_at or self.ends_at) and at < self.ends_at
