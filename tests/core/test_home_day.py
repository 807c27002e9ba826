"""Between midnight in France and midnight in UTC, the day is that of the people."""

import re
from datetime import date
from pathlib import Path

import pytest
import time_machine

from core.errors import InvalidInput
from core.home_day import home_day
from privacy.operator_acts import past

UTC_DAY = re.compile(r"now\(\)\.date\(\)|\bdate\.today\(\)")


@time_machine.travel("2041-07-14T22:30:00Z", tick=False)
def test_half_past_midnight_in_july_is_already_the_next_day() -> None:
    assert home_day() == date(2041, 7, 15)
    assert past(date(2041, 7, 15), "signed_on") == date(2041, 7, 15)
    with pytest.raises(InvalidInput):
        past(date(2041, 7, 16), "signed_on")


@time_machine.travel("2041-01-14T23:30:00Z", tick=False)
def test_half_past_midnight_in_january_too() -> None:
    assert home_day() == date(2041, 1, 15)


def test_no_part_of_the_product_takes_the_day_of_utc() -> None:
    root = Path(__file__).resolve().parents[2]
    rooms = sorted(path.parent for path in root.glob("*/__init__.py") if path.parent.name not in {"tests", "bench"})
    assert len(rooms) > 10
    found = {
        str(path.relative_to(root))
        for room in rooms
        for path in room.rglob("*.py")
        if UTC_DAY.search(path.read_text(encoding="utf-8"))
    }
    assert found == set()
