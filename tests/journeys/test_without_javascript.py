"""With JavaScript off the desk is slower, and whole: plain links and forms book, move and cancel."""

import pytest
from playwright.sync_api import expect

from booking.lifecycle import Status
from tests.journeys.conftest import PHONE, Open
from tests.journeys.ground import Ground, book_for, in_days, visits

pytestmark = pytest.mark.slow


@pytest.mark.parametrize("size", [None, PHONE], ids=["desk", "phone"])
def test_a_call_books(open_page: Open, ground: Ground, size: dict[str, int] | None) -> None:
    before = len(visits(ground, ground.single))
    page = open_page("/bureau/", javascript=False, size=size)
    page.locator(".practice").first.click()
    page.locator("#termes").fill("12031984")
    page.get_by_role("button", name="Chercher", exact=True).click()
    page.get_by_role("button", name="Prendre ce patient").click()
    expect(page.locator(".person")).to_contain_text("LEFÈVRE Camille")
    page.locator("[name=motif]").nth(1).check()
    page.get_by_role("button", name="Voir les créneaux").click()
    expect(page.locator("#choix")).to_contain_text("Première consultation")
    page.locator("#choix [name=creneau]").nth(2).check(force=True)
    page.get_by_role("button", name="Retenir ce créneau").click()
    expect(page.locator(".recap")).to_contain_text("À relire au patient")
    page.reload()
    expect(page.locator(".recap")).to_contain_text("À relire au patient")
    page.get_by_role("button", name="Confirmer le rendez-vous").click()
    expect(page.locator(".recap")).to_contain_text("Rendez-vous confirmé")
    assert len(visits(ground, ground.single)) == before + 1
    page.get_by_role("button", name="Annuler (").click()
    *_, last = visits(ground, ground.single)
    assert last.status == Status.ENTERED_IN_ERROR


def test_several_patients_need_a_choice(open_page: Open) -> None:
    page = open_page("/bureau/", javascript=False)
    page.locator(".practice").first.click()
    page.locator("#termes").fill("04071990")
    page.get_by_role("button", name="Chercher", exact=True).click()
    page.get_by_role("button", name="Prendre ce patient").click()
    expect(page.locator(".person")).to_have_count(0)
    page.get_by_role("radio", name="MORIN Zoé").check()
    page.get_by_role("button", name="Prendre ce patient").click()
    expect(page.locator(".person")).to_contain_text("MORIN Zoé")


def test_an_appointment_is_opened_moved_and_cancelled(open_page: Open, ground: Ground) -> None:
    book_for(ground, ground.twins[0], in_days(2, "09:00"))
    page = open_page(f"/bureau/planning/?jour={in_days(2, '09:00'):%Y-%m-%d}", javascript=False)
    page.get_by_role("link", name="MORIN Ana").click()
    page.get_by_role("link", name="Déplacer").click()
    page.locator("[name=creneau]").nth(1).check(force=True)
    page.get_by_role("button", name="Déplacer à cet horaire").click()
    expect(page.get_by_role("status").first).to_contain_text("Rendez-vous déplacé")
    page.get_by_role("link", name="Annuler le rendez-vous").click()
    page.get_by_role("button", name="Annuler").click()
    expect(page.get_by_role("status").first).to_contain_text("Rendez-vous annulé")
    (last,) = visits(ground, ground.twins[0])
    assert (last.status, last.version) == (Status.CANCELLED, 3)
