"""Questions about calls, never beyond the actor's practices: what rings now, one call, what is left to do."""

from datetime import timedelta
from uuid import UUID

from django.db.models import Q, QuerySet

from calls.folding import Outcome
from calls.models import AgentPhone, CallSession
from calls.models.call_session import Disposition
from core import clock
from core.errors import NotFound
from core.scoping import Actor
from practices.permissions import Permission, check_may, practices_where
from telephony_adapters.events import Direction

# A call that its vendor never ended is not shown as live for ever.
LONGEST_CALL = timedelta(hours=3)
# How far back the work list of missed calls goes.
WORK_DAYS = timedelta(days=7)


def live_calls(actor: Actor) -> list[CallSession]:
    """Inbound calls of the actor's practices that ring or are being answered, oldest first."""
    found = _of(actor).filter(
        direction=Direction.INBOUND, ended_at__isnull=True, started_at__gte=clock.now() - LONGEST_CALL
    )
    return list(found.select_related("practice", "line", "taken_by").order_by("started_at", "id"))


def call_in(actor: Actor, practice_id: UUID, session_id: UUID) -> CallSession:
    """One call. Raises NotFound, Forbidden."""
    check_may(actor, Permission.CALL_HANDLE, practice_id)
    found = (
        CallSession.objects.filter(practice_id=practice_id, id=session_id)
        .select_related("practice", "line", "taken_by")
        .first()
    )
    if found is None:
        raise NotFound()
    return found


def left_to_do(actor: Actor) -> list[CallSession]:
    """Missed calls and those marked "à rappeler" that nobody rang back, oldest first; at most seven days old."""
    missed = Q(direction=Direction.INBOUND, outcome__in=[Outcome.MISSED, Outcome.VOICEMAIL], ended_at__isnull=False)
    asked = Q(disposition=Disposition.CALL_BACK)
    found = _of(actor).filter(missed | asked, called_back_at__isnull=True, started_at__gte=clock.now() - WORK_DAYS)
    return list(found.select_related("practice", "line").order_by("started_at", "id"))


def owner_of_phone(account: str, agent: str) -> UUID | None:
    """Whose telephone an extension is now."""
    held = AgentPhone.objects.filter(account=account, agent=agent, ended_at__isnull=True).first()
    return held.user_id if held else None


def _of(actor: Actor) -> QuerySet[CallSession]:
    return CallSession.objects.filter(practice_id__in=sorted(practices_where(actor, Permission.CALL_HANDLE)))
