"""The same call for any order and any repetition of what was said of it, by every vendor that tells of calls."""

from collections.abc import Sequence
from datetime import timedelta
from email.utils import format_datetime
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from calls.folding import FoldedCall, Outcome, fold_all
from telephony_adapters.events import CallEvent
from telephony_adapters.protocols import RawRequest
from tests.telephony_adapters.recorded import CASES as RECORDED
from tests.telephony_adapters.recorded import facts as recorded_facts
from tests.telephony_adapters.signing import CALLER, LINE, NOW, SAMPLES, generic, ringover, twilio

BY_NAME = {sample.provider: sample for sample in SAMPLES}
AGENT = {"leg_id": "lea", "agent": "1001"}


def _generic(**said: Any) -> RawRequest:
    second = said.pop("second")
    return generic(**said, occurred_at=(NOW + timedelta(seconds=second)).isoformat())


def _ringover(event: str, second: float, **said: Any) -> RawRequest:
    return ringover(event, start_time=NOW.timestamp(), at=NOW.timestamp() + second, **said)


def _twilio(status: str, sequence: int, **said: str) -> RawRequest:
    at = format_datetime(NOW + timedelta(seconds=sequence))
    return twilio(CallStatus=status, SequenceNumber=str(sequence), Timestamp=at, **said)


_SIP = {"CallSid": "CA2", "ParentCallSid": "CA1", "To": "sip:1001@pbx.example"}
# What each vendor sends of a call that extension 1001 answers, and of one that nobody does, in order.
ANSWERED: dict[str, list[RawRequest]] = {
    provider: [
        _generic(kind="ringing", second=0),
        _generic(kind="agent_ringing", second=1, **AGENT),
        _generic(kind="agent_ringing", second=1, leg_id="paul", agent="1002"),
        _generic(kind="answered", second=4, answered_by="human", **AGENT),
        _generic(kind="ended", second=4, leg_id="paul", agent="1002"),
        _generic(kind="held", second=6, **AGENT),
        _generic(kind="resumed", second=8, **AGENT),
        _generic(kind="ended", second=30, **AGENT),
        _generic(kind="ended", second=31),
    ]
    for provider in ("generic", "console")
} | {
    "ringover": [
        _ringover("ringing", 0),
        _ringover("ringing", 0, channel_id="ch-2"),
        _ringover("answered", 4, user_id=1001),
        _ringover("hangup", 30, user_id=1001),
        _ringover("record_available", 60),
    ],
    "twilio": [
        _twilio("ringing", 0),
        _twilio("in-progress", 1),
        _twilio("initiated", 2, **_SIP),
        _twilio("ringing", 3, **_SIP),
        _twilio("in-progress", 5, **_SIP),
        _twilio("completed", 30, **_SIP),
        _twilio("completed", 31),
    ],
}
MISSED: dict[str, list[RawRequest]] = {
    provider: [
        _generic(kind="ringing", second=0),
        _generic(kind="agent_ringing", second=1, **AGENT),
        _generic(kind="ended", second=9, **AGENT),
        _generic(kind="ended", second=10),
    ]
    for provider in ("generic", "console")
} | {
    "ringover": [_ringover("ringing", 0), _ringover("ringing", 0, channel_id="ch-2"), _ringover("missed", 10)],
    "twilio": [_twilio("ringing", 0), _twilio("ringing", 1, **_SIP), _twilio("no-answer", 9, **_SIP),
               _twilio("no-answer", 10)],
}  # fmt: skip


def parsed(provider: str, requests: Sequence[RawRequest]) -> list[CallEvent]:
    sample = BY_NAME[provider]
    found = [
        fact
        for request in requests
        for fact in sample.webhook.parse(sample.webhook.verify(request, sample.account), sample.account)
    ]
    return [fact for fact in found if isinstance(fact, CallEvent)]


def one(calls: list[FoldedCall]) -> FoldedCall:
    (call,) = calls
    return call


@pytest.mark.parametrize("provider", sorted(ANSWERED))
def test_an_answered_and_a_missed_call_are_told_as_they_happened(provider: str) -> None:
    answered, missed = (one(fold_all(parsed(provider, said[provider]))) for said in (ANSWERED, MISSED))
    assert (answered.outcome, answered.answered_by, missed.outcome) == (Outcome.ANSWERED, "1001", Outcome.MISSED)
    assert (answered.remote_e164, answered.did_e164) == (CALLER, LINE)
    assert answered.ended_at and missed.ended_at


@settings(max_examples=25, deadline=None)
@given(
    provider=st.sampled_from(sorted(ANSWERED)),
    case=st.sampled_from([ANSWERED, MISSED]),
    chance=st.randoms(use_true_random=False),
    again=st.lists(st.integers(0, 20), max_size=8),
)
def test_any_order_and_any_repetition_tell_the_same_call(
    provider: str, case: dict[str, list[RawRequest]], chance: Any, again: list[int]
) -> None:
    said = case[provider]
    mixed = said + [said[place % len(said)] for place in again]
    chance.shuffle(mixed)
    assert fold_all(parsed(provider, mixed)) == fold_all(parsed(provider, said))


@settings(max_examples=10, deadline=None)
@given(chance=st.randoms(use_true_random=False), cut=st.integers(0, 400))
def test_the_calls_of_several_exchanges_mixed_stay_apart(chance: Any, cut: int) -> None:
    every = [fact for case in RECORDED for fact in recorded_facts(case)]
    every += [fact for provider in ("ringover", "twilio") for fact in parsed(provider, ANSWERED[provider])]
    mixed = every + every[cut:]
    chance.shuffle(mixed)
    assert fold_all(mixed) == fold_all(every)
