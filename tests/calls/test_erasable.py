"""The number of somebody who is erased is in no call of that practice any more; the calls and the others' stay."""

from collections.abc import Iterator
from uuid import UUID

import pytest
import time_machine

from calls.erasable import CallErasable
from calls.models import CallFact, CallSession
from calls.services import read_due
from core.scoping import acting_as, system_actor
from patients.erasable import Erasure, Part, Person, keepers
from tests.calls.lines import calls_of, make_line, ring
from tests.factories.patients import make_patient
from tests.factories.practices import World, make_world

pytestmark = pytest.mark.django_db


@pytest.fixture
def world(db: None) -> Iterator[World]:
    with time_machine.travel("2026-11-22T02:19:40Z", tick=False):
        world = make_world()
        make_line(world.ours.practice)
        yield world


def holder(world: World, number: str) -> UUID:
    return make_patient(world.ours.practice, phones=(number,)).id


def erased(world: World, patient_id: UUID, keep: frozenset[Part] = frozenset()) -> dict[str, int]:
    system = system_actor(world.ours.practice.id)
    with acting_as(system):
        person = Person(world.ours.practice.id, (patient_id,), patient_id)
        return CallErasable().erase(Erasure(system, person, keep))


def numbers(world: World) -> set[str]:
    with acting_as(system_actor(world.ours.practice.id)):
        own = {"practice": world.ours.practice}
        sessions = CallSession.objects.filter(**own).values_list("remote_e164", flat=True)
        return {*sessions, *CallFact.objects.filter(**own).values_list("remote_e164", flat=True)} - {""}


@pytest.mark.requirement("ST-30")
def test_the_number_of_an_erased_person_leaves_their_calls_and_the_calls_stay(world: World) -> None:
    ring()
    (number,) = numbers(world)
    assert set(erased(world, holder(world, "+33639980099")).values()) == {0}, "positive control: somebody else's number"
    patient_id = holder(world, number)
    assert set(erased(world, patient_id, frozenset({Part.RECORD, Part.CONTACT})).values()) == set()
    assert numbers(world) == {number}
    counts = erased(world, patient_id)
    assert counts["calls_callsession.remote_e164"] == 1 and counts["calls_callfact.remote_e164"] >= 1
    assert numbers(world) == set()
    read_due(1000)
    (call,) = calls_of(world.ours.practice)
    assert (call.remote_state, call.remote_e164) == ("unknown", "")


def test_calls_are_blanked_before_the_numbers_of_the_record_are_gone() -> None:
    order = [type(keeper).__name__ for keeper in keepers()]
    assert order.index("CallErasable") < order.index("OwnErasable")
