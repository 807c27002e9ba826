"""Who works where: at a practice, or at a secretariat. Ended, never deleted."""

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from core.ids import new_id
from practices.enums import PracticeRole, SecretariatRole
from practices.models.practice import Practice
from practices.models.practitioner import PractitionerRole
from practices.models.secretariat import Secretariat


class PracticeMembership(models.Model):
    """`additions`: permissions the practice chose to give beside the role (practices.permissions.BY_CHOICE)."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    practice = models.ForeignKey(Practice, on_delete=models.PROTECT, related_name="memberships")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="practice_memberships")
    role = models.CharField(max_length=20, choices=PracticeRole.choices)
    practitioner_role = models.ForeignKey(
        PractitionerRole,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="memberships",
        db_constraint=False,
    )
    additions = ArrayField(models.CharField(max_length=60), default=list, blank=True)
    started_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["practice", "id"], name="practicemembership_practice_id"),
            models.UniqueConstraint(
                fields=["practice", "user"], condition=Q(ended_at__isnull=True), name="practicemembership_one_at_a_time"
            ),
            models.CheckConstraint(condition=Q(role__in=PracticeRole.values), name="practicemembership_role_known"),
            models.CheckConstraint(
                condition=Q(ended_at__isnull=True) | Q(ended_at__gte=models.F("started_at")),
                name="practicemembership_ends_after_start",
            ),
        ]
        indexes = [models.Index(fields=["user"], name="practicemembership_user")]

    class Privacy:
        technical = {"id", "practice", "role", "additions", "started_at", "ended_at"}
        personal = {"user", "practitioner_role"}
        nir: set[str] = set()
        health: set[str] = set()

    def __str__(self) -> str:
        return str(self.id)


class SecretariatMembership(models.Model):
    """Gives nothing by itself: rights at a practice come from its delegation to the secretariat."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    secretariat = models.ForeignKey(Secretariat, on_delete=models.PROTECT, related_name="memberships")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="secretariat_memberships")
    role = models.CharField(max_length=20, choices=SecretariatRole.choices)
    started_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["secretariat", "user"],
                condition=Q(ended_at__isnull=True),
                name="secretariatmembership_one_at_a_time",
            ),
            models.CheckConstraint(
                condition=Q(role__in=SecretariatRole.values), name="secretariatmembership_role_known"
            ),
            models.CheckConstraint(
                condition=Q(ended_at__isnull=True) | Q(ended_at__gte=models.F("started_at")),
                name="secretariatmembership_ends_after_start",
            ),
        ]
        indexes = [models.Index(fields=["user"], name="secretariatmembership_user")]

    class Privacy:
        technical = {"id", "secretariat", "role", "started_at", "ended_at"}
        personal = {"user"}
        nir: set[str] = set()
        health: set[str] = set()

    def __str__(self) -> str:
        return str(self.id)
