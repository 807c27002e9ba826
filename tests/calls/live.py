"""A live call of the practice, and its end, as its exchange tells them."""

from uuid import UUID

from calls.models import CallSession
from calls.services import read_due
from core.scoping import acting_as, system_actor
from practices.models import Practice
from tests.calls.lines import calls_of, lines_of, say

RECORDED_ID = "labpbx"
# The moments of the recording: until then it rings, from then on the line is free.
RINGS, TALKS = 12, 20


def ringing(practice: Practice, name: str = RECORDED_ID, *, until: int = RINGS) -> CallSession:
    """A call that rings (or has got as far as line `until` of the recording), under an id of its own."""
    say(*(line.replace(RECORDED_ID, name) for line in lines_of("inbound-answered.ari")[:until]))
    read_due(1000)
    return named(practice, name)


def hang_up(practice: Practice, name: str = RECORDED_ID) -> CallSession:
    say(*(line.replace(RECORDED_ID, name) for line in lines_of("inbound-answered.ari")))
    read_due(1000)
    return named(practice, name)


def named(practice: Practice, name: str) -> CallSession:
    (found,) = [call for call in calls_of(practice) if call.provider_call_id.startswith(name)]
    return found


def again(call: CallSession) -> CallSession:
    with acting_as(system_actor(call.practice_id)):
        return CallSession.objects.get(practice_id=call.practice_id, id=call.id)


def taken(actor_id: UUID | None, call: CallSession) -> CallSession:
    """Answered by that person."""
    with acting_as(system_actor(call.practice_id)):
        CallSession.objects.filter(practice_id=call.practice_id, id=call.id).update(
            taken_by=actor_id, taken_at=call.started_at
        )
    return again(call)
