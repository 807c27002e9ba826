"""A call that somebody asked us to place: written down before the exchange is told, so that a click counts once."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from calls.models.call_session import CallSession
from calls.models.line import Line
from core.ids import new_id
from practices.models import Practice


class CallRequest(models.Model):
    """`id` is our reference at the vendor (`client_ref`). `returns` is the call being returned, `session` the new one.

    `stored`: the exchange has not answered yet. `placed`: it rings somebody. `refused`: certainly not placed, `code`
    says why. `unknown`: no answer, it may ring. `over`: that call ended.
    """

    class State(models.TextChoices):
        STORED = "stored"
        PLACED = "placed"
        REFUSED = "refused"
        UNKNOWN = "unknown"
        OVER = "over"

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    practice = models.ForeignKey(Practice, on_delete=models.PROTECT, related_name="+", db_index=False)
    line = models.ForeignKey(Line, on_delete=models.PROTECT, related_name="+", db_constraint=False, db_index=False)
    session = models.ForeignKey(
        CallSession, on_delete=models.PROTECT, related_name="+", db_constraint=False, db_index=False
    )
    returns = models.ForeignKey(
        CallSession, on_delete=models.PROTECT, related_name="+", db_constraint=False, db_index=False
    )
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", db_index=False)
    agent = models.CharField(max_length=64)
    state = models.CharField(max_length=8, choices=State.choices, default=State.STORED)
    code = models.CharField(max_length=64, blank=True, default="")
    requested_at = models.DateTimeField()
    settled_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["practice", "id"], name="callrequest_practice_id"),
            models.UniqueConstraint(fields=["practice", "session"], name="callrequest_one_a_session"),
            models.UniqueConstraint(
                fields=["practice", "returns"],
                condition=Q(state__in=["stored", "placed"]),
                name="callrequest_one_at_a_time",
            ),
            models.CheckConstraint(
                condition=Q(state__in=["stored", "placed", "refused", "unknown", "over"]),
                name="callrequest_state_known",
            ),
        ]

    class Privacy:
        technical = {
            "id",
            "practice",
            "line",
            "session",
            "returns",
            "agent",
            "state",
            "code",
            "requested_at",
            "settled_at",
        }
        personal = {"user"}
        nir: set[str] = set()
        health: set[str] = set()

    def __str__(self) -> str:
        return str(self.id)
