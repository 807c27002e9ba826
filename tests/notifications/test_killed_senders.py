"""Senders die of SIGKILL between claim, vendor and mark: nothing is lost, nothing is said twice."""

from datetime import time, timedelta
from pathlib import Path
from typing import Any

import pytest

from booking import services as booking
from booking.models import Appointment
from core import clock
from core.scoping import acting_as, system_actor
from tests.calls.lines import make_line
from tests.factories.booking import book
from tests.factories.patients import make_patient
from tests.factories.plans import never_quiet
from tests.factories.practices import World, make_world
from tests.notifications.gateway import Gateway
from tests.notifications.killing import forgetting, kill_senders, send_for_ever, worker_in
from tests.notifications.tally import count, finish, queue
from tests.personas import CAMILLE

pytestmark = [pytest.mark.slow]
MESSAGES, KILLS = 40, 10


@pytest.fixture
def visit(committed: None, gateway: Gateway) -> Appointment:
    """Tomorrow, of somebody with a mobile number; nobody is disturbed at night here."""
    return tomorrow(make_world())


def tomorrow(world: World) -> Appointment:
    house, camille = world.ours, world.actor(CAMILLE)
    make_line(house.practice, account="gate")
    never_quiet(house.practice.id)
    patient = make_patient(house.practice, "Zélande", "Barnabé", phones=("+33639980001",))
    start = (clock.now() + timedelta(days=2)).replace(hour=9, minute=0, second=0, microsecond=0)
    system = system_actor(house.practice.id)
    with acting_as(system):
        booking.add_opening_exception(
            actor=system, practitioner_role_id=house.role.id, day=start.date(), opens=time(6), closes=time(20)
        )
    with acting_as(camille):
        return book(camille, house, patient.id, start)


def test_ten_kills_lose_nothing_and_double_nothing_where_the_vendor_knows_our_reference(
    visit: Appointment, gateway: Gateway, tmp_path: Path
) -> None:
    """One of the ten is a worker of the queue, in the middle of its task."""
    queue(visit, MESSAGES)
    kill_senders(gateway, KILLS, seed=1, work=send_for_ever, worker=worker_in(tmp_path))
    finish()
    found = count(visit, gateway)
    assert (found.messages, found.lost, found.doubled, found.unsure) == (MESSAGES, 0, 0, 0)


def test_where_it_does_not_what_nobody_knows_is_work_and_nothing_is_doubled(
    visit: Appointment, gateway: Gateway, settings: Any
) -> None:
    settings.TELEPHONY_ACCOUNTS = {**settings.TELEPHONY_ACCOUNTS, "gate": gateway.kannel()}
    queue(visit, MESSAGES)
    kill_senders(gateway, KILLS, seed=2, work=send_for_ever)
    finish()
    found = count(visit, gateway)
    assert (found.lost, found.doubled) == (0, 0)
    # The first to die did so with a message that the gateway had, and that nobody can be asked about.
    assert 1 <= found.unsure <= KILLS


def test_a_sender_that_notes_before_it_says_loses_messages(visit: Appointment, gateway: Gateway) -> None:
    """Positive control: the same kills, without the table of states."""
    queue(visit, MESSAGES)
    kill_senders(gateway, 2, seed=3, work=forgetting(visit, gateway))
    finish()
    assert count(visit, gateway).lost > 0
