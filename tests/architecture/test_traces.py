"""A disclosure is in the journal with its mandate; that every request leaves its trace is in test_routes.py."""

from collections.abc import Iterator
from typing import Any

import pytest
import time_machine

from audit.actions import Action
from tests.architecture.matrix import MATRIX
from tests.architecture.requests import send
from tests.architecture.stage import Stage, set_stage
from tests.architecture.traces import written_from_now_on
from tests.factories.booking import NOW
from tests.personas import CAMILLE

pytestmark = [pytest.mark.django_db, pytest.mark.slow]


@pytest.fixture
def stage(db: Any) -> Iterator[Stage]:
    with time_machine.travel(NOW, tick=False):
        yield set_stage()


@pytest.mark.requirement("SAS-04")
def test_a_disclosure_says_under_whose_mandate_it_was_made(stage: Stage) -> None:
    with written_from_now_on() as journal:
        send(stage.clients[CAMILLE], "POST", MATRIX["api-nir-disclosure", "POST"], stage.ids)
    (event,) = [event for event in journal if event.action == Action.NIR_DISCLOSED]
    assert event.actor is not None
    assert event.actor.delegations == {stage.ids["practice_id"]: stage.ids["delegation_id"]}
