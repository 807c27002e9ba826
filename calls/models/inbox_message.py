"""What a vendor said, as it came, until somebody has read it: sealed, kept once, answered at once."""

from django.db import models
from django.db.models import Q

from core.ids import new_id
from crypto.fields import SealedTextField, sealed_check


class InboxMessage(models.Model):
    """Belongs to no practice until its call is known. `message_key` is the digest of the exact bytes.

    `waiting`: a fact of a call whose line has not been said yet. `refused`: not what the vendor writes. Once read, what
    it said stands where it belongs and `body` is empty; of a refused one it serves to find out why, for thirty days.
    The digest stays: what a vendor sends again is still known.
    """

    class State(models.TextChoices):
        NEW = "new"
        WAITING = "waiting"
        READ = "read"
        REFUSED = "refused"

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    account = models.CharField(max_length=31)
    message_key = models.CharField(max_length=64)
    body = SealedTextField(key_of="platform", pad=256, null=True)
    received_at = models.DateTimeField()
    state = models.CharField(max_length=8, choices=State.choices, default=State.NEW)
    call_id = models.CharField(max_length=128, blank=True, default="")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["account", "message_key"], name="inboxmessage_once"),
            models.CheckConstraint(
                condition=Q(state__in=["new", "waiting", "read", "refused"]), name="inboxmessage_state_known"
            ),
            sealed_check("body"),
        ]
        indexes = [
            models.Index(fields=["received_at"], condition=Q(state="new"), name="inboxmessage_new"),
            models.Index(fields=["account", "call_id"], condition=Q(state="waiting"), name="inboxmessage_waiting"),
        ]

    class Privacy:
        technical = {"id", "account", "message_key", "received_at", "state", "call_id"}
        personal = {"body"}
        nir: set[str] = set()
        health: set[str] = set()

    def __str__(self) -> str:
        return str(self.id)
