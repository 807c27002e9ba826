"""Whose telephone an extension is, on one account: so that "answered by 1001" is a person."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from core.ids import new_id


class AgentPhone(models.Model):
    """Belongs to no practice: an agent answers for many. Ended, never deleted."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    account = models.CharField(max_length=31)
    agent = models.CharField(max_length=64)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    started_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["account", "agent"], condition=Q(ended_at__isnull=True), name="agentphone_one_person_at_a_time"
            ),
        ]

    class Privacy:
        technical = {"id", "account", "agent", "started_at", "ended_at"}
        personal = {"user"}
        nir: set[str] = set()
        health: set[str] = set()

    def __str__(self) -> str:
        return str(self.id)
