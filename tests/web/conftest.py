"""The Monday of the bookings' tests, Nancy open from nine to noon, and people signed in to look at it."""

from collections.abc import Callable, Iterator

import pytest
import time_machine
from django.test import Client

from core.scoping import Actor
from patients.models import Patient
from tests.factories.accounts import signed_in
from tests.factories.booking import NOW, open_every_week
from tests.factories.patients import make_patient
from tests.factories.practices import House, World, make_world
from tests.personas import CAMILLE


@pytest.fixture
def travel() -> Iterator[time_machine.Traveller]:
    with time_machine.travel(NOW, tick=False) as coordinates:
        yield coordinates


@pytest.fixture
def world(db: None, travel: time_machine.Traveller) -> World:
    world = make_world()
    open_every_week(world.ours.role)
    return world


@pytest.fixture
def ours(world: World) -> House:
    return world.ours


@pytest.fixture
def camille(world: World) -> Actor:
    return world.actor(CAMILLE)


@pytest.fixture
def patient(ours: House) -> Patient:
    return make_patient(ours.practice)


@pytest.fixture
def browser(world: World) -> Callable[[str], Client]:
    """`browser("camille")` is her browser, both factors passed."""
    return lambda name: signed_in(Client(), world.people[name])
