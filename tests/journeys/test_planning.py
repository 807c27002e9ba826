"""The day: free times seen, an appointment found, moved by a form, cancelled, arrived, missed."""

from datetime import timedelta

import pytest
from playwright.sync_api import Page, expect

from booking.lifecycle import Status
from core import clock
from tests.journeys.conftest import PHONE, Open
from tests.journeys.ground import Ground, book_for, in_days, visits

pytestmark = pytest.mark.slow


def day(number: int) -> str:
    return f"/bureau/planning/?jour={in_days(number, '09:00'):%Y-%m-%d}"


def focused(page: Page, selector: str) -> None:
    page.wait_for_function("s => document.activeElement && document.activeElement.matches(s)", arg=selector)


def test_a_wide_screen_shows_a_column_per_practitioner_with_its_free_times(open_page: Open, ground: Ground) -> None:
    book_for(ground, ground.single, in_days(12, "10:00"))
    page = open_page(day(12))
    columns = page.locator(".board .agenda")
    expect(columns).to_have_count(2)
    left, right = (columns.nth(n).bounding_box() for n in (0, 1))
    assert left and right and left["x"] < right["x"] and left["y"] == right["y"]
    seeing = columns.filter(has_text="LEFÈVRE")
    visit = seeing.locator(".visit")
    expect(visit).to_contain_text("10:00 LEFÈVRE Camille")
    expect(seeing.locator(".free").first).to_contain_text("08:00 Libre · 2 h")
    hours = {mark.inner_text(): mark.bounding_box() for mark in page.locator(".rail span").all()}
    box, ten = visit.bounding_box(), hours["10:00"]
    assert box and ten and abs(box["y"] - (ten["y"] + 10)) < 4, "a visit starts at its hour"


def test_a_phone_shows_one_list_after_the_other(open_page: Open, ground: Ground) -> None:
    page = open_page(day(1), size=PHONE)
    expect(page.locator(".board")).to_have_count(0)
    first, second = (page.locator(".agenda").nth(n).bounding_box() for n in (0, 1))
    assert first and second and first["y"] + first["height"] <= second["y"]
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]


def test_an_appointment_is_moved_within_six_keys(open_page: Open, ground: Ground) -> None:
    made = book_for(ground, ground.twins[0], in_days(2, "11:00"))
    page = open_page(day(2))
    page.locator(".visit", has_text="MORIN Ana").focus()
    page.keyboard.press("Enter")
    expect(page.locator("#detail")).to_contain_text("MORIN Ana")
    focused(page, "#t-choisi")
    page.get_by_role("link", name="Déplacer").focus()
    page.keyboard.press("Enter")
    focused(page, "[name=creneau]:checked")
    page.keyboard.press("Enter")
    expect(page.get_by_role("status").first).to_contain_text("Rendez-vous déplacé")
    (moved,) = (visit for visit in visits(ground, ground.twins[0]) if visit.id == made.id)
    assert moved.starts_at != made.starts_at and moved.version == 2


def test_an_appointment_is_cancelled_and_its_time_is_free_again(open_page: Open, ground: Ground) -> None:
    made = book_for(ground, ground.twins[1], in_days(3, "08:00"))
    page = open_page(day(3))
    page.locator(".visit", has_text="MORIN Zoé").click()
    page.get_by_role("link", name="Annuler le rendez-vous").click()
    focused(page, "[name=by]:checked")
    page.keyboard.press("2")
    page.get_by_label("Raison").fill("Le praticien est souffrant")
    page.keyboard.press("Enter")
    expect(page.get_by_role("status").first).to_contain_text("Rendez-vous annulé")
    (cancelled,) = (visit for visit in visits(ground, ground.twins[1]) if visit.id == made.id)
    assert (cancelled.status, cancelled.cancelled_by) == (Status.CANCELLED, "practice")
    page.goto(day(3))
    expect(page.locator(".agenda", has_text="MORIN Zoé").locator(".free").first).to_contain_text("08:00 Libre")
    expect(page.locator(".visit.gone")).to_contain_text("Annulé")


def test_somebody_arrives_and_somebody_else_does_not_come(open_page: Open, ground: Ground) -> None:
    book_for(ground, ground.single, in_days(0, "20:10"), overbooked="Visite du soir")
    page = open_page(day(0))
    page.locator(".visit", has_text="LEFÈVRE").click()
    page.get_by_role("button", name="Arrivé").click()
    expect(page.get_by_role("status").first).to_contain_text("noté arrivé")
    expect(page.locator(".visit", has_text="LEFÈVRE")).to_contain_text("Arrivé")
    expect(page.locator("#detail")).to_contain_text("Honoré")
    page.get_by_role("button", name="Annuler (").click()
    expect(page.get_by_role("status").first).to_contain_text("état précédent")
    expect(page.locator("#detail")).to_contain_text("Réservé")
    begun = clock.now().replace(second=0, microsecond=0) - timedelta(hours=1)
    missed = book_for(ground, ground.twins[0], begun, overbooked="Sans rendez-vous")
    page.goto(f"/bureau/rendez-vous/{missed.id}/")
    page.get_by_role("button", name="Absent").click()
    expect(page.locator("#detail")).to_contain_text("Absent")


def test_nobody_is_noted_absent_or_arrived_before_the_day(open_page: Open, ground: Ground) -> None:
    made = book_for(ground, ground.single, in_days(4, "09:00"))
    page = open_page(f"/bureau/rendez-vous/{made.id}/")
    expect(page.get_by_role("link", name="Déplacer")).to_be_visible()
    for name in ("Arrivé", "Absent", "Honoré"):
        expect(page.get_by_role("button", name=name)).to_have_count(0)


def test_what_a_colleague_changed_meanwhile_is_not_overwritten(open_page: Open, ground: Ground) -> None:
    begun = clock.now().replace(second=0, microsecond=0) - timedelta(hours=3)
    made = book_for(ground, ground.twins[1], begun, overbooked="Sans rendez-vous")
    first, second = (open_page(f"/bureau/rendez-vous/{made.id}/") for _ in range(2))
    first.get_by_role("button", name="Arrivé").click()
    expect(first.locator("#detail")).to_contain_text("Arrivé")
    second.get_by_role("button", name="Absent").click()
    expect(second.get_by_role("alert").first).to_contain_text("modifié entre-temps")


def test_closing_the_appointment_gives_the_hands_back_to_its_line(open_page: Open, ground: Ground) -> None:
    book_for(ground, ground.single, in_days(6, "09:30"))
    page = open_page(day(6))
    page.locator(".visit").first.focus()
    page.keyboard.press("Enter")
    focused(page, "#t-choisi")
    page.keyboard.press("Escape")
    focused(page, ".visit")
    expect(page.locator("#detail section")).to_have_count(0)


def test_a_patient_is_found_from_anywhere_and_never_opened_by_a_hasty_enter(open_page: Open) -> None:
    page = open_page("/bureau/planning/")
    page.keyboard.press("Control+k")
    focused(page, "#partout")
    page.keyboard.type("morin")
    page.keyboard.press("Enter")
    expect(page.get_by_role("status").first).to_contain_text("2 patients")
    page.keyboard.press("Enter")
    page.wait_for_timeout(300)
    assert page.url.endswith("/bureau/patients/")
    page.keyboard.press("2")
    expect(page.get_by_role("heading", level=1)).to_contain_text("MORIN Zoé")


def test_a_visit_beside_the_agenda_needs_a_reason_and_is_said_to_be_so(open_page: Open, ground: Ground) -> None:
    book_for(ground, ground.single, in_days(9, "10:00"))
    page = open_page("/bureau/")
    page.locator(".practice").first.press("F2")
    page.locator("#termes").fill("morin ana")
    expect(page.locator("#resultats legend")).to_contain_text("1 patient")
    page.get_by_role("button", name="Prendre ce patient").click()
    page.get_by_text("En plus de l'agenda…").click()
    extra = page.locator("form", has=page.locator("#en-plus"))
    extra.get_by_label("Praticien").select_option(label="Dr Anne Martin")
    extra.get_by_label("Jour", exact=True).fill(f"{in_days(9, '10:00'):%Y-%m-%d}")
    extra.get_by_label("Heure", exact=True).fill("10:00")
    page.get_by_role("button", name="Poser ce rendez-vous en plus").click()
    expect(page.locator(".recap")).to_have_count(0)
    extra.get_by_label("Pourquoi en plus").fill("Le médecin l'a demandé")
    page.get_by_role("button", name="Poser ce rendez-vous en plus").click()
    expect(page.locator(".recap")).to_contain_text("Rendez-vous confirmé")
    page.goto(day(9))
    expect(page.locator(".visit", has_text="MORIN Ana")).to_contain_text("En plus")
