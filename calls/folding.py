"""One call from all of its facts. Pure: no Django, no database.

`fold` gives the same call for any order and any repetition of the same facts: each answer below is the smallest,
the earliest or the strongest of a set. What happened is computed from facts about people (a telephone that somebody
picked up), never from the cause of the hang-up or from the caller's channel being "up": an answering machine and a
queue put it up too.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum

from telephony_adapters.events import AnswererKind, CallEvent, Direction, Kind, RemoteState

_LATE = datetime.max.replace(tzinfo=UTC)
# The stronger word wins: a number once marked withheld is never shown again, whatever else was said.
_STRENGTH = (
    RemoteState.WITHHELD,
    RemoteState.KNOWN,
    RemoteState.INTERNAL,
    RemoteState.UNPARSABLE,
    RemoteState.UNKNOWN,
)

_RINGING = (Kind.RINGING, Kind.AGENT_RINGING)
# What is told after the call, under a leg of its own or none.
_AFTERWARDS = (Kind.RECORDING_READY, Kind.VOICEMAIL_LEFT)


class Outcome(StrEnum):
    ANSWERED = "answered"
    MISSED = "missed"
    VOICEMAIL = "voicemail"
    AGENT_NO_ANSWER = "agent_no_answer"


@dataclass(frozen=True, slots=True)
class FoldedCall:
    """Times are UTC; `outcome` says what would be said if the call ended now, `ended_at` whether it did."""

    account: str
    call_id: str
    direction: Direction | None
    did_e164: str | None
    remote_e164: str | None
    remote_state: RemoteState
    outcome: Outcome
    answered_by: str | None
    started_at: datetime | None
    answered_at: datetime | None
    ended_at: datetime | None
    ringing_agents: frozenset[str]
    client_ref: str | None
    transferred_to: str | None


def fold(facts: Iterable[CallEvent]) -> FoldedCall:
    """The call of these facts, all of one call. Raises ValueError when there is none."""
    # Of a fact received twice, the first reception counts.
    latest_first = sorted(facts, key=lambda fact: fact.received_at or _LATE, reverse=True)
    once = sorted({fact.event_id: fact for fact in latest_first}.values(), key=_order)
    if not once:
        raise ValueError("a call has facts")
    direction = _direction(once)
    answer = _answer(once, direction)
    outcome = _outcome(once, direction, answer)
    state, number = _remote(once)
    return FoldedCall(
        account=once[0].account,
        call_id=once[0].call_id,
        direction=direction,
        did_e164=next((fact.did_e164 for fact in once if fact.did_e164), None),
        remote_e164=number,
        remote_state=state,
        outcome=outcome,
        answered_by=_answered_by(once, answer) if outcome is Outcome.ANSWERED else None,
        started_at=min((fact.occurred_at for fact in once if fact.occurred_at), default=None),
        answered_at=_time(answer) if answer else None,
        ended_at=_ended_at(once, direction),
        ringing_agents=frozenset(fact.agent for fact in once if fact.kind is Kind.AGENT_RINGING and fact.agent),
        client_ref=next((fact.client_ref for fact in once if fact.client_ref), None),
        transferred_to=next((fact.transfer_to for fact in once if fact.transfer_to), None),
    )


def fold_all(facts: Iterable[CallEvent]) -> list[FoldedCall]:
    """Each call of a mixture, in the order of their beginning."""
    calls: dict[tuple[str, str, str], list[CallEvent]] = defaultdict(list)
    for fact in facts:
        calls[fact.provider, fact.account, fact.call_id].append(fact)
    return sorted(
        (fold(of_one) for of_one in calls.values()), key=lambda call: (call.started_at or _LATE, call.call_id)
    )


def _order(fact: CallEvent) -> tuple[datetime, str]:
    return fact.occurred_at or _LATE, fact.event_id


def _time(fact: CallEvent) -> datetime | None:
    """When it happened; a vendor that says no time is taken at the moment we heard of it."""
    return fact.occurred_at or fact.received_at


def _direction(facts: list[CallEvent]) -> Direction | None:
    said = {fact.direction for fact in facts}
    # A telephone that dialled the outside first looked like one that dials a colleague.
    return next((each for each in (Direction.INBOUND, Direction.OUTBOUND, Direction.INTERNAL) if each in said), None)


def _remote(facts: list[CallEvent]) -> tuple[RemoteState, str | None]:
    said = [fact for fact in facts if fact.remote_state]
    if not said:
        return RemoteState.UNKNOWN, None
    strongest = min(said, key=lambda fact: _STRENGTH.index(fact.remote_state or RemoteState.UNKNOWN))
    return strongest.remote_state or RemoteState.UNKNOWN, strongest.remote_e164


def _answer(facts: list[CallEvent], direction: Direction | None) -> CallEvent | None:
    """The first fact that somebody was there: at a telephone of ours, or at the other end of a call we placed."""
    answers = [fact for fact in facts if fact.kind is Kind.ANSWERED]
    if direction is Direction.OUTBOUND:
        return next((fact for fact in answers if not fact.agent), None)
    # An internal call begins with the telephone of who dials: that it is up says nothing.
    others = [fact for fact in answers if direction is not Direction.INTERNAL or fact.leg_id != fact.call_id]
    people = [fact for fact in others if fact.answerer_kind is AnswererKind.HUMAN]
    return next(iter(people or others), None)


def _answered_by(facts: list[CallEvent], answer: CallEvent | None) -> str | None:
    if answer and answer.agent:
        return answer.agent
    return next((fact.agent for fact in facts if fact.kind is Kind.ANSWERED and fact.agent), None)


def _outcome(facts: list[CallEvent], direction: Direction | None, answer: CallEvent | None) -> Outcome:
    voicemail = next((fact for fact in facts if fact.kind in (Kind.VOICEMAIL_ENTERED, Kind.VOICEMAIL_LEFT)), None)
    if voicemail and (answer is None or _order(voicemail)[0] < _order(answer)[0]):
        return Outcome.VOICEMAIL
    if answer:
        return Outcome.ANSWERED
    agent_was_there = any(fact.kind is Kind.ANSWERED and fact.agent for fact in facts)
    if direction is Direction.OUTBOUND and not agent_was_there:
        return Outcome.AGENT_NO_ANSWER
    return Outcome.MISSED


def _ended_at(facts: list[CallEvent], direction: Direction | None) -> datetime | None:
    """When the last leg ended. A call ends with every leg that was still to end, or when the caller is gone."""
    ended = {fact.leg_id for fact in facts if fact.kind is Kind.ENDED}
    legs = {fact.leg_id for fact in facts if fact.kind not in _AFTERWARDS}
    if direction is Direction.INBOUND:
        legs -= _picked_up_elsewhere(facts)
    caller_gone = direction is Direction.INBOUND and facts[0].call_id in ended
    if not ended or not (caller_gone or legs <= ended):
        return None
    return max(_ends(facts).values(), default=None)


def _ends(facts: list[CallEvent]) -> dict[str, datetime]:
    """When each leg ended: told twice (by the exchange, and by its absence after a cut), the first time is the end."""
    ends: dict[str, datetime] = {}
    for fact in facts:
        if fact.kind is Kind.ENDED and (at := _time(fact)):
            ends[fact.leg_id] = min(at, ends.get(fact.leg_id, at))
    return ends


def _picked_up_elsewhere(facts: list[CallEvent]) -> set[str]:
    """The telephones that only rang, until somebody picked up another one: some vendors never say that they stopped.

    One that rings after the answer is a transfer, and is waited for.
    """
    answers = [at for fact in facts if fact.kind is Kind.ANSWERED and _is_person(fact) and (at := _time(fact))]
    if not answers:
        return set()
    last = max(answers)
    # What may still go on: whatever did more than ring, or rang since.
    others = {fact.leg_id for fact in facts if fact.kind not in _RINGING or (_time(fact) or _LATE) > last}
    return {fact.leg_id for fact in facts} - others - {facts[0].call_id}


def _is_person(fact: CallEvent) -> bool:
    return bool(fact.agent) or fact.answerer_kind is AnswererKind.HUMAN
