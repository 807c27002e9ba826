"""What the telephone was, counted by the database: each practice apart, people for whoever leads them alone."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from itertools import count
from typing import Any
from uuid import UUID

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext

from calls.models import CallSession, Line
from calls.services.retention import purge_calls
from calls.statistics import By, Figures, activity, activity_of_people
from core.errors import Forbidden, InvalidInput, NotFound
from core.scoping import acting_as, system_actor
from practices.models import Practice
from tests.calls.lines import make_line
from tests.factories.practices import World, make_world
from tests.personas import CAMILLE, CHARLIE, DR_MARTIN, NADIA

pytestmark = pytest.mark.django_db
MONDAY, SUNDAY = date(2026, 11, 16), date(2026, 11, 22)
MORNING = datetime(2026, 11, 17, 9, 0, tzinfo=UTC)
_names = count()


@pytest.fixture
def world(db: None) -> Iterator[World]:
    with time_machine.travel("2026-11-22T12:00:00Z", tick=False):
        yield make_world()


@pytest.fixture
def line(world: World) -> Line:
    return make_line(world.ours.practice)


def called(practice: Practice, line: Line, at: datetime = MORNING, *, wait: int | None = 10, **more: Any) -> None:
    """A call that rang at `at`, was answered after `wait` seconds (None: missed) and lasted a minute."""
    answered = None if wait is None else at + timedelta(seconds=wait)
    columns = {
        "direction": "inbound",
        "remote_state": "withheld",
        "outcome": "missed" if wait is None else "answered",
        "answered_at": answered,
        "ended_at": (answered or at) + timedelta(seconds=60),
        **more,
    }
    with acting_as(system_actor(practice.id)):
        CallSession.objects.create(
            practice=practice,
            line=line,
            account=line.account,
            provider_call_id=f"c{next(_names)}",
            started_at=at,
            **columns,
        )


def counted(world: World, name: str = CAMILLE, **more: Any) -> Any:
    actor = world.actor(name)
    with acting_as(actor):
        return activity(actor, MONDAY, SUNDAY, **more)


def test_every_figure_of_a_week(world: World, line: Line) -> None:
    ours = world.ours.practice
    for wait in (2, 4, 6, 8, 100):
        called(ours, line, wait=wait)
    called(ours, line, wait=None)
    called(ours, line, wait=None, called_back_at=MORNING)
    called(ours, line, wait=None, outcome="voicemail")
    called(ours, line, disposition="booked", wait=6)
    called(ours, line, direction="outbound", wait=20)
    called(ours, line, direction="internal")
    called(ours, line, ended_at=None)
    assert counted(world).total == Figures(
        received=9, answered=6, missed=2, voicemail=1, booked=1, called_back=1, placed=1,
        wait_p50=6, wait_p90=54, handling=60,
    )  # fmt: skip


@pytest.mark.requirement("SAS-22")
def test_figures_are_counted_from_the_calls_and_go_with_them(world: World, line: Line) -> None:
    """Nothing is kept beside the calls that could outlive whoever rang."""
    called(world.ours.practice, line)
    before = counted(world)
    system = system_actor(world.ours.practice.id)
    with acting_as(system):
        purge_calls(actor=system, practice_id=world.ours.practice.id, before=MORNING + timedelta(days=1))
    after = counted(world)
    assert (before.total.received, after.total.received) == (1, 0)


def test_nothing_is_nothing_and_every_day_has_its_line(world: World, line: Line) -> None:
    found = counted(world)
    assert found.total == Figures() and len(found.periods) == 7
    assert [day for day, _ in counted(world, by=By.WEEK).periods] == [MONDAY]


def test_a_day_is_that_of_the_practice_s_own_clocks(world: World, line: Line) -> None:
    called(world.ours.practice, line, at=datetime(2026, 11, 17, 23, 30, tzinfo=UTC))
    assert [day for day, figures in counted(world).periods if figures.received] == [date(2026, 11, 18)]
    # A quarter of an hour before midnight in Nancy is not yet the week.
    called(world.ours.practice, line, at=datetime(2026, 11, 15, 22, 45, tzinfo=UTC))
    assert counted(world).total.received == 1


def test_each_practice_is_counted_apart_and_another_s_not_at_all(world: World, line: Line) -> None:
    called(world.ours.practice, line)
    called(world.theirs.practice, make_line(world.theirs.practice, "+33199009999"))
    for name in (CAMILLE, DR_MARTIN, NADIA):
        found = counted(world, name)
        assert [(key, figures.received) for key, _, figures in found.practices] == [(world.ours.practice.id, 1)]
    assert counted(world, CHARLIE).total.received == 1
    with pytest.raises(NotFound):
        counted(world, CHARLIE, practice_id=world.ours.practice.id)


def people(world: World, name: str) -> list[tuple[UUID, str, Figures]]:
    actor = world.actor(name)
    with acting_as(actor):
        return activity_of_people(actor, MONDAY, SUNDAY)


def test_people_are_for_whoever_leads_them_alone(world: World, line: Line) -> None:
    camille = world.people[CAMILLE].id
    called(world.ours.practice, line, taken_by_id=camille, taken_at=MORNING)
    called(world.ours.practice, line)
    assert [(person, label, each.received) for person, label, each in people(world, NADIA)] == [(camille, "Camille", 1)]
    for name in (CAMILLE, DR_MARTIN):
        with pytest.raises(Forbidden):
            people(world, name)


def test_it_costs_six_statements_however_many_calls(world: World, line: Line) -> None:
    for n in range(20):
        called(
            world.ours.practice,
            line,
            at=MORNING + timedelta(hours=n),
            taken_by_id=world.people[CAMILLE].id,
            taken_at=MORNING,
        )
    nadia = world.actor(NADIA)
    with (
        acting_as(nadia),
        CaptureQueriesContext(
            connection,
        ) as queries,
    ):
        activity(nadia, MONDAY, SUNDAY)
        activity_of_people(nadia, MONDAY, SUNDAY)
    assert len(queries) <= 6


@pytest.mark.parametrize(("start", "end"), [(SUNDAY, MONDAY), (MONDAY, date(2027, 12, 1))], ids=["backwards", "years"])
def test_a_period_goes_forward_and_lasts_a_year_at_most(world: World, start: date, end: date) -> None:
    camille = world.actor(CAMILLE)
    with acting_as(camille), pytest.raises(InvalidInput):
        activity(camille, start, end)
