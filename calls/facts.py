"""The facts of a call between the database and the fold."""

from uuid import UUID

from calls.models import CallFact, CallSession
from core import clock
from telephony_adapters.events import AnswererKind, CallEvent, Direction, Kind, RemoteState


def append(practice_id: UUID, session_id: UUID, fact: CallEvent) -> bool:
    """Keep one more fact; False when it was known. The caller holds the call's lock."""
    known = CallFact.objects.filter(practice_id=practice_id, session_id=session_id, event_id=fact.event_id)
    if known.exists():
        return False
    CallFact.objects.create(
        practice_id=practice_id,
        session_id=session_id,
        account=fact.account,
        event_id=fact.event_id,
        leg_id=fact.leg_id,
        kind=fact.kind,
        direction=fact.direction or "",
        remote_state=fact.remote_state or "",
        remote_e164=fact.remote_e164 or "",
        did_e164=fact.did_e164 or "",
        agent=fact.agent or "",
        answerer_kind=fact.answerer_kind or "",
        occurred_at=fact.occurred_at,
        received_at=fact.received_at or clock.now(),
        cause=(fact.cause or "")[:64],
        client_ref=fact.client_ref or "",
        transfer_to=fact.transfer_to or "",
    )
    return True


def facts_of(session: CallSession) -> list[CallEvent]:
    """Every kept fact of one call. The caller checked the scope."""
    rows = CallFact.objects.filter(practice_id=session.practice_id, session_id=session.id)
    return [_fact(row, session) for row in rows]


def withhold(session: CallSession) -> None:
    """A number that any fact said withheld stands in none of them. The caller holds the call's lock."""
    rows = CallFact.objects.filter(practice_id=session.practice_id, session_id=session.id)
    rows.filter(remote_state=RemoteState.KNOWN).update(remote_state=RemoteState.WITHHELD, remote_e164="")


def _fact(row: CallFact, session: CallSession) -> CallEvent:
    return CallEvent(
        provider="",
        account=row.account,
        event_id=row.event_id,
        call_id=session.provider_call_id,
        leg_id=row.leg_id,
        kind=Kind(row.kind),
        direction=Direction(row.direction) if row.direction else None,
        remote_state=RemoteState(row.remote_state) if row.remote_state else None,
        remote_e164=row.remote_e164 or None,
        did_e164=row.did_e164 or None,
        agent=row.agent or None,
        answerer_kind=AnswererKind(row.answerer_kind) if row.answerer_kind else None,
        occurred_at=row.occurred_at,
        received_at=row.received_at,
        cause=row.cause or None,
        client_ref=row.client_ref or None,
        transfer_to=row.transfer_to or None,
    )
