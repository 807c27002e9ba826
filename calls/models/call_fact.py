"""One fact of one call, appended as it was read and never changed: the call can be folded again from these rows."""

from django.db import models
from django.db.models import Q

from calls.models.call_session import CallSession
from core.ids import new_id
from practices.models import Practice
from telephony_adapters.events import Kind


class CallFact(models.Model):
    """The columns of telephony_adapters.events.CallEvent; a number exists only where the fact said one.

    A recording's reference is not among them: it is kept apart, or not at all (`calls.models.call_recording`).
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    practice = models.ForeignKey(Practice, on_delete=models.PROTECT, related_name="+", db_index=False)
    session = models.ForeignKey(
        CallSession, on_delete=models.PROTECT, related_name="facts", db_constraint=False, db_index=False
    )
    account = models.CharField(max_length=31)
    event_id = models.CharField(max_length=128)
    leg_id = models.CharField(max_length=128)
    kind = models.CharField(max_length=18, choices=[(each.value, each.value) for each in Kind])
    direction = models.CharField(max_length=8, blank=True, default="")
    remote_state = models.CharField(max_length=10, blank=True, default="")
    remote_e164 = models.CharField(max_length=16, blank=True, default="")
    did_e164 = models.CharField(max_length=16, blank=True, default="")
    agent = models.CharField(max_length=64, blank=True, default="")
    answerer_kind = models.CharField(max_length=9, blank=True, default="")
    occurred_at = models.DateTimeField(null=True, blank=True)
    received_at = models.DateTimeField()
    cause = models.CharField(max_length=64, blank=True, default="")
    client_ref = models.CharField(max_length=128, blank=True, default="")
    transfer_to = models.CharField(max_length=64, blank=True, default="")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["practice", "id"], name="callfact_practice_id"),
            # One call's own: what a vendor calls an event is its word, and it may say it again of another call.
            models.UniqueConstraint(fields=["practice", "session", "event_id"], name="callfact_once_a_call"),
            models.CheckConstraint(condition=Q(kind__in=list(Kind)), name="callfact_kind_known"),
            models.CheckConstraint(
                condition=Q(remote_e164="") | Q(remote_state="known"), name="callfact_number_only_when_known"
            ),
        ]
        indexes = [models.Index(fields=["practice", "session"], name="callfact_session")]

    class Privacy:
        technical = {
            "id",
            "practice",
            "session",
            "account",
            "event_id",
            "leg_id",
            "kind",
            "direction",
            "remote_state",
            "did_e164",
            "agent",
            "answerer_kind",
            "occurred_at",
            "received_at",
            "cause",
            "client_ref",
            "transfer_to",
        }
        personal = {"remote_e164"}
        nir: set[str] = set()
        health: set[str] = set()

    def __str__(self) -> str:
        return str(self.id)
