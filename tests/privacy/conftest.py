"""A Monday at seven in the practice in Nancy: ines answers for its data, charlie must see nothing of it."""

from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import Any
from uuid import UUID

import pytest
import time_machine

from audit import services as audit
from core import clock
from core.scoping import Actor, acting_as
from patients.models import Patient
from privacy.retention.engine import Outcome, apply_all
from tests.factories.booking import NOW, open_every_week
from tests.factories.channels import open_ways
from tests.factories.patients import make_patient
from tests.factories.practices import House, World, make_world
from tests.freshness import fresh
from tests.personas import CAMILLE, CHARLIE, DR_MARTIN, INES
from tests.privacy.dying_stage import dying
from tests.privacy.erased_stage import ledger, scene

__all__ = ["dying", "ledger", "scene"]


@pytest.fixture
def travel() -> Iterator[time_machine.Traveller]:
    with time_machine.travel(NOW, tick=False) as coordinates:
        yield coordinates


@pytest.fixture
def world(db: None, travel: time_machine.Traveller) -> World:
    world = make_world()
    open_every_week(world.ours.role)
    open_ways(world.ours.practice)
    return world


@pytest.fixture
def ours(world: World) -> House:
    return world.ours


@pytest.fixture
def ines(world: World) -> Iterator[Actor]:
    """The officer, acting, fresh from a step-up; a test about somebody else opens their own context inside."""
    actor = fresh(world.actor(INES))
    with acting_as(actor):
        yield actor


@pytest.fixture
def dr_martin(world: World) -> Actor:
    return fresh(world.actor(DR_MARTIN))


@pytest.fixture
def camille(world: World) -> Actor:
    return world.actor(CAMILLE)


@pytest.fixture
def charlie(world: World) -> Actor:
    return world.actor(CHARLIE)


@pytest.fixture
def patient(ours: House) -> Patient:
    return make_patient(ours.practice)


@pytest.fixture
def journal(monkeypatch: pytest.MonkeyPatch) -> list[audit.Event]:
    """The events recorded during the test, also written for real: the web role cannot read its own journal."""
    seen: list[audit.Event] = []
    write = audit.record_many

    def record_many(events: Iterable[audit.Event], **options: str) -> list[UUID]:
        batch = list(events)
        seen.extend(batch)
        return write(batch, **options)

    monkeypatch.setattr(audit, "record_many", record_many)
    return seen


@pytest.fixture
def night(travel: time_machine.Traveller) -> Iterator[Any]:
    """`night(at)`: the clock stands there and every rule is applied."""

    def run(moment: datetime) -> Outcome:
        travel.move_to(moment, tick=False)
        return apply_all(clock.now())

    yield run
