"""Click-to-call: the practice's number is shown, one click or ten is the same call, and a refusal is said clearly."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
import time_machine

from calls import queries
from calls.errors import CallBackClaimed, CallNotPlaced, CannotCallBack, ExchangeSilent, LineCannotDial, NoTelephone
from calls.models import CallRequest, CallSession
from calls.services import assign_phone, place_call_back, read_due, wrap_up
from core import clock
from core.errors import Forbidden, NotFound
from core.scoping import Actor, acting_as, system_actor
from tests.calls.exchange import Exchange, an_exchange
from tests.calls.lines import CALLER, LINE, calls_of, lines_of, make_line, ring, say, with_accounts
from tests.calls.live import again
from tests.factories.practices import World, join_as_practice_secretary, make_person, make_world
from tests.personas import CAMILLE, CHARLIE, NADIA

pytestmark = pytest.mark.django_db
AFTER = "2026-11-22T02:25:00Z"
RECORDED_CALLED = "+33639985432"


@pytest.fixture
def world(db: None) -> Iterator[World]:
    with time_machine.travel(AFTER, tick=False):
        world = make_world()
        make_line(world.ours.practice)
        assign_phone(actor=system_actor(), account="exchange", agent="1001", user_id=world.people[CAMILLE].id)
        yield world


@pytest.fixture
def told() -> Iterator[Exchange]:
    with an_exchange() as told:
        yield told


def missed(world: World) -> CallSession:
    ring("inbound-missed-caller-gave-up.ari")
    return next(call for call in calls_of(world.ours.practice) if call.outcome == "missed")


def place(actor: Actor, call: CallSession) -> CallRequest:
    with acting_as(actor):
        return place_call_back(actor=actor, practice_id=call.practice_id, session_id=call.id)


def play(request: CallRequest, case: str = "outbound-click-to-call.ari", *, until: int | None = None) -> CallSession:
    """The recorded call, under our reference."""
    lines = [line.replace("cti-req-42", str(request.id)) for line in lines_of(case)[:until]]
    say(*(line.replace(RECORDED_CALLED, CALLER) for line in lines))
    read_due(1000)
    return again(request.session)


def test_the_secretary_s_telephone_rings_first_and_the_caller_sees_the_practice_s_number(
    world: World, told: Exchange, caplog: pytest.LogCaptureFixture
) -> None:
    request = place(world.actor(CAMILLE), missed(world))
    (asked,) = told.asked
    assert (asked["endpoint"], asked["extension"], asked["callerId"]) == ("PJSIP/1001", CALLER, LINE)
    assert asked["channelId"] == str(request.id)
    assert CALLER.lstrip("+") not in caplog.text
    assert (request.state, request.session.direction, request.session.taken_by_id) == (
        "placed",
        "outbound",
        world.people[CAMILLE].id,
    )


def test_a_second_click_is_the_same_call(world: World, told: Exchange) -> None:
    camille, call = world.actor(CAMILLE), missed(world)
    first = place(camille, call)
    assert place(camille, call).id == first.id
    play(first, until=20)
    assert place(camille, call).id == first.id
    assert len(told.asked) == 1


def test_what_the_exchange_tells_folds_into_the_call_that_was_asked_for(world: World, told: Exchange) -> None:
    camille, call = world.actor(CAMILLE), missed(world)
    request = place(camille, call)
    after = play(request)
    assert (after.outcome, after.answered_by, after.remote_e164) == ("answered", "1001", CALLER)
    assert after.ended_at is not None
    with acting_as(camille):
        assert CallRequest.objects.get().state == "over"
        assert CallSession.objects.filter(direction="outbound").count() == 1
        # They were spoken to: nobody has to ring them any more.
        assert queries.left_to_do(camille) == []


def test_a_telephone_that_is_not_picked_up_dials_nobody_and_the_caller_stays_on_the_list(
    world: World, told: Exchange
) -> None:
    camille, call = world.actor(CAMILLE), missed(world)
    request = place(camille, call)
    lines = lines_of("outbound-click-to-call.ari")
    gone = next(line for line in lines if "ChannelDestroyed" in line and '"id": "cti-req-42"' in line)
    own = [*lines[:3], gone.replace('"state": "Up"', '"state": "Ringing"')]
    say(*(line.replace("cti-req-42", str(request.id)) for line in own))
    read_due(1000)
    after = again(request.session)
    assert (after.outcome, after.remote_e164) == ("agent_no_answer", CALLER)
    assert after.ended_at is not None
    with acting_as(camille):
        assert [each.id for each in queries.left_to_do(camille)] == [call.id]
    with time_machine.travel(clock.now() + timedelta(minutes=5), tick=False):
        assert place(camille, call).id != request.id


def test_wrapping_up_the_new_call_settles_the_one_it_returned(world: World, told: Exchange) -> None:
    ring()
    (call,) = calls_of(world.ours.practice)
    camille = world.actor(CAMILLE)
    with acting_as(camille):
        wrap_up(actor=camille, practice_id=call.practice_id, session_id=call.id, disposition="call_back")
    request = place(camille, call)
    play(request)
    with acting_as(camille):
        assert [each.id for each in queries.left_to_do(camille)] == [call.id]
        wrap_up(actor=camille, practice_id=call.practice_id, session_id=request.session_id, disposition="informed")
        assert queries.left_to_do(camille) == []


def test_an_exchange_that_refuses_is_said_and_the_next_click_tries_again(world: World, told: Exchange) -> None:
    camille, call = world.actor(CAMILLE), missed(world)
    told.status = 400
    with pytest.raises(CallNotPlaced) as refused:
        place(camille, call)
    assert refused.value.extra == {"reason": "http-400"}
    told.status = 200
    assert place(camille, call).state == "placed"
    assert len(told.asked) == 2


def test_an_exchange_that_says_nothing_leaves_a_call_that_may_ring_all_the_same(world: World, told: Exchange) -> None:
    camille, call = world.actor(CAMILLE), missed(world)
    told.status = 503
    with pytest.raises(ExchangeSilent):
        place(camille, call)
    with acting_as(camille):
        request = CallRequest.objects.select_related("session").get()
    assert request.state == "unknown" and request.session.ended_at is not None
    assert play(request).outcome == "answered"


def test_a_withheld_number_cannot_be_rung_back(world: World, told: Exchange) -> None:
    ring("inbound-withheld.ari")
    (call,) = calls_of(world.ours.practice)
    with pytest.raises(CannotCallBack):
        place(world.actor(CAMILLE), call)
    assert told.asked == []


def test_whoever_has_no_telephone_and_a_line_that_cannot_dial_are_told_so(world: World, told: Exchange) -> None:
    world.people["lea"] = make_person("lea")
    join_as_practice_secretary(world.ours.practice, world.people["lea"])
    call = missed(world)
    with pytest.raises(NoTelephone):
        place(world.actor("lea"), call)
    with with_accounts(exchange=None), pytest.raises(LineCannotDial):  # type: ignore[arg-type]
        place(world.actor(CAMILLE), call)
    assert told.asked == []


def test_two_people_never_ring_one_caller(world: World, told: Exchange) -> None:
    world.people["lea"] = make_person("lea")
    join_as_practice_secretary(world.ours.practice, world.people["lea"])
    assign_phone(actor=system_actor(), account="exchange", agent="1002", user_id=world.people["lea"].id)
    call = missed(world)
    place(world.actor(CAMILLE), call)
    with pytest.raises(CallBackClaimed):
        place(world.actor("lea"), call)
    assert len(told.asked) == 1


@pytest.mark.parametrize(("name", "answer"), [(CHARLIE, NotFound), (NADIA, Forbidden)])
def test_only_who_answers_for_the_practice_rings_its_callers(
    world: World, told: Exchange, name: str, answer: type[Exception]
) -> None:
    call = missed(world)
    with pytest.raises(answer):
        place(world.actor(name), call)
    assert told.asked == []
