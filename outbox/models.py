"""One table: what remains to be done outside the database, and for which version of which object."""

from django.db import models

from core.clock import now
from core.ids import new_id


class OutboxRow(models.Model):
    """One thing to do once: say `topic` about `entity_id` (as of `version`) through `channel`."""

    class State(models.TextChoices):
        PENDING = "pending"
        DONE = "done"
        VOID = "void"

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    # NULL: what concerns no practice (a compromised account, told to the security contact).
    practice_id = models.UUIDField(null=True)
    topic = models.CharField(max_length=64)
    entity_id = models.UUIDField()
    channel = models.CharField(max_length=16)
    version = models.PositiveIntegerField(default=1)
    state = models.CharField(max_length=8, choices=State.choices, default=State.PENDING)
    created_at = models.DateTimeField(default=now)
    not_before = models.DateTimeField(default=now)
    attempts = models.PositiveSmallIntegerField(default=0)
    claim_id = models.UUIDField(null=True)
    leased_until = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    last_outcome = models.CharField(max_length=64, default="")

    class Meta:
        indexes = [
            models.Index(fields=["not_before"], condition=models.Q(state="pending"), name="outboxrow_due"),
        ]
        constraints = [
            models.UniqueConstraint(fields=["entity_id", "topic", "channel", "version"], name="outboxrow_said_once"),
            models.UniqueConstraint(fields=["practice_id", "id"], name="outboxrow_practice_id"),
            models.CheckConstraint(
                condition=models.Q(state="pending", ended_at__isnull=True)
                | (~models.Q(state="pending") & models.Q(ended_at__isnull=False)),
                name="outboxrow_ended_has_its_date",
            ),
            models.CheckConstraint(
                condition=models.Q(claim_id__isnull=True, leased_until__isnull=True)
                | models.Q(claim_id__isnull=False, leased_until__isnull=False),
                name="outboxrow_claimed_until_a_date",
            ),
        ]

    class Privacy:
        technical = {
            "id", "practice_id", "topic", "entity_id", "channel", "version", "state", "created_at", "not_before",
            "attempts", "claim_id", "leased_until", "ended_at", "last_outcome",
        }  # fmt: skip

    def __str__(self) -> str:
        return str(self.id)
