"""What a listener could not hear: nothing is replayed after a cut, but what lives can be listed.

A call that ended meanwhile is among the open ones here and not among the exchange's. Nobody knows when it ended: the
moment of the list is the latest. Whether somebody answered it meanwhile is not known either, so it stays what the facts
say: a call-back too many rather than one too few.
"""

from datetime import datetime

from django.db import connection

from calls.facts import facts_of
from calls.models import CallRequest, CallSession
from core.scoping import acting_as, system_actor
from telephony_adapters.events import CallEvent, Kind, LiveLegs, content_id


def untold_ends(live: LiveLegs) -> list[CallEvent]:
    """The ends that nobody told: the legs that were heard of before that moment, had not ended, and live no more.

    They ended at the latest then. A call we placed has its first leg from the moment the exchange took it.
    """
    with connection.cursor() as cursor:
        # In one order for all: whoever appends them takes the locks of several calls.
        cursor.execute("SELECT practice_id, session_id FROM calls_open_of(%s) ORDER BY session_id", [live.account])
        open_calls = cursor.fetchall()
    ends = []
    for practice_id, session_id in open_calls:
        with acting_as(system_actor(practice_id)):
            session = CallSession.objects.get(practice_id=practice_id, id=session_id)
            ends += [_end(session, leg, live) for leg in sorted(_standing(session, live.at) - live.legs)]
    return ends


def _standing(session: CallSession, at: datetime) -> set[str]:
    known = [fact for fact in facts_of(session) if fact.received_at and fact.received_at < at]
    placed = CallRequest.objects.filter(
        practice_id=session.practice_id, session_id=session.id, state=CallRequest.State.PLACED, settled_at__lt=at
    )
    legs = {fact.leg_id for fact in known} | ({session.provider_call_id} if placed.exists() else set())
    return legs - {fact.leg_id for fact in known if fact.kind is Kind.ENDED}


def _end(session: CallSession, leg: str, live: LiveLegs) -> CallEvent:
    return CallEvent(
        provider=live.provider,
        account=live.account,
        event_id=content_id(live.provider, live.account, leg, "gone", live.at.isoformat()),
        call_id=session.provider_call_id,
        leg_id=leg,
        kind=Kind.ENDED,
        occurred_at=live.at,
        received_at=live.at,
    )
