from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from notifications.states import NEXT, RECEIPTS, SAID, TROUBLE, Said, State, WrongTransition, check_next, fold
from telephony_adapters.events import SmsKind

INSTANTS = st.none() | st.datetimes(datetime(2041, 1, 1), datetime(2041, 1, 3), timezones=st.just(UTC))  # noqa: DTZ001 - the zone is drawn
RECEIVED = st.lists(st.builds(Said, st.sampled_from(sorted(RECEIPTS)), INSTANTS), max_size=5)
SENT = [State.SENDING, State.ACCEPTED, State.UNKNOWN]


def told_one_by_one(current: State, receipts: list[Said]) -> State:
    """As they arrive: each one is kept, and all that is kept is folded again."""
    for count in range(1, len(receipts) + 1):
        current = fold(current, receipts[:count])
    return current


@given(current=st.sampled_from(SENT), receipts=RECEIVED, data=st.data())
def test_receipts_in_any_order_and_any_repetition_end_alike(
    current: State, receipts: list[Said], data: st.DataObject
) -> None:
    shuffled = data.draw(st.permutations(receipts + receipts))
    assert told_one_by_one(current, list(shuffled)) == told_one_by_one(current, receipts)


@given(current=st.sampled_from(SENT), receipts=RECEIVED)
def test_what_was_delivered_once_stays_delivered(current: State, receipts: list[Said]) -> None:
    found = told_one_by_one(current, [Said(SmsKind.DELIVERED), *receipts])
    assert found is State.DELIVERED


def test_every_state_has_its_line_and_none_leads_back_to_the_queue_once_the_vendor_has_the_message() -> None:
    assert set(NEXT) == set(State)
    assert {state for state in State if State.QUEUED in NEXT[state]} == {State.SENDING}
    assert SAID.isdisjoint({State.QUEUED, State.VOID})
    assert set(State) >= TROUBLE


@pytest.mark.parametrize("state", [State.QUEUED, State.SENDING])
def test_a_message_of_nobody_knows_what_is_never_sent_again_by_the_machine(state: State) -> None:
    with pytest.raises(WrongTransition):
        check_next(State.UNKNOWN, state)


def test_no_receipt_wakes_what_was_never_sent() -> None:
    assert fold(State.VOID, [Said(SmsKind.DELIVERED)]) is State.VOID
    assert fold(State.QUEUED, [Said(SmsKind.FAILED)]) is State.QUEUED
