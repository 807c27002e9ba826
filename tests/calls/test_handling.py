"""What the desk does with a call: one person takes it, how it ended is written, whom to ring back is listed."""

from collections.abc import Iterator

import pytest
import time_machine

from calls import queries
from calls.errors import CallAlreadyTaken, CallNotOver
from calls.models import CallSession
from calls.services import assign_phone, call_back_done, read_due, take_call, wrap_up
from core.errors import Forbidden, InvalidInput, NotFound
from core.scoping import Actor, acting_as, system_actor
from tests.calls.lines import calls_of, lines_of, make_line, ring, say
from tests.factories.practices import World, join_as_practice_secretary, make_person, make_world
from tests.personas import CAMILLE, CHARLIE, NADIA

pytestmark = pytest.mark.django_db
RECORDED = "2026-11-22T02:19:40Z"


@pytest.fixture
def world(db: None) -> Iterator[World]:
    """The clock stands where the calls were recorded."""
    with time_machine.travel(RECORDED, tick=False):
        world = make_world()
        make_line(world.ours.practice)
        yield world


def ringing(world: World) -> CallSession:
    say(*lines_of("inbound-answered.ari")[:12])
    read_due(1000)
    (call,) = calls_of(world.ours.practice)
    return call


def act(actor: Actor, verb: object, call: CallSession, **more: object) -> CallSession:
    with acting_as(actor):
        return verb(actor=actor, practice_id=call.practice_id, session_id=call.id, **more)  # type: ignore[operator,no-any-return]


def test_the_first_to_take_a_call_has_it_and_the_second_is_told_by_whom(world: World) -> None:
    colleague = make_person("lea")
    join_as_practice_secretary(world.ours.practice, colleague)
    call, camille = ringing(world), world.actor(CAMILLE)
    taken = act(camille, take_call, call)
    assert taken.taken_by_id == camille.user_id
    assert act(camille, take_call, call).version == taken.version
    world.people["lea"] = colleague
    with pytest.raises(CallAlreadyTaken) as refused:
        act(world.actor("lea"), take_call, call)
    assert refused.value.extra == {"taken_by": str(camille.user_id)}


def test_a_fact_that_arrives_later_leaves_what_the_desk_wrote(world: World) -> None:
    call, camille = ringing(world), world.actor(CAMILLE)
    act(camille, take_call, call)
    ring()
    (after,) = calls_of(world.ours.practice)
    assert (after.taken_by_id, after.outcome) == (camille.user_id, "answered")


def test_what_rings_is_seen_by_the_people_of_the_practice_and_by_nobody_else(world: World) -> None:
    call = ringing(world)
    for name, seen in ((CAMILLE, [call.id]), (CHARLIE, []), (NADIA, [])):
        actor = world.actor(name)
        with acting_as(actor):
            assert [each.id for each in queries.live_calls(actor)] == seen, name


def test_a_call_is_wrapped_up_once_it_is_over_with_a_word_of_the_list(world: World) -> None:
    call, camille = ringing(world), world.actor(CAMILLE)
    with pytest.raises(CallNotOver):
        act(camille, wrap_up, call, disposition="booked")
    ring()
    with pytest.raises(InvalidInput) as refused:
        act(camille, wrap_up, call, disposition="délicieux")
    assert [each.field for each in refused.value.errors] == ["disposition"]
    assert act(camille, wrap_up, call, disposition="booked").disposition == "booked"


def test_a_missed_call_is_work_until_somebody_rings_back(world: World) -> None:
    ring("inbound-missed-caller-gave-up.ari")
    camille = world.actor(CAMILLE)
    with acting_as(camille):
        (call,) = queries.left_to_do(camille)
    act(camille, call_back_done, call)
    with acting_as(camille):
        assert queries.left_to_do(camille) == []


def test_an_answered_call_marked_to_ring_back_is_work_too(world: World) -> None:
    ring()
    (call,) = calls_of(world.ours.practice)
    camille = world.actor(CAMILLE)
    with acting_as(camille):
        assert queries.left_to_do(camille) == []
    act(camille, wrap_up, call, disposition="call_back")
    with acting_as(camille):
        assert [each.id for each in queries.left_to_do(camille)] == [call.id]


@pytest.mark.parametrize("verb", [take_call, call_back_done], ids=["take", "call back"])
def test_a_call_of_another_practice_does_not_exist(world: World, verb: object) -> None:
    call = ringing(world)
    with pytest.raises(NotFound):
        act(world.actor(CHARLIE), verb, call)
    with pytest.raises(Forbidden):
        act(world.actor(NADIA), verb, call)


def test_an_extension_is_one_person_s_telephone_at_a_time(world: World) -> None:
    camille, nadia = (world.people[name].id for name in (CAMILLE, NADIA))
    for user_id in (camille, nadia):
        assign_phone(actor=system_actor(), account="exchange", agent="1001", user_id=user_id)
    assert queries.owner_of_phone("exchange", "1001") == nadia
    assert queries.owner_of_phone("elsewhere", "1001") is None
