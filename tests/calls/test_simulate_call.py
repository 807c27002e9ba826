"""`manage.py simulate_call`: a newcomer sees a recorded call ring at the running desk."""

import pytest
from django.core.management import CommandError, call_command
from django.test import override_settings

from calls.services import read_due
from tests.calls.lines import calls_of, make_line
from tests.factories.practices import make_world

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("case", "outcome", "number"),
    [
        ("inbound-answered", "answered", "+33639980099"),
        ("inbound-missed-caller-gave-up", "missed", "+33639980099"),
        ("inbound-withheld", "answered", ""),
        ("outbound-click-to-call", "answered", "+33639980099"),
    ],
)
def test_each_recorded_case_rings_with_the_numbers_asked_for(case: str, outcome: str, number: str) -> None:
    world = make_world()
    make_line(world.ours.practice, "+33199000042")
    for _ in range(2):
        call_command("simulate_call", line="01 99 00 00 42", caller="06 39 98 00 99", case=case, agent="1003", pace=0)
    read_due(1000)
    calls = calls_of(world.ours.practice)
    assert [(call.outcome, call.remote_e164) for call in calls] == [(outcome, number)] * 2
    assert {call.direction for call in calls} == {case.partition("-")[0]}
    assert {call.answered_by for call in calls} == ({"1003"} if outcome == "answered" else {""})


def test_it_is_for_demonstrations_and_wants_numbers() -> None:
    with pytest.raises(CommandError, match="telephone numbers"):
        call_command("simulate_call", line="here", caller="there", pace=0)
    with override_settings(DEMONSTRATION=False), pytest.raises(CommandError, match="demonstration"):
        call_command("simulate_call", line="0199000042", caller="0639980099", pace=0)
