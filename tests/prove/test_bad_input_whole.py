"""Every nasty value in every field, parameter and body of the API; the suite deals them out in turn."""

from collections.abc import Iterator
from typing import Any

import pytest
import time_machine

from tests.architecture.stage import Stage, set_stage
from tests.architecture.test_bad_input import NASTY, RAW, Nasty, try_bodies, try_fields, try_parameters
from tests.factories.booking import NOW

pytestmark = [pytest.mark.django_db, pytest.mark.slow, pytest.mark.requirement("ST-14")]


@pytest.fixture
def stage(db: Any) -> Iterator[Stage]:
    with time_machine.travel(NOW, tick=False):
        yield set_stage()


def test_every_nasty_value_in_every_field_is_answered_properly(stage: Stage) -> None:
    assert try_fields(stage, Nasty(each=len(NASTY))) == {}


def test_every_nasty_value_in_every_parameter_is_answered_properly(stage: Stage) -> None:
    assert try_parameters(stage, Nasty(each=len(NASTY))) == {}


def test_every_dishonest_body_is_refused_by_every_route(stage: Stage) -> None:
    assert try_bodies(stage, each=len(RAW)) == {}
