"""The work list: a line a caller, oldest first, one person at a time, and what came of it."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
import time_machine

from calls import queries
from calls.errors import CallBackClaimed
from calls.models import CallSession
from calls.services import (
    call_back_done,
    call_back_failed,
    call_back_later,
    claim_call_back,
    leave_call_back,
    read_due,
)
from calls.services.returning import AFTER_NO_ANSWER, LEASE
from core import clock
from core.errors import InvalidInput
from core.scoping import Actor, acting_as
from tests.calls.lines import CALLER, calls_of, lines_of, make_line, say
from tests.factories.practices import World, join_as_practice_secretary, make_person, make_world
from tests.personas import CAMILLE

pytestmark = pytest.mark.django_db
NOW = "2026-11-22T02:30:00Z"
OTHER = "+33639980002"


@pytest.fixture
def world(db: None) -> Iterator[World]:
    with time_machine.travel(NOW, tick=False):
        world = make_world()
        world.people["lea"] = make_person("lea")
        join_as_practice_secretary(world.ours.practice, world.people["lea"])
        make_line(world.ours.practice)
        yield world


def rings(name: str, caller: str = CALLER, case: str = "inbound-missed-caller-gave-up.ari") -> None:
    say(*(line.replace("labpbx", name).replace(CALLER, caller) for line in lines_of(case)))
    read_due(1000)


def listed(actor: Actor) -> list[queries.ToCallBack]:
    with acting_as(actor):
        return queries.to_call_back(actor)


def act(actor: Actor, verb: object, call: CallSession, **more: object) -> CallSession:
    with acting_as(actor):
        return verb(actor=actor, practice_id=call.practice_id, session_id=call.id, **more)  # type: ignore[operator,no-any-return]


def test_a_caller_who_rang_three_times_is_one_line(world: World) -> None:
    for name in ("one", "two", "three"):
        rings(name)
    rings("four", OTHER)
    camille = world.actor(CAMILLE)
    lines = listed(camille)
    assert sorted((line.call.remote_e164, line.times) for line in lines) == [(OTHER, 1), (CALLER, 3)]
    with acting_as(camille):
        assert queries.left_to_do_count(camille) == 2
    act(camille, call_back_done, next(line.call for line in lines if line.times == 3))
    assert [line.call.remote_e164 for line in listed(camille)] == [OTHER]


def test_callers_without_a_number_are_lines_of_their_own_and_cannot_be_rung(world: World) -> None:
    for name in ("one", "two"):
        rings(name)
    # As an exchange that hid the number would have told them.
    for call in calls_of(world.ours.practice):
        with acting_as(world.actor(CAMILLE)):
            CallSession.objects.filter(id=call.id).update(remote_e164="", remote_state="withheld")
    assert [(line.times, line.can_be_rung) for line in listed(world.actor(CAMILLE))] == [(1, False), (1, False)]


def test_one_person_at_a_time_rings_a_caller_until_the_lease_ends(world: World) -> None:
    rings("one")
    rings("two")
    camille, lea = world.actor(CAMILLE), world.actor("lea")
    (line,) = listed(camille)
    act(camille, claim_call_back, line.call)
    for call in calls_of(world.ours.practice):  # any of this caller's calls
        with pytest.raises(CallBackClaimed) as refused:
            act(lea, claim_call_back, call)
        assert refused.value.extra == {"claimed_by": str(camille.user_id)}
    assert [each.claimed_by for each in listed(lea)] == [camille.user_id]
    with time_machine.travel(clock.now() + LEASE + timedelta(seconds=1), tick=False):
        assert [each.claimed_by for each in listed(lea)] == [None]
        assert act(lea, claim_call_back, line.call).returning_by_id == lea.user_id


def test_what_is_left_is_for_anybody_again_and_only_its_holder_leaves_it(world: World) -> None:
    rings("one")
    camille, lea = world.actor(CAMILLE), world.actor("lea")
    (line,) = listed(camille)
    act(camille, claim_call_back, line.call)
    assert act(lea, leave_call_back, line.call).returning_by_id == camille.user_id
    assert act(camille, leave_call_back, line.call).returning_by_id is None
    act(lea, claim_call_back, line.call)


def test_no_answer_comes_back_half_an_hour_later_after_the_others(world: World) -> None:
    rings("one")
    camille = world.actor(CAMILLE)
    (line,) = listed(camille)
    act(camille, claim_call_back, line.call)
    tried = act(camille, call_back_failed, line.call)
    assert (tried.return_tries, tried.returning_by_id) == (1, None)
    rings("two", OTHER)
    assert [each.call.remote_e164 for each in listed(camille)] == [OTHER, CALLER]
    assert listed(camille)[1].due_at == clock.now() + AFTER_NO_ANSWER
    with time_machine.travel(clock.now() + AFTER_NO_ANSWER + timedelta(minutes=1), tick=False):
        assert [each.due_at for each in listed(camille)] == [None, None]


def test_later_is_a_moment_of_the_next_seven_days(world: World) -> None:
    rings("one")
    camille = world.actor(CAMILLE)
    (line,) = listed(camille)
    now = clock.now()
    for wrong in (now - timedelta(minutes=1), now + timedelta(days=8)):
        with pytest.raises(InvalidInput):
            act(camille, call_back_later, line.call, after=wrong)
    act(camille, call_back_later, line.call, after=now + timedelta(hours=2))
    assert [each.due_at for each in listed(camille)] == [now + timedelta(hours=2)]
    rings("two")  # rings again meanwhile: no longer to be kept waiting
    assert [each.due_at for each in listed(camille)] == [None]


def test_whoever_got_through_since_need_not_be_rung_back(world: World) -> None:
    rings("one")
    camille = world.actor(CAMILLE)
    assert len(listed(camille)) == 1
    with acting_as(camille):
        CallSession.objects.update(started_at=clock.now() - timedelta(hours=1))
    rings("two", case="inbound-answered.ari")
    assert listed(camille) == []
