"""The day and the week on paper: thirty visits on one black and white A4, printed or taken as a file."""

import io

import pytest
from playwright.sync_api import Page, expect
from pypdf import PdfReader

from tests.factories.patients import make_patient
from tests.journeys.conftest import PHONE, Open
from tests.journeys.ground import Ground, book_for, in_days
from tests.journeys.looking import Look
from tests.personas import DR_MARTIN

pytestmark = pytest.mark.slow
A4 = (595, 842)
VISITS = 30


def sheets(content: bytes) -> list[str]:
    """The text of each page, all of them A4."""
    pages = PdfReader(io.BytesIO(content)).pages
    assert {(round(page.mediabox.width), round(page.mediabox.height)) for page in pages} == {A4}
    return [page.extract_text() for page in pages]


def taken(page: Page) -> list[str]:
    with page.expect_download() as started:
        page.get_by_role("link", name="PDF", exact=True).click()
    return sheets(started.value.path().read_bytes())


def test_thirty_visits_are_one_sheet_printed_or_taken_as_a_file(open_page: Open, ground: Ground, look: Look) -> None:
    long = make_patient(ground.world.ours.practice, "Lefèvre-Montgomery de la Tour", "Anne-Charlotte Marie-Thérèse")
    for number in range(VISITS):
        patient = long if number % 3 == 0 else ground.twins[number % 2]
        start = in_days(14, f"{8 + number // 4:02}:{number % 4 * 15:02}")
        book_for(ground, patient, start, note="Apportera ses radios" if number % 5 == 0 else None)
    day = f"{in_days(14, '09:00'):%Y-%m-%d}"
    page = open_page(f"/planning/jour/?jour={day}", person=DR_MARTIN, size=PHONE)
    expect(page.locator(".visit")).to_have_count(VISITS)
    look("a full day", page)
    expect(page.locator(".agenda h2").first).to_contain_text("Martin")
    own, other = sheets(page.pdf(prefer_css_page_size=True))
    assert other.count("12/03/1984") == 0 and own.count("Consultation") == VISITS
    named, full = taken(page)
    assert "Haddad" in named and full.count("Consultation") == VISITS and "Apportera" not in full
    page.get_by_role("link", name="Semaine").click()
    expect(page.locator(".week .agenda")).to_have_count(7)
    (week,) = [one for one in taken(page) if "MORIN" in one]
    assert week.count("Consultation") == VISITS and "30 rendez-vous" in week
    assert "".join(sheets(page.pdf(prefer_css_page_size=True))).count("LEFÈVRE-MONTGOMERY") == VISITS // 3
