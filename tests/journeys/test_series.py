"""A series from the patient's file: proposed, one date replaced, booked whole, then given up from one visit on."""

from datetime import timedelta

import pytest
from playwright.sync_api import expect

from booking.lifecycle import Status
from tests.journeys.conftest import Open
from tests.journeys.ground import Ground, book_for, in_days, visits

pytestmark = pytest.mark.slow


def test_a_series_is_proposed_booked_and_given_up(open_page: Open, ground: Ground) -> None:
    first = in_days(3, "10:00")
    book_for(ground, ground.twins[0], first + timedelta(days=7))
    page = open_page(f"/bureau/patients/{ground.single.id}/")
    page.get_by_role("link", name="Prendre une série").click()
    page.get_by_label("Motif").select_option(str(ground.world.ours.visit_reason.id))
    page.get_by_label("Praticien").select_option(str(ground.world.ours.role.id))
    page.get_by_label("Premier jour").fill(first.date().isoformat())
    page.get_by_label("Heure").fill("10:00")
    page.get_by_label("Nombre de rendez-vous").fill("3")
    page.get_by_role("button", name="Proposer les dates").click()
    expect(page.get_by_role("heading", name="3 dates libres")).to_be_visible()
    left_out = page.get_by_role("group").filter(has_text="occupe déjà cette heure")
    expect(left_out.get_by_role("checkbox")).to_have_count(3)
    left_out.get_by_role("checkbox").first.check()
    page.get_by_role("button", name="Prendre toute la série").click()
    expect(page.get_by_role("status").first).to_contain_text("La série est prise")
    expect(page.locator("tbody tr")).to_have_count(4)
    booked = visits(ground, ground.single)
    assert len(booked) == 4 and len({one.series_id for one in booked}) == 1
    page.locator("tbody tr a").nth(1).click()
    page.get_by_role("link", name="Toute la série").click()
    page.get_by_label("Celui-ci et les suivants").check()
    page.get_by_role("button", name="Annuler").click()
    expect(page.get_by_role("status").first).to_contain_text("de nouveau libres")
    left = [one for one in visits(ground, ground.single) if one.status == Status.BOOKED]
    assert [one.starts_at for one in left] == [first]
