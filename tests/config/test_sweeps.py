"""Beat only triggers sweeps, and each of them exists."""

from config.celery import app
from config.sweeps import TIMETABLE


def test_every_sweep_is_a_task_that_takes_nothing_and_can_be_repeated() -> None:
    app.loader.import_default_modules()
    assert TIMETABLE
    for entry in TIMETABLE.values():
        assert entry["task"] in app.tasks
        assert set(entry) == {"task", "schedule"}, "a sweep carries no argument"
        assert entry["schedule"] >= 60
