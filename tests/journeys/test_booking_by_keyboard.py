"""A call without the mouse: from the practice to « Terminer l'appel », and what must never happen on the way."""

import re
from datetime import datetime

import pytest
from playwright.sync_api import Page, expect

from booking import services as booking
from booking.lifecycle import Status
from core.scoping import acting_as
from tests.journeys.conftest import Open
from tests.journeys.ground import SAYS, Ground, end_visits, visits

pytestmark = pytest.mark.slow

SEARCH = "#termes"
CONFIRM = "[data-confirm]"


@pytest.fixture(autouse=True)
def no_visit_yet(ground: Ground) -> None:
    end_visits(ground, ground.single)


class Keys:
    """Counts what the secretary's hands do."""

    def __init__(self, page: Page) -> None:
        self.page, self.count = page, 0

    def press(self, *names: str) -> None:
        for name in names:
            self.page.keyboard.press(name)
            self.count += 1

    def type(self, text: str) -> None:
        for letter in text:
            self.press(letter)


def focused(page: Page, selector: str) -> None:
    """Wait until the hands are there."""
    page.wait_for_function("s => document.activeElement && document.activeElement.matches(s)", arg=selector)


def begin(page: Page, keys: Keys | None = None) -> Keys:
    """F2 takes the call of the first practice; the hands are in the patient search."""
    keys = keys or Keys(page)
    focused(page, ".practice")
    keys.press("F2")
    focused(page, SEARCH)
    return keys


def found(page: Page, text: str) -> None:
    expect(page.locator("#resultats legend")).to_contain_text(text)


def reach_recap(page: Page, keys: Keys, birth: str = "12031984") -> None:
    keys.type(birth)
    found(page, "1 patient.")
    keys.press("Enter")
    focused(page, "[name=motif]:checked")
    keys.press("Enter")
    focused(page, "[name=creneau]:checked")
    keys.press("Enter")
    focused(page, CONFIRM)


def test_an_existing_patient_is_booked_by_six_keys_and_a_birth_date(desk: Page, ground: Ground) -> None:
    before = {visit.id for visit in visits(ground, ground.single)}
    keys = begin(desk)
    reach_recap(desk, keys)
    recap = desk.locator(".recap")
    expect(recap).to_contain_text("À relire au patient")
    expect(recap).to_contain_text("LEFÈVRE Camille, née le 12/03/1984")
    assert {visit.id for visit in visits(ground, ground.single)} == before

    keys.press("Enter")
    focused(desk, "[data-end]")
    assert keys.count - len("12031984") <= 6
    expect(recap).to_contain_text("Rendez-vous confirmé")
    (made,) = (visit for visit in visits(ground, ground.single) if visit.id not in before)
    assert made.status == Status.BOOKED
    assert made.channel == "phone"
    assert str(made.call_id) in desk.url, "what is done during a call carries its id"

    keys.press("Enter")
    desk.wait_for_url("**/bureau/?termine")
    expect(desk.get_by_role("status").first).to_contain_text("Appel terminé")


def test_undo_takes_the_booking_back(desk: Page, ground: Ground) -> None:
    before = len(visits(ground, ground.single))
    keys = begin(desk)
    reach_recap(desk, keys)
    keys.press("Enter")
    focused(desk, "[data-end]")
    keys.press("Escape")
    expect(desk.locator(".recap.done")).to_have_count(0)
    *_, last = visits(ground, ground.single)
    assert last.status == Status.ENTERED_IN_ERROR
    assert len(visits(ground, ground.single)) == before + 1


def test_a_held_enter_key_books_nothing(desk: Page, ground: Ground) -> None:
    before = len(visits(ground))
    keys = begin(desk)
    keys.type("12031984")
    found(desk, "1 patient.")
    for _ in range(40):  # the first is a press, the rest are its repeats
        desk.keyboard.down("Enter")
        desk.wait_for_timeout(30)
    desk.keyboard.up("Enter")
    focused(desk, "[name=motif]:checked")
    keys.press("Enter")
    focused(desk, "[name=creneau]:checked")
    for _ in range(40):
        desk.keyboard.down("Enter")
        desk.wait_for_timeout(30)
    focused(desk, CONFIRM)
    assert len(visits(ground)) == before
    desk.keyboard.up("Enter")
    keys.press("Enter")  # the control: once let go, the same key confirms
    focused(desk, "[data-end]")
    assert len(visits(ground)) == before + 1


def test_enter_never_takes_one_of_several_patients(desk: Page) -> None:
    keys = begin(desk)
    keys.type("04071990")
    found(desk, "2 patients")
    keys.press("Enter", "Enter", "Enter")
    desk.wait_for_timeout(400)
    assert "patient=" not in desk.url
    expect(desk.locator("#resultats [name=patient]:checked")).to_have_count(0)

    keys.press("2")
    keys.press("Enter")
    focused(desk, "[name=motif]:checked")
    expect(desk.locator(".person")).to_contain_text("MORIN Zoé")


def test_digits_go_by_position_so_an_azerty_row_needs_no_shift(desk: Page) -> None:
    begin(desk)
    desk.locator("[name=motif]").first.focus()
    desk.evaluate(
        """() => document.activeElement.dispatchEvent(new KeyboardEvent("keydown",
              { key: "é", code: "Digit2", bubbles: true, cancelable: true }))"""
    )
    expect(desk.locator("[name=motif]").nth(1)).to_be_checked()
    expect(desk.locator("#consigne-motif")).to_contain_text(SAYS)
    expect(desk.locator("#choix [name=motif]")).to_have_value(re.compile(r".+"))


def test_another_reason_chosen_by_its_digit_is_the_one_held(desk: Page, ground: Ground) -> None:
    keys = begin(desk)
    keys.type("12031984")
    found(desk, "1 patient.")
    keys.press("Enter")
    focused(desk, "[name=motif]:checked")
    keys.press("2", "Enter")  # its times may still be on their way
    focused(desk, "#choix [name=creneau]:checked")
    keys.press("Enter")
    focused(desk, CONFIRM)
    expect(desk.locator(".recap")).to_contain_text("Première consultation (30 min)")


def test_a_time_may_be_held_before_the_patient_is_known(desk: Page) -> None:
    keys = begin(desk)
    keys.press("F8")
    focused(desk, "[name=creneau]:checked")
    keys.press("Enter")
    focused(desk, SEARCH)
    expect(desk.locator(".recap")).to_contain_text("Il reste à choisir le patient")
    keys.type("12031984")
    found(desk, "1 patient.")
    keys.press("Enter")
    focused(desk, CONFIRM)


def test_escape_gives_the_time_back_and_the_hands_return_to_it(desk: Page) -> None:
    keys = begin(desk)
    reach_recap(desk, keys)
    held = desk.locator(".recap .when-text").inner_text()
    keys.press("Escape")
    focused(desk, "[name=creneau]:checked")
    expect(desk.locator(".recap")).to_have_count(0)
    keys.press("Enter")
    focused(desk, CONFIRM)
    assert desk.locator(".recap .when-text").inner_text() == held
    keys.press("Escape")
    focused(desk, "[name=creneau]:checked")
    keys.press("Escape")
    focused(desk, SEARCH)


def test_up_and_down_go_from_one_practitioner_to_the_next(desk: Page) -> None:
    keys = begin(desk)
    desk.locator("[name=motif]").nth(1).check()
    expect(desk.locator("#choix .hint")).to_contain_text("Première consultation")
    desk.get_by_text("Jours suivants", exact=True).click()  # in the evening one of them may have nothing left today
    expect(desk.get_by_text("Premiers créneaux", exact=True)).to_be_visible()
    keys.press("F8")
    focused(desk, "[name=creneau]:checked")
    first = desk.locator("[name=creneau]:checked").input_value()
    keys.press("ArrowDown")
    second = desk.locator("[name=creneau]:checked").input_value()
    assert first.split("|")[0] != second.split("|")[0]
    keys.press("ArrowUp")
    assert desk.locator("[name=creneau]:checked").input_value() == first


def test_a_lost_race_keeps_the_recap_and_offers_the_nearest_times(desk: Page, ground: Ground) -> None:
    keys = begin(desk)
    keys.type("12031984")
    found(desk, "1 patient.")
    keys.press("Enter")
    focused(desk, "[name=motif]:checked")
    keys.press("Enter")
    focused(desk, "#choix [name=creneau]:checked")
    _, _, start = desk.locator("#choix [name=creneau]:checked").input_value().partition("|")
    with acting_as(ground.actor):
        booking.hold_slot(
            actor=ground.actor,
            visit_reason_id=ground.world.ours.visit_reason.id,
            practitioner_role_id=ground.world.ours.role.id,
            start=datetime.fromisoformat(start),
        )
    keys.press("Enter")
    focused(desk, ".recap.lost [name=creneau]:checked")
    recap = desk.locator(".recap.lost")
    expect(recap).to_contain_text("Ce créneau vient d'être pris.")
    expect(recap).to_contain_text("LEFÈVRE Camille")
    expect(recap.locator("[name=creneau]")).to_have_count(3)
    keys.press("Enter")
    focused(desk, CONFIRM)
    expect(desk.locator(".recap")).to_contain_text("À relire au patient")


def test_the_browser_keeps_nothing_of_a_patient(open_page: Open, ground: Ground) -> None:
    page = open_page(f"/bureau/patients/{ground.single.id}/")
    page.goto("/bureau/")
    keys = begin(page)
    reach_recap(page, keys)
    kept = page.evaluate("JSON.stringify([localStorage, sessionStorage, location.href, document.title])").lower()
    assert not [word for word in ("lef", "camille", "1984", "0199") if word in kept]
    keys.press("Escape")
