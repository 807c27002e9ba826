"""Beat only triggers sweeps, and each of them exists."""

import pytest

from config.celery import app
from config.sweeps import NIGHT, TIMETABLE


def test_every_sweep_is_a_task_that_takes_nothing_and_can_be_repeated() -> None:
    app.loader.import_default_modules()
    assert TIMETABLE
    for entry in TIMETABLE.values():
        assert entry["task"] in app.tasks
        assert set(entry) == {"task", "schedule"}, "a sweep carries no argument"
        assert entry["schedule"] is NIGHT or entry["schedule"] >= 60


@pytest.mark.requirement("ST-21")
def test_what_is_past_its_term_is_ended_once_a_night() -> None:
    (entry,) = [entry for entry in TIMETABLE.values() if entry["task"] == "privacy.tasks.apply_retention"]
    assert entry["schedule"] is NIGHT
    assert (NIGHT.hour, NIGHT.minute) == ({1}, {40})
