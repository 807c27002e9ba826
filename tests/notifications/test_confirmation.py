from dataclasses import dataclass

import pytest

from audit.actions import Action
from booking.lifecycle import Status
from notifications.confirmation import OCCASIONS, STATUSES, reason_to_be_silent
from notifications.kinds import POSTED, Kind


@dataclass(frozen=True)
class Card:
    status: str = "booked"
    version: int = 1
    is_secret: bool = False
    own_contact: str | None = None


@pytest.mark.parametrize(
    ("topic", "card"),
    [
        ("appointment.booked", Card()),
        ("appointment.overbooked", Card()),
        ("appointment.moved", Card(version=1)),
        ("appointment.cancelled", Card("cancelled")),
    ],
)
def test_what_is_still_true_is_said(topic: str, card: Card) -> None:
    assert reason_to_be_silent(OCCASIONS[topic], 1, card) is None


@pytest.mark.parametrize(
    ("topic", "card", "reason"),
    [
        ("appointment.booked", None, "no-such-appointment"),
        ("appointment.booked", Card("cancelled", 2), "superseded"),
        ("appointment.booked", Card("cancelled", 1), "superseded"),
        ("appointment.booked", Card("booked", 2), "superseded"),
        ("appointment.cancelled", Card("booked", 1), "superseded"),
        ("appointment.arrived", Card("arrived", 1), "nothing-to-say"),
        ("something.else", Card(), "nothing-to-say"),
    ],
)
def test_what_is_no_longer_true_is_not_said(topic: str, card: Card | None, reason: str) -> None:
    assert reason_to_be_silent(OCCASIONS.get(topic), 1, card) == reason


def test_whatever_the_agenda_announces_has_a_decision() -> None:
    announced = {
        f"appointment.{action.value.rpartition(':')[2]}"
        for action in Action
        if action.value.startswith("booking:appointment:") and not action.value.endswith(":read")
    }
    assert announced <= set(OCCASIONS)
    assert set(STATUSES) == set(Kind) - POSTED
    assert set().union(*STATUSES.values()) <= {status.value for status in Status}


@pytest.mark.requirement("ST-44")
def test_a_visit_that_waits_for_a_guardian_is_not_reminded_of() -> None:
    assert reason_to_be_silent(Kind.DAY_BEFORE, 1, Card("pending")) == "superseded"
    assert reason_to_be_silent(Kind.DAY_BEFORE, 1, Card("booked")) is None


@pytest.mark.requirement("ST-45")
def test_a_secret_visit_is_told_to_the_minor_alone_or_to_nobody() -> None:
    assert reason_to_be_silent(Kind.BOOKED, 1, Card(is_secret=True)) == "minor-secrecy"
    assert reason_to_be_silent(Kind.BOOKED, 1, Card(is_secret=True, own_contact="+33639981234")) is None


@pytest.mark.requirement("ST-44")
def test_nobody_is_confirmed_while_a_guardian_is_awaited() -> None:
    assert reason_to_be_silent(OCCASIONS["appointment.pending"], 1, Card("pending")) == "nothing-to-say"
    for topic in ("appointment.booked", "appointment.confirmed", "appointment.moved"):
        assert reason_to_be_silent(OCCASIONS[topic], 1, Card("pending")) == "superseded"
    assert reason_to_be_silent(OCCASIONS["appointment.confirmed"], 1, Card("booked")) is None
