"""« Pourquoi pas ? » in a real browser: by keyboard, without JavaScript, and nothing for axe to find."""

import re

import pytest
from playwright.sync_api import Page, expect

from core.ids import new_id
from tests.journeys.conftest import PHONE, Open
from tests.journeys.ground import Ground, book_for, in_days
from tests.journeys.looking import Look, violations

pytestmark = pytest.mark.slow


def call(ground: Ground, **query: object) -> str:
    words = "&".join(f"{name}={value}" for name, value in query.items())
    return f"/bureau/appel/{ground.practice_id}/{new_id()}/?motif={ground.world.ours.visit_reason.id}&{words}"


def fill(page: Page, ground: Ground, day: str, hour: str) -> None:
    page.locator("#id_pq-agenda").select_option(str(ground.world.ours.role.id))
    page.locator("#id_pq-day").fill(day)
    page.locator("#id_pq-hour").fill(hour)


def test_a_taken_time_is_explained_by_keyboard_and_the_nearest_is_held(open_page: Open, ground: Ground) -> None:
    wanted = in_days(12, "10:00")
    book_for(ground, ground.twins[0], wanted)
    page = open_page(call(ground, patient=ground.single.id))
    page.locator("#pourquoi summary").focus()
    page.keyboard.press("Enter")
    fill(page, ground, f"{wanted:%Y-%m-%d}", "10:00")
    page.locator("#id_pq-hour").press("Enter")
    expect(page.locator("#t-pourquoi")).to_be_focused()
    expect(page.locator("#pourquoi li")).to_have_text(re.compile("Un rendez-vous occupe déjà cette heure."))
    expect(page.locator("#pourquoi")).not_to_contain_text("MORIN")
    assert violations(page) == []
    page.locator("#pourquoi [name=creneau]").first.focus()
    page.keyboard.press("Enter")
    expect(page.locator(".recap")).to_contain_text("À relire au patient")


def test_without_javascript_every_rule_that_says_no_is_read(open_page: Open, ground: Ground) -> None:
    page = open_page(call(ground, patient=ground.single.id), javascript=False)
    page.locator("#pourquoi summary").click()
    fill(page, ground, f"{in_days(200, '21:07'):%Y-%m-%d}", "21:07")
    page.get_by_role("button", name="Pourquoi pas cet horaire ?").click()
    said = page.locator("#pourquoi li")
    expect(said).to_have_count(2)
    expect(said.first).to_contain_text("au-delà de la période de réservation")
    expect(said.last).to_contain_text("ne consulte pas à cette heure")
    expect(page.locator(".person")).to_contain_text("LEFÈVRE Camille")


def test_a_free_time_can_be_held_at_once(open_page: Open, ground: Ground) -> None:
    page = open_page(call(ground, patient=ground.single.id), javascript=False)
    page.locator("#pourquoi summary").click()
    fill(page, ground, f"{in_days(13, '11:00'):%Y-%m-%d}", "11:00")
    page.get_by_role("button", name="Pourquoi pas cet horaire ?").click()
    expect(page.locator("#pourquoi")).to_contain_text("Cet horaire est libre.")
    page.locator("#pourquoi").get_by_role("button", name="Retenir cet horaire").click()
    expect(page.locator(".recap")).to_contain_text("À relire au patient")
    expect(page.locator(".recap")).to_contain_text("11:00")


def test_the_panel_fits_and_says_what_is_wrong(open_page: Open, ground: Ground, look: Look) -> None:
    page = open_page(call(ground), size=PHONE)
    page.locator("#pourquoi summary").click()
    page.locator("#id_pq-day").evaluate("field => field.required = false")
    page.locator("#id_pq-hour").fill("10:00")
    page.get_by_role("button", name="Pourquoi pas cet horaire ?").click()
    expect(page.locator("#id_pq-day_error")).to_contain_text("obligatoire")
    look("a day is missing", page)
    fill(page, ground, f"{in_days(9, '22:00'):%Y-%m-%d}", "22:00")
    page.get_by_role("button", name="Pourquoi pas cet horaire ?").click()
    expect(page.locator("#pourquoi li")).to_contain_text("ne consulte pas à cette heure")
    look("a reason is said", page)
