"""The fold: one call from its facts, the same for any order and any repetition."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from calls.folding import Outcome, fold, fold_all
from telephony_adapters.events import AnswererKind, CallEvent, Direction, Kind, RemoteState
from tests.telephony_adapters.recorded import CASES, facts

NOON = datetime(2041, 1, 14, 12, tzinfo=UTC)
TRUTH = {
    "inbound-answered": (Direction.INBOUND, "+33639981234", Outcome.ANSWERED, "1001"),
    "inbound-missed-caller-gave-up": (Direction.INBOUND, "+33639981234", Outcome.MISSED, None),
    "inbound-withheld": (Direction.INBOUND, None, Outcome.ANSWERED, "1001"),
    "outbound-click-to-call": (Direction.OUTBOUND, "+33639985432", Outcome.ANSWERED, "1001"),
}


def said(kind: Kind, leg: str = "call", second: float = 0, **more: object) -> CallEvent:
    return CallEvent(
        provider="asterisk",
        account="lab",
        event_id=f"{kind}-{leg}-{second}-{sorted(more)}",
        call_id="call",
        leg_id=leg,
        kind=kind,
        occurred_at=NOON + timedelta(seconds=second),
        **more,  # type: ignore[arg-type]
    )


RINGS = said(Kind.RINGING, direction=Direction.INBOUND, did_e164="+33199001122")
LEA = said(Kind.ANSWERED, "lea", 4, agent="1001", answerer_kind=AnswererKind.HUMAN)
VOICEMAIL = said(Kind.VOICEMAIL_ENTERED, second=2)


@pytest.mark.parametrize("case", CASES)
def test_the_recorded_calls_are_told_as_they_happened(case: str) -> None:
    (call,) = fold_all(facts(case))
    direction, remote, outcome, answered_by = TRUTH[case.rpartition(".")[0]]
    assert (call.direction, call.remote_e164, call.outcome, call.answered_by) == (
        direction,
        remote,
        outcome,
        answered_by,
    )
    assert call.did_e164 == "+33199001122"
    assert call.started_at and call.ended_at and call.started_at < call.ended_at


@settings(max_examples=60, deadline=None)
@given(data=st.data(), case=st.sampled_from(CASES))
def test_any_order_and_any_repetition_tell_the_same_call(data: st.DataObject, case: str) -> None:
    recorded = facts(case)
    shuffled = data.draw(st.permutations(recorded + data.draw(st.lists(st.sampled_from(recorded), max_size=20))))
    assert fold_all(shuffled) == fold_all(recorded)


def test_two_calls_mixed_stay_two() -> None:
    mixed = facts("inbound-answered.ari") + facts("inbound-missed-caller-gave-up.ari")
    assert [call.outcome for call in fold_all(reversed(mixed))] == [Outcome.ANSWERED, Outcome.MISSED]


@pytest.mark.parametrize(
    ("happened", "outcome", "answered_by"),
    [
        ([RINGS], Outcome.MISSED, None),
        ([RINGS, LEA], Outcome.ANSWERED, "1001"),
        ([RINGS, VOICEMAIL], Outcome.VOICEMAIL, None),
        ([RINGS, VOICEMAIL, LEA], Outcome.VOICEMAIL, None),
        ([RINGS, LEA, said(Kind.VOICEMAIL_ENTERED, second=9)], Outcome.ANSWERED, "1001"),
        ([RINGS, LEA, said(Kind.ANSWERED, "paul", 3, agent="1002", answerer_kind=AnswererKind.HUMAN)], Outcome.ANSWERED,
         "1002"),
        ([RINGS, said(Kind.ANSWERED, second=5, answerer_kind=AnswererKind.IVR)], Outcome.ANSWERED, None),
    ],
)  # fmt: skip
def test_what_happened_is_told_by_people_and_machines_not_by_causes(
    happened: list[CallEvent], outcome: Outcome, answered_by: str | None
) -> None:
    call = fold(happened)
    assert (call.outcome, call.answered_by) == (outcome, answered_by)


def test_a_call_that_we_place_is_answered_by_the_other_party_only() -> None:
    first = said(Kind.AGENT_RINGING, direction=Direction.OUTBOUND, agent="1001")
    assert fold([first]).outcome is Outcome.AGENT_NO_ANSWER
    picked_up = said(Kind.ANSWERED, second=2, agent="1001", answerer_kind=AnswererKind.HUMAN)
    assert fold([first, picked_up]).outcome is Outcome.MISSED
    there = said(Kind.ANSWERED, "trunk", 5, answerer_kind=AnswererKind.HUMAN)
    call = fold([there, picked_up, first])
    assert (call.outcome, call.answered_by, call.answered_at) == (
        Outcome.ANSWERED,
        "1001",
        NOON + timedelta(seconds=5),
    )


def test_the_line_called_first_stays_the_line_after_a_transfer() -> None:
    later = said(Kind.RINGING, second=8, direction=Direction.INBOUND, did_e164="+33199009999")
    assert fold([later, RINGS]).did_e164 == "+33199001122"


def test_a_number_once_marked_withheld_is_never_shown() -> None:
    number = said(Kind.RINGING, second=1, remote_e164="+33639981234", remote_state=RemoteState.KNOWN)
    hidden = said(Kind.RINGING, second=2, remote_state=RemoteState.WITHHELD)
    assert fold([number]).remote_e164 == "+33639981234"
    assert (fold([hidden, number]).remote_state, fold([hidden, number]).remote_e164) == (RemoteState.WITHHELD, None)


def test_a_call_ends_with_its_last_leg_or_with_its_caller() -> None:
    leg_ended = said(Kind.ENDED, "lea", 9)
    assert fold([RINGS, LEA, leg_ended]).ended_at is None
    assert fold([RINGS, LEA, said(Kind.ENDED, second=10)]).ended_at == NOON + timedelta(seconds=10)
    assert fold([RINGS, LEA, said(Kind.ENDED, second=8), leg_ended]).ended_at == NOON + timedelta(seconds=9)


def test_telephones_that_rang_together_end_with_the_one_that_was_picked_up() -> None:
    group = [
        said(Kind.RINGING, leg, second, direction=Direction.INBOUND) for leg, second in (("lea", 1), ("paul", 1.2))
    ]
    over = said(Kind.ENDED, "lea", 9)
    assert fold([*group, LEA]).ended_at is None
    assert fold([over, LEA, *reversed(group)]).ended_at == over.occurred_at
    assert fold([*group, over]).ended_at is None, "another telephone still rings"
    transfer = said(Kind.RINGING, "zoe", 8, direction=Direction.INBOUND)
    assert fold([*group, LEA, transfer, over]).ended_at is None, "it rings elsewhere since"
    end = said(Kind.ENDED, "zoe", 20)
    assert fold([end, *group, LEA, transfer, over]).ended_at == end.occurred_at


@pytest.mark.parametrize("kind", [Kind.VOICEMAIL_LEFT, Kind.RECORDING_READY])
def test_what_is_told_after_the_call_does_not_open_it_again(kind: Kind) -> None:
    over = said(Kind.ENDED, "lea", 9)
    rings = said(Kind.RINGING, "lea", direction=Direction.INBOUND)
    assert fold([rings, over, said(kind, second=30)]).ended_at == over.occurred_at


def test_a_fact_without_a_time_loses_to_one_with_a_time() -> None:
    untimed = replace(LEA, occurred_at=None, event_id="untimed")
    assert fold([RINGS, untimed, LEA]).answered_at == LEA.occurred_at
    assert fold([RINGS, untimed]).outcome is Outcome.ANSWERED


def test_a_call_whose_vendor_says_no_time_ends_when_we_hear_of_it() -> None:
    heard = NOON + timedelta(seconds=9)
    answered = replace(LEA, leg_id="call", occurred_at=None, received_at=heard - timedelta(seconds=3))
    over = replace(said(Kind.ENDED), occurred_at=None, received_at=heard)
    again = replace(over, received_at=heard + timedelta(seconds=30))
    for facts_ in ([RINGS, answered, over, again], [again, over, answered, RINGS]):
        call = fold(facts_)
        assert (call.answered_at, call.ended_at) == (heard - timedelta(seconds=3), heard)


def test_nothing_cannot_be_folded() -> None:
    with pytest.raises(ValueError, match="facts"):
        fold([])
