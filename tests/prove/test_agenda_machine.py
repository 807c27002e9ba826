"""The long proof of the agenda: 2,000 runs of 50 steps, equal to a plain Python model (about an hour on two cores)."""

import os

import time_machine
from hypothesis import HealthCheck, settings
from hypothesis.stateful import run_state_machine_as_test

from tests.booking.agenda_machine import AgendaMachine, Ground
from tests.factories.booking import NOW
from tests.factories.practices import make_world

RUNS = int(os.environ.get("PROVE_RUNS", "2000"))


def test_the_agenda_behaves_like_its_plain_model_for_two_thousand_runs(db: None) -> None:
    with time_machine.travel(NOW, tick=False) as traveller_:

        class Long(AgendaMachine):
            ground = Ground(make_world())
            traveller = traveller_

        run_state_machine_as_test(
            Long,
            settings=settings(
                max_examples=RUNS,
                stateful_step_count=50,
                deadline=None,
                database=None,
                suppress_health_check=list(HealthCheck),
            ),
        )
