"""What an agenda and its telephone were: drawn, in a table, in a workbook; nobody's patient in any of them."""

import io
from datetime import timedelta
from typing import Any

import pytest
from django.db import transaction
from openpyxl import load_workbook
from playwright.sync_api import Page, expect

from calls.models import CallSession
from core import clock
from core.scoping import acting_as, system_actor
from tests.calls.lines import LINE, begin_ringing, calls_of, make_line
from tests.journeys.conftest import PHONE, Open
from tests.journeys.ground import Ground, book_for
from tests.journeys.looking import Look
from tests.personas import CAMILLE, DR_MARTIN, NADIA

pytestmark = pytest.mark.slow
NAMES = ("lefèvre", "morin")


@pytest.fixture(scope="module")
def rung(ground: Ground, django_db_blocker: Any) -> None:
    """Two calls of this week, one of them answered by camille."""
    with django_db_blocker.unblock():
        make_line(ground.world.ours.practice)
        for caller in ("+33199000017", "+33639981234"):
            begin_ringing(line=LINE, caller=caller)
        first, second = calls_of(ground.world.ours.practice)
        end(first, outcome="missed")
        end(
            second,
            outcome="answered",
            answered_at=second.started_at,
            taken_at=second.started_at,
            taken_by=ground.world.people[CAMILLE].id,
        )


def end(call: CallSession, **facts: object) -> None:
    with acting_as(system_actor(call.practice_id)), transaction.atomic():
        CallSession.objects.filter(id=call.id).update(ended_at=clock.now(), **facts)


@pytest.fixture
def lived(ground: Ground, rung: None) -> None:
    """Three visits over the rules that began today or yesterday."""
    begun = clock.now().replace(second=0, microsecond=0)
    for number, patient in enumerate((ground.single, *ground.twins), start=1):
        book_for(ground, patient, begun - timedelta(minutes=20 * number), overbooked="Sans rendez-vous")


def drawing(page: Page, title: str) -> str:
    return page.locator("section.card", has=page.get_by_role("heading", name=title, exact=True)).inner_text()


def test_an_agenda_s_figures_are_drawn_told_and_taken_away(
    open_page: Open, ground: Ground, lived: None, look: Look
) -> None:
    page = open_page("/planning/activite/", person=DR_MARTIN)
    assert "2 reçus, 50 % répondus" in drawing(page, "Appels du cabinet")
    assert "sur 3 rendez-vous" in drawing(page, "Patients absents")
    assert "3 dérogations à vos règles" in drawing(page, "Dérogations")
    charts = page.locator("svg.chart")
    expect(charts).to_have_count(6)
    wide = charts.evaluate_all("all => all.map(one => one.clientWidth - one.closest('section').clientWidth)")
    assert max(wide) < 0, "a drawing stays in its card"
    look("an activity that was lived", page)
    with page.expect_download() as started:
        page.get_by_role("link", name="Classeur .xlsx").click()
    book = load_workbook(io.BytesIO(started.value.path().read_bytes()))
    weeks, delays = book.worksheets
    heads, *rows = weeks.iter_rows(values_only=True)
    last = dict(zip(heads, rows[-1], strict=True))
    shown = page.locator("#t-semaines ~ .table tbody tr").last.locator("td").all_inner_texts()
    assert shown == ["–" if one is None else str(one) for one in rows[-1][1:]]
    assert sum(row[heads.index("Appels reçus")] for row in rows) == 2 and last["RDV attendus"] is not None
    assert {row[0] for row in delays.iter_rows(values_only=True)} >= {"Consultation", ground.long_reason.name}
    told = str([list(sheet.iter_rows(values_only=True)) for sheet in book]) + page.content()
    assert not [name for name in NAMES if name in told.casefold()]
    page.get_by_label("Du", exact=True).fill("2026-01-05")
    page.get_by_label("au", exact=True).fill("2026-02-01")
    page.get_by_role("button", name="Afficher").press("Enter")
    expect(page.get_by_text("Aucun appel.")).to_be_visible()


def test_a_manager_reads_the_telephone_by_practice_and_by_person(
    open_page: Open, ground: Ground, rung: None, look: Look
) -> None:
    page = open_page("/gestion/", person=NADIA, size=PHONE)
    page.locator(".bar summary").press("Enter")
    page.get_by_role("link", name="Activité").press("Enter")
    expect(page.get_by_role("heading", name="Activité", level=1)).to_be_visible()
    expect(page.get_by_role("region", name="Par personne").get_by_role("row").last).to_contain_text("Camille1")
    look("the activity of a secretariat", page)
    assert not [name for name in NAMES if name in page.content().casefold()]
