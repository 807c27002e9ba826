"""Desks that offer at the same moment: a time goes to one caller, a call has three, a hang-up leaves none behind."""

import threading
from collections import Counter
from collections.abc import Callable, Sequence
from datetime import UTC, datetime, time, timedelta
from functools import partial
from uuid import UUID
from zoneinfo import ZoneInfo

import pytest
from django.db import connections, transaction

from booking import services as booking
from booking.models import Occupancy
from calls.models import CallSession, Line
from calls.services import offer_slot
from calls.services.reading import _hung_up
from core import clock
from core.errors import DomainError
from core.ids import new_id
from core.scoping import acting_as, system_actor
from tests.calls.lines import make_line
from tests.factories.practices import World, make_world
from tests.personas import CAMILLE

pytestmark = pytest.mark.slow
DAY = (datetime.now(UTC) + timedelta(days=10)).date()
ROUNDS = 4


@pytest.fixture
def world(committed: None) -> World:
    world = make_world()
    actor = system_actor(world.ours.practice.id)
    with acting_as(actor):
        booking.add_opening_exception(
            actor=actor, practitioner_role_id=world.ours.role.id, day=DAY, opens=time(8), closes=time(20)
        )
    world.actor(CAMILLE)  # her charter is accepted once, before anybody races
    return world


def ringing(world: World, line: Line) -> CallSession:
    with acting_as(system_actor(world.ours.practice.id)), transaction.atomic():
        return CallSession.objects.create(
            practice=world.ours.practice, line=line, account=line.account, provider_call_id=str(new_id()),
            direction="inbound", remote_state="withheld", outcome="answered", started_at=clock.now(),
        )  # fmt: skip


def offered(world: World, call_id: UUID, quarter: int) -> str:
    camille = world.actor(CAMILLE)
    start = datetime.combine(DAY, time(8 + quarter // 4, quarter % 4 * 15), tzinfo=ZoneInfo("Europe/Paris"))
    with acting_as(camille):
        offer_slot(
            actor=camille, practice_id=world.ours.practice.id, call_id=call_id, start=start,
            visit_reason_id=world.ours.visit_reason.id, practitioner_role_id=world.ours.role.id,
        )  # fmt: skip
    return "held"


def hung_up(world: World, call: CallSession) -> str:
    """As the reader of the exchange's facts does it: the session locked, its end written, its offers given back."""
    with acting_as(system_actor(world.ours.practice.id)), transaction.atomic():
        session = CallSession.objects.select_for_update().get(id=call.id)
        session.ended_at = clock.now()
        session.save(update_fields=["ended_at"])
        _hung_up(session)
    return "hung up"


def together(acts: Sequence[Callable[[], str]]) -> Counter[str]:
    """Each in a thread of its own, released at once: how each ended."""
    barrier, ends = threading.Barrier(len(acts)), list[str]()

    def run(act: Callable[[], str]) -> None:
        try:
            barrier.wait(timeout=60)
            ends.append(act())
        except DomainError as refusal:
            ends.append(refusal.code)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run, args=[act]) for act in acts]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(ends) == len(acts)
    return Counter(ends)


def held(world: World) -> int:
    with acting_as(system_actor(world.ours.practice.id)), transaction.atomic():
        return Occupancy.objects.count()


def test_two_desks_that_offer_one_time_make_one_offer(world: World) -> None:
    line = make_line(world.ours.practice)
    for quarter in range(ROUNDS):
        calls = [ringing(world, line) for _ in range(2)]
        ends = together([partial(offered, world, call.id, quarter) for call in calls])
        assert ends == {"held": 1, "slot-taken": 1}
    assert held(world) == ROUNDS


def test_eight_offers_at_once_in_one_call_are_three(world: World) -> None:
    call = ringing(world, make_line(world.ours.practice))
    assert together([partial(offered, world, call.id, quarter) for quarter in range(8)]) == {
        "held": 3,
        "offers-full": 5,
    }
    assert held(world) == 3


def test_an_offer_that_crosses_the_hang_up_never_outlives_its_call_by_more_than_two_minutes(world: World) -> None:
    line = make_line(world.ours.practice)
    for quarter in range(0, 3 * ROUNDS, 3):
        call = ringing(world, line)
        together([partial(hung_up, world, call), *(partial(offered, world, call.id, quarter + n) for n in range(2))])
        with acting_as(system_actor(world.ours.practice.id)), transaction.atomic():
            left = Occupancy.objects.filter(call_id=call.id, expires_at__gt=clock.now() + timedelta(minutes=2))
            assert not left.exists()
