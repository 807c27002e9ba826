"""Camille and Charlie behind a server that streams; everything is committed, as other processes would see it."""

from collections.abc import Iterator

import pytest
from django.db import connections

from tests.calls.lines import make_line
from tests.factories.practices import World, make_world
from tests.web.live.serving import Serving, serving


@pytest.fixture
def committed_world(committed: None) -> World:
    world = make_world()
    make_line(world.ours.practice)
    return world


@pytest.fixture
def served(committed_world: World) -> Iterator[Serving]:
    with serving() as running:
        yield running
    connections.close_all()
