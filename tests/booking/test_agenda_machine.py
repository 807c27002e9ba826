"""A short run of the state machine at every change; `make prove` runs 2,000 × 50 steps of the same one."""

import pytest
import time_machine
from hypothesis import HealthCheck, settings
from hypothesis.stateful import run_state_machine_as_test

from tests.booking.agenda_machine import AgendaMachine, Ground
from tests.factories.practices import make_world


@pytest.mark.slow
def test_the_agenda_behaves_like_its_plain_model(db: None, travel: time_machine.Traveller) -> None:
    class Short(AgendaMachine):
        ground = Ground(make_world())
        traveller = travel

    run_state_machine_as_test(
        Short,
        settings=settings(
            max_examples=15, stateful_step_count=30, deadline=None, suppress_health_check=list(HealthCheck)
        ),
    )
