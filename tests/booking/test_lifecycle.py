"""The transition table is complete and says what the house says."""

from pathlib import Path

import pytest

from booking.lifecycle import LABELS, TAKES_TIME, TRANSITIONS, ForbiddenTransition, Status, Verb, after, possible
from booking.management.commands.lifecycle_table import lifecycle_markdown


def test_every_verb_has_its_table_and_every_status_its_french_word() -> None:
    assert set(TRANSITIONS) == set(Verb)
    assert set(LABELS) == set(Status)


def test_the_four_statuses_of_somebody_expected_take_time() -> None:
    assert {Status.PENDING, Status.BOOKED, Status.ARRIVED, Status.FULFILLED} == TAKES_TIME


@pytest.mark.parametrize("verb", list(Verb))
@pytest.mark.parametrize("status", list(Status))
def test_what_the_table_does_not_hold_is_refused(verb: Verb, status: Status) -> None:
    if status in TRANSITIONS[verb]:
        assert after(status, verb) == TRANSITIONS[verb][status]
        assert verb in possible(status)
    else:
        with pytest.raises(ForbiddenTransition) as refusal:
            after(status, verb)
        assert refusal.value.extra == {"current": status.value, "verb": verb.value}
        assert verb not in possible(status)


def test_only_taking_it_back_leads_out_of_the_end_of_a_visit() -> None:
    for status in (Status.FULFILLED, Status.NOSHOW):
        assert possible(status) == {Verb.UNMARK}
    assert possible(Status.ENTERED_IN_ERROR) == set()


def test_the_documented_table_is_the_one_in_force() -> None:
    page = Path(__file__).resolve().parents[2] / "docs" / "lifecycle.md"
    assert page.read_text(encoding="utf-8") == lifecycle_markdown()
