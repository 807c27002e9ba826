"""A practice whose messages leave by a gateway on loopback, and a clock that stands still in office hours."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

import pytest
import time_machine
from django.conf import settings as product

from booking.models import Appointment
from core.scoping import Actor, acting_as, system_actor
from notifications import sender
from notifications.models import Delivery, FollowUp
from patients.models import Patient
from tests.calls.lines import LINE, make_line
from tests.factories.booking import at, book, open_every_week
from tests.factories.consent import choose_reach
from tests.factories.patients import make_patient
from tests.factories.practices import House, World, ask_everything, make_world
from tests.notifications.gateway import Gateway, serving
from tests.personas import CAMILLE

MOBILE = "+33639980001"
# Monday, 10:00 in Paris.
NOW = at("10:00")


@pytest.fixture(scope="session")
def served() -> Iterator[Gateway]:
    with serving() as gateway:
        yield gateway


@pytest.fixture
def gateway(served: Gateway, settings: Any) -> Gateway:
    """Empty, well-behaved, known by our reference."""
    served.texts.clear()
    served.taken.clear()
    served.states.clear()
    served.losing = served.refusing = False
    served.lose_next = 0
    served.listener = None
    served.heard.clear()
    settings.TELEPHONY_ACCOUNTS = {**product.TELEPHONY_ACCOUNTS, "gate": served.generic()}
    return served


@pytest.fixture
def clock() -> Iterator[Any]:
    with time_machine.travel(NOW, tick=False) as traveller:
        yield traveller


@pytest.fixture
def world(db: None, clock: Any, gateway: Gateway) -> World:
    world = make_world()
    open_every_week(world.ours.role)
    ask_everything(world.ours.role, reminders=True)
    make_line(world.ours.practice, account="gate")
    return world


@pytest.fixture
def ours(world: World) -> House:
    return world.ours


@pytest.fixture
def camille(world: World) -> Actor:
    return world.actor(CAMILLE)


@pytest.fixture
def patient(ours: House, camille: Actor) -> Patient:
    """Reached by SMS on a number of her own."""
    found = make_patient(ours.practice, "Zélande", "Barnabé", phones=(MOBILE,))
    choose_reach(camille, found, "sms")
    return found


@pytest.fixture
def visit(camille: Actor, ours: House, patient: Patient) -> Appointment:
    """In a week, at 09:15."""
    return visit_of(camille, ours, patient, at("09:15") + timedelta(days=7))


def visit_of(actor: Actor, house: House, patient: Patient, start: datetime, **options: Any) -> Appointment:
    with acting_as(actor):
        return book(actor, house, patient.id, start, **options)


def send_all() -> None:
    """Until nothing is due."""
    channel = sender.sender()
    assert channel is not None
    while sender.one_pass(channel):
        pass


def deliveries(house: House) -> list[Delivery]:
    with acting_as(system_actor(house.practice.id)):
        return list(Delivery.objects.filter(practice=house.practice).order_by("created_at", "due_at", "id"))


def states(house: House) -> list[tuple[str, str, str]]:
    return [(row.kind, row.state, row.reason) for row in deliveries(house)]


def left_to_do(house: House) -> list[str]:
    with acting_as(system_actor(house.practice.id)):
        return list(
            FollowUp.objects.filter(practice=house.practice, settled_at__isnull=True)
            .order_by("opened_at", "id")
            .values_list("cause", flat=True)
        )


__all__ = ["LINE", "MOBILE", "NOW", "deliveries", "left_to_do", "send_all", "states", "visit_of"]
