"""A series moved by the keyboard, and the page of an agenda: substitutes and dérogations, looked at by axe as well."""

from datetime import timedelta

import pytest
from playwright.sync_api import expect

from tests.factories.patients import make_patient
from tests.journeys.conftest import PHONE, Open
from tests.journeys.ground import Ground, book_for, in_days, series_for, visits
from tests.journeys.looking import Look
from tests.personas import DR_MARTIN

pytestmark = pytest.mark.slow


def test_a_series_is_moved_without_a_mouse(open_page: Open, ground: Ground, look: Look) -> None:
    hour = "13:00"
    patient = make_patient(ground.world.ours.practice, "Serin", "Ondine")
    series = series_for(ground, patient, *(in_days(day, hour) for day in (9, 16, 23)))
    page = open_page(f"/bureau/rendez-vous/{series[1].id}/serie/", size=PHONE)
    look("series", page)
    page.get_by_role("link", name="Déplacer").focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Déplacer une série")).to_be_visible()
    look("series to move", page)
    page.get_by_label("Heure").focus()
    page.get_by_label("Heure").fill("03:00")
    page.keyboard.press("Enter")
    expect(page.get_by_role("alert").first).to_be_visible()
    look("series not moved", page)
    page.get_by_label("Heure").fill(hour.replace(":00", ":30"))
    page.get_by_role("radio", name="Ce rendez-vous").focus()
    page.keyboard.press("Digit2")
    page.keyboard.press("Enter")
    expect(page.get_by_role("status").first).to_contain_text("Déplacé")
    half_an_hour = timedelta(minutes=30)
    moved = sorted(one.starts_at for one in visits(ground, patient))
    former = [one.starts_at for one in series]
    assert moved == [former[0], former[1] + half_an_hour, former[2] + half_an_hour]
    page.goto(f"/bureau/rendez-vous/{series[0].id}/serie/")
    page.get_by_label("Raison").fill("...")
    page.keyboard.press("Enter")
    expect(page.locator("#id_reason_error")).to_contain_text("avec des mots")
    look("series not cancelled", page)
    page.goto(f"/bureau/patients/{patient.id}/series/?jour={former[0].date()}")
    look("series to plan", page)


def test_an_agenda_shows_who_stands_in_and_what_waits_for_its_practitioner(
    open_page: Open, ground: Ground, look: Look
) -> None:
    day = in_days(30, "12:00")
    patient = make_patient(ground.world.ours.practice, "Tilleul", "Ondine")
    book_for(ground, patient, day.replace(hour=22), overbooked="Visite du soir")
    page = open_page(f"/bureau/planning/?cabinet={ground.practice_id}&jour={day.date()}", size=PHONE, person=DR_MARTIN)
    name = ground.world.ours.role.practitioner.display_name
    page.get_by_role("link", name=name).first.focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1, name=name)).to_be_visible()
    page.get_by_text("Inscrire un remplacement").focus()
    page.keyboard.press("Enter")
    look("agenda", page)
    for label in ("Premier jour", "Dernier jour"):
        page.get_by_label(label, exact=True).fill((day + timedelta(days=1)).date().isoformat())
    page.keyboard.press("Enter")
    expect(page.get_by_role("status").first).to_contain_text("Le remplacement est inscrit")
    look("agenda with a substitute", page)
    row = page.get_by_role("row").filter(has_text=f"TILLEUL {patient.given_names}")
    row.get_by_role("button", name="Accepter").focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("status").first).to_contain_text("Dérogation acceptée")
    page.goto(f"/bureau/planning/?cabinet={ground.practice_id}&jour={(day + timedelta(days=1)).date()}")
    expect(page.locator("main")).to_contain_text(f"{name}, remplacé par")
