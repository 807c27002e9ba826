"""The house of every test here: camille and dr_martin see Nancy's patients, charlie must see nothing of theirs."""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import timedelta
from uuid import UUID

import pytest

from audit import services as audit
from core import clock
from core.scoping import Actor, acting_as
from tests.factories.patients import notice_in_force
from tests.factories.practices import House, World, make_world
from tests.personas import CAMILLE, CHARLIE, DR_MARTIN


@pytest.fixture
def world(db: None) -> World:
    return make_world()


@pytest.fixture
def ours(world: World) -> House:
    notice_in_force(world.ours.practice)
    return world.ours


@pytest.fixture
def camille(world: World, ours: House) -> Iterator[Actor]:
    """The secretary, acting; a test about somebody else opens their own context inside."""
    actor = world.actor(CAMILLE)
    with acting_as(actor):
        yield actor


@pytest.fixture
def dr_martin(world: World) -> Actor:
    """The practitioner, fresh from a step-up."""
    return replace(world.actor(DR_MARTIN), step_up_until=clock.now() + timedelta(minutes=5))


@pytest.fixture
def charlie(world: World) -> Actor:
    return world.actor(CHARLIE)


@pytest.fixture
def journal(monkeypatch: pytest.MonkeyPatch) -> list[audit.Event]:
    """The events recorded during the test, also written for real: the web role cannot read its own journal."""
    seen: list[audit.Event] = []
    write = audit.record_many

    def record_many(events: Iterable[audit.Event]) -> list[UUID]:
        batch = list(events)
        seen.extend(batch)
        return write(batch)

    monkeypatch.setattr(audit, "record_many", record_many)
    return seen
