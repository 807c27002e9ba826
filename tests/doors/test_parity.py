"""Telephone, web and programs, each by its real pages or paths: the same hours, the same refusals, in French.

A few agendas, each asked everything; `make prove` draws two hundred.
"""

import pytest
import time_machine
from hypothesis import Phase, settings

from tests.doors.asking import ask_drawn_agendas
from tests.doors.ground import House3

pytestmark = [pytest.mark.slow]
WITHOUT_SHRINKING = (Phase.explicit, Phase.reuse, Phase.generate)


@pytest.mark.requirement("ST-04")
def test_the_three_doors_offer_the_same_hours_and_refuse_the_same_wishes(
    three: House3, travel: time_machine.Traveller
) -> None:
    said = ask_drawn_agendas(three, travel, settings(max_examples=2, phases=WITHOUT_SHRINKING))
    assert said["None"] and len(said) > 4, f"positive control: some were taken, some refused: {said}"
