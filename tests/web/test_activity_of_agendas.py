"""The figures of an agenda: right, drawn, in a workbook, and without anybody's name."""

import io
from collections.abc import Callable
from datetime import timedelta

import pytest
from django.test import Client
from openpyxl import load_workbook

from booking import services as booking
from booking.statistics import agenda_weeks, third_next_available
from core.scoping import acting_as, system_actor
from tests.factories.booking import MONDAY, at, book
from tests.factories.patients import make_patient
from tests.factories.practices import House, World
from tests.personas import DR_MARTIN

pytestmark = pytest.mark.django_db
HERE = "/planning/activite/"


@pytest.fixture
def week(ours: House) -> None:
    """Three visits of the Monday, one of which is over the rules; the Tuesday is shut."""
    system = system_actor(ours.practice.id)
    with acting_as(system):
        for clock, over in (("09:00", ""), ("09:15", ""), ("20:00", "Visite du soir")):
            patient = make_patient(ours.practice, "Ouranos")
            book(system, ours, patient.id, at(clock), **({"overbooked": over} if over else {}))
        booking.add_absence(
            actor=system,
            practice_id=ours.practice.id,
            practitioner_id=ours.role.practitioner_id,
            start=at("00:00", MONDAY + timedelta(days=1)),
            end=at("00:00", MONDAY + timedelta(days=2)),
        )


def test_an_agenda_is_counted_by_week(world: World, ours: House, week: None) -> None:
    doctor = world.actor(DR_MARTIN)
    with acting_as(doctor):
        before, now = agenda_weeks(doctor, ours.role.id, MONDAY - timedelta(days=7), MONDAY)
        assert (before.expected, before.taken, before.overrides) == (0, 0, 0)
        assert (now.expected, now.missed, now.overrides, sum(now.doors.values())) == (3, 0, 1, 3)
        days = 4 if now.opened == 4 * 180 else 0
        assert days == 4, "the absence shuts one of the five mornings"
        assert (now.taken, now.fill) == (30, 4), "what is over the rules takes no opened time"
        (delay,) = third_next_available(doctor, ours.role.id)
        assert (delay.reason, delay.days) == ("Consultation", 0)


def test_the_page_and_its_workbook_say_the_same_and_name_nobody(
    browser: Callable[[str], Client], ours: House, week: None
) -> None:
    doctor = browser(DR_MARTIN)
    page = doctor.get(HERE).content.decode()
    assert "3 rendez-vous" in page and "1 dérogation à vos règles" in page and page.count('<svg class="chart"') == 6
    answer = doctor.get(f"{HERE}classeur/")
    sheet, delays = load_workbook(io.BytesIO(answer.content)).worksheets
    heads, *rows = sheet.iter_rows(values_only=True)
    assert dict(zip(heads, rows[-1], strict=True))["RDV attendus"] == 3
    assert [row[0] for row in delays.iter_rows(values_only=True)][1:] == ["Consultation"]
    assert "Ouranos" not in page and "OURANOS" not in page
    assert not [cell for row in rows for cell in row if "ouranos" in str(cell).casefold()]
    assert doctor.get(HERE, {"du": "2041-01-14", "au": "2039-01-14"}).status_code == 400
