"""Questions about calls, never beyond the actor's practices: what rings now, what is in hand or left to do."""

from collections.abc import Collection
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import Q, QuerySet

from accounts.models import User
from calls.models import AgentPhone, CallSession, RecordingChoice
from calls.work import ToCallBack, left_to_do, left_to_do_count, to_call_back
from core import clock
from core.compiled import Compiled
from core.errors import NotFound
from core.scoping import Actor
from practices.permissions import Permission, check_may, practices_where
from telephony_adapters.events import Direction

__all__ = [
    "ToCallBack",
    "call_by_id",
    "call_in",
    "calls_in_hand",
    "desk_calls",
    "is_answering",
    "is_known",
    "left_to_do",
    "left_to_do_count",
    "live_calls",
    "moments_of",
    "owner_of_phone",
    "practice_of_call",
    "recording_choice",
    "to_call_back",
    "to_wrap_up",
    "who_answered",
]

# A call that its vendor never ended is not shown as live for ever.
LONGEST_CALL = timedelta(hours=3)
# Every open desk asks at once when a call rings: it reads what it shows.
_ON_THE_DESK = (
    *("version", "account", "remote_state", "remote_e164", "answered_by", "taken_at"),
    *("started_at", "answered_at", "ended_at"),
    *("practice__name", "practice__greeting", "practice__public_text", "practice__kind", "practice__phone"),
    *("line__name", "line__e164", "line__greeting", "taken_by__display_name"),
)
# What a call is still worked on for once the line is free.
AFTER_THE_CALL = timedelta(minutes=10)
A_DAY_S_WORK = timedelta(hours=12)


def live_calls(actor: Actor) -> list[CallSession]:
    """Inbound calls of the actor's practices that ring or are being answered, oldest first."""
    found = _of(actor).filter(
        direction=Direction.INBOUND, ended_at__isnull=True, started_at__gte=clock.now() - LONGEST_CALL
    )
    return list(found.select_related("practice", "line", "taken_by").order_by("started_at", "id"))


def desk_calls(actor: Actor) -> list[CallSession]:
    """What the desk shows: the live calls, and those that this person took; none that is wrapped up."""
    now = clock.now()
    mine = Q(taken_by=actor.user_id, ended_at__gte=now - AFTER_THE_CALL)
    found = _of(actor).filter(
        Q(ended_at__isnull=True) | mine,
        direction=Direction.INBOUND,
        started_at__gte=now - LONGEST_CALL,
        wrapped_up_at__isnull=True,
    )
    return list(found.select_related("practice", "line", "taken_by").only(*_ON_THE_DESK).order_by("started_at", "id"))


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


def _in_hand(practices: Any, person: Any, taken_since: Any, ended_since: Any) -> QuerySet[CallSession, Any]:
    found = CallSession.objects.filter(
        Q(ended_at__isnull=True) | Q(ended_at__gte=ended_since),
        practice_id__among=practices,
        taken_by=person,
        taken_at__gte=taken_since,
        wrapped_up_at__isnull=True,
    )
    return found.order_by("taken_at").values_list("practice_id", "id")


# Asked by every act on a patient.
_IN_HAND = Compiled(_in_hand)


def calls_in_hand(actor: Actor) -> dict[UUID, UUID]:
    """The call that this person is answering, by practice: taken, not wrapped up, over for ten minutes at most."""
    now = clock.now()
    found = _IN_HAND.rows(list(actor.practice_ids), actor.user_id, now - LONGEST_CALL, now - AFTER_THE_CALL)
    return dict(found)


@transaction.atomic
def practice_of_call(actor: Actor, session_id: UUID) -> UUID:
    """Whose call it is, among the actor's practices. Raises NotFound."""
    found = CallSession.objects.filter(practice_id__in=sorted(actor.practice_ids), id=session_id)
    practice_id = found.values_list("practice_id", flat=True).first()
    if practice_id is None:
        raise NotFound()
    return practice_id


def call_by_id(actor: Actor, session_id: UUID) -> CallSession:
    """One call of any of the actor's practices. Raises NotFound, Forbidden."""
    return call_in(actor, practice_of_call(actor, session_id), session_id)


def recording_choice(actor: Actor, practice_id: UUID) -> RecordingChoice | None:
    """What the practice decided, if it ever did. Raises NotFound, Forbidden."""
    check_may(actor, Permission.PRACTICE_READ, practice_id)
    return RecordingChoice.objects.filter(practice_id=practice_id).first()


def to_wrap_up(actor: Actor) -> list[CallSession]:
    """This person's calls of the last twelve hours that are over and not wrapped up, the latest first."""
    found = _of(actor).filter(
        taken_by=actor.user_id,
        taken_at__gte=clock.now() - A_DAY_S_WORK,
        wrapped_up_at__isnull=True,
        ended_at__isnull=False,
    )
    return list(found.select_related("practice", "line").order_by("-taken_at", "id"))


def is_answering(actor: Actor, practice_id: UUID, call_id: UUID) -> bool:
    """Whether this person took that call of that practice."""
    return CallSession.objects.filter(practice_id=practice_id, id=call_id, taken_by=actor.user_id).exists()


def is_known(practice_id: UUID, call_id: UUID) -> bool:
    """Whether a telephone told of that call. The caller checked the scope."""
    return CallSession.objects.filter(practice_id=practice_id, id=call_id).exists()


def moments_of(practice_id: UUID, call_ids: Collection[UUID]) -> dict[UUID, datetime]:
    """When these calls of a practice began. The caller checked the scope."""
    found = CallSession.objects.filter(practice_id=practice_id, id__in=list(call_ids))
    return dict(found.values_list("id", "started_at"))


def owner_of_phone(account: str, agent: str) -> UUID | None:
    """Whose telephone an extension is now."""
    held = AgentPhone.objects.filter(account=account, agent=agent, ended_at__isnull=True).first()
    return held.user_id if held else None


def who_answered(call: CallSession) -> User | None:
    """Whose telephone was picked up, None while it is nobody's."""
    held = AgentPhone.objects.filter(account=call.account, agent=call.answered_by, ended_at__isnull=True)
    phone = held.select_related("user").first() if call.answered_by else None
    return phone.user if phone else None


def _of(actor: Actor) -> QuerySet[CallSession]:
    return CallSession.objects.filter(practice_id__in=sorted(practices_where(actor, Permission.CALL_HANDLE)))
