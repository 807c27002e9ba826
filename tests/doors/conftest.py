"""Three doors of one practice, before anything is drawn."""

from collections.abc import Iterator

import pytest
import time_machine

from tests.doors.ground import House3, build
from tests.factories.booking import NOW
from tests.factories.practices import make_world


@pytest.fixture
def travel() -> Iterator[time_machine.Traveller]:
    with time_machine.travel(NOW, tick=False) as coordinates:
        yield coordinates


@pytest.fixture
def three(db: None, travel: time_machine.Traveller) -> House3:
    return build(make_world())
