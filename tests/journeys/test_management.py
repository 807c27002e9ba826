"""The manager's face: a practice set up with the keyboard alone, its people, what they accepted, how they came in."""

import re
import time

import pytest
from playwright.sync_api import expect

from accounts.demonstration import activate
from tests.factories.accounts import next_code
from tests.journeys.conftest import Open
from tests.journeys.ground import Ground
from tests.journeys.looking import Look
from tests.personas import NADIA, PASSWORD

pytestmark = pytest.mark.slow
FIVE_MINUTES = 300


def test_a_practice_is_set_up_by_keyboard_until_a_time_is_offered(open_page: Open, ground: Ground, look: Look) -> None:
    nadia = ground.world.people[NADIA]
    activate(nadia, password=PASSWORD)
    page = open_page("/", person=NADIA)
    expect(page).to_have_url(re.compile("/gestion/$"))
    look("the practices", page)
    began = time.monotonic()
    page.get_by_role("link", name="Ouvrir un cabinet").press("Enter")
    look("a practice to open", page)
    for label, text in (
        ("Nom du cabinet", "Cabinet des Tilleuls"),
        ("Téléphone du cabinet", "01 99 00 44 10"),
        ("Nom du lieu", "Les Tilleuls"),
        ("Ville", "Nancy"),
        ("Nom", "Laurent"),
        ("Prénom", "Paul"),
        ("Identifiant de connexion", "paul.laurent"),
    ):
        page.get_by_label(label, exact=True).or_(page.get_by_label(f"{label} facultatif", exact=True)).focus()
        page.keyboard.type(text)
    page.get_by_label("J'ai le mandat signé du cabinet").press("Space")
    page.get_by_label("Code à 6 chiffres").focus()
    page.keyboard.type(next_code(nadia))
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Ce qui se réserve", exact=True)).to_be_visible()
    look("visit reasons", page)
    page.get_by_label("Motif 1", exact=True).press("Enter")
    expect(page.get_by_role("heading", name="La semaine ordinaire")).to_be_visible()
    look("the week", page)
    page.get_by_label("Lundi matin, de").press("Enter")
    expect(page.get_by_text("Première disponibilité")).to_be_visible()
    assert time.monotonic() - began < FIVE_MINUTES
    assert "Paul Laurent · Consultation, 15 min" in page.locator(".first").inner_text()
    look("a practice that can be booked", page)
    page.get_by_role("link", name="Corriger", exact=True).press("Enter")
    look("a practice to correct", page)
    page.get_by_label("Présentation, lue par").fill("Au fond de la cour.")
    page.get_by_label("Nom du cabinet").press("Enter")
    expect(page.get_by_text("C'est enregistré.")).to_be_visible()
    page.get_by_role("link", name="Corriger Les Tilleuls").press("Enter")
    look("a place to correct", page)
    page.get_by_role("link", name="Le cabinet", exact=True).press("Enter")
    page.get_by_role("button", name="Code d'invitation de Paul Laurent").press("Enter")
    expect(page.get_by_role("heading", name="Code d'invitation de Paul Laurent")).to_be_visible()
    look("an invitation", page)
    page.get_by_role("link", name="La ligne").press("Enter")
    look("a line", page)
    # The code given for the mandate still opens what gives rights.
    page.get_by_role("link", name="Équipe", exact=True).click()
    look("the team", page)
    page.get_by_label("Nom et prénom").fill("Sami Keller")
    page.get_by_label("Identifiant de connexion").fill("sami.keller")
    page.get_by_role("button", name="Créer le compte et l'inviter").click()
    expect(page.get_by_role("heading", name="Code d'invitation de Sami Keller")).to_be_visible()
    page.get_by_role("link", name="Sami Keller").click()
    expect(page.get_by_text("À accepter").first).to_be_visible()
    look("somebody of the team", page)
    page.get_by_role("link", name="Connexions").click()
    look("connections", page)
    page.get_by_role("link", name="Activité").click()
    look("activity", page)
