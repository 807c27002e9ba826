"""A Monday at seven: Nancy is open from nine to noon, camille answers, charlie must see nothing."""

from collections.abc import Iterable, Iterator
from uuid import UUID

import pytest
import time_machine
from django.db import connection

from audit import services as audit
from booking import day, visits
from booking.services import import_agenda, orphans
from core.scoping import Actor, acting_as
from patients.models import Patient
from tests.factories.booking import NOW, open_every_week
from tests.factories.patients import make_patient
from tests.factories.practices import House, World, make_world
from tests.personas import CAMILLE, CHARLIE, DR_MARTIN


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
def camille(world: World) -> Iterator[Actor]:
    actor = world.actor(CAMILLE)
    with acting_as(actor):
        yield actor
    # What a commit would check: deferred foreign keys, and the journal's guard.
    if not connection.needs_rollback:
        connection.check_constraints()


@pytest.fixture
def dr_martin(world: World) -> Actor:
    return world.actor(DR_MARTIN)


@pytest.fixture
def charlie(world: World) -> Actor:
    return world.actor(CHARLIE)


@pytest.fixture
def patient(ours: House) -> Patient:
    return make_patient(ours.practice)


@pytest.fixture
def other_patient(ours: House) -> Patient:
    return make_patient(ours.practice, "Durand", "Paul")


@pytest.fixture
def journal(monkeypatch: pytest.MonkeyPatch) -> list[audit.Event]:
    """The events of the test, also written for real: the web role cannot read its own journal."""
    seen: list[audit.Event] = []
    write = audit.record_many

    def record_many(events: Iterable[audit.Event]) -> list[UUID]:
        batch = list(events)
        seen.extend(batch)
        return write(batch)

    monkeypatch.setattr(audit, "record_many", record_many)
    for module in (day, import_agenda, orphans, visits):
        monkeypatch.setattr(module, "record_many", record_many)
    return seen
