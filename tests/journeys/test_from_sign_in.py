"""The main job, whole: sign in with both factors, take the call, book, find it in the planning."""

import pytest
from playwright.sync_api import expect

from tests.factories.accounts import renew_code
from tests.journeys.conftest import Open
from tests.journeys.ground import Ground, visits
from tests.personas import CAMILLE, PASSWORD

pytestmark = pytest.mark.slow


def test_camille_signs_in_books_and_finds_the_appointment(open_page: Open, ground: Ground) -> None:
    page = open_page("/bureau/", person=None)
    expect(page).to_have_title("Connexion · Permanence")
    page.keyboard.type(CAMILLE)
    page.keyboard.press("Tab")
    page.keyboard.type(PASSWORD)
    page.keyboard.press("Enter")
    page.wait_for_url("**/connexion/code/**")
    page.keyboard.type(renew_code(ground.world.people[CAMILLE]))
    page.keyboard.press("Enter")
    page.wait_for_url("**/bureau/")
    page.keyboard.press("1")
    expect(page.locator("#termes")).to_be_focused()
    page.keyboard.type("12031984")
    page.keyboard.press("Enter")  # before the answer: it waits for it, and takes the only one
    expect(page.locator(".person")).to_contain_text("LEFÈVRE Camille")
    for target in ("[name=motif]:checked", "[name=creneau]:checked", "[data-confirm]"):
        page.wait_for_function("s => document.activeElement.matches(s)", arg=target)
        page.keyboard.press("Enter")
    expect(page.locator(".recap")).to_contain_text("Rendez-vous confirmé")
    (made,) = visits(ground, ground.single)
    page.goto(f"/bureau/planning/?jour={made.starts_at:%Y-%m-%d}")
    expect(page.locator(".visit")).to_contain_text("LEFÈVRE Camille")
    page.get_by_role("button", name="Se déconnecter").click()
    page.goto("/bureau/")
    expect(page).to_have_title("Connexion · Permanence")


def test_a_nir_is_masked_until_a_reason_and_a_fresh_code(open_page: Open, ground: Ground) -> None:
    page = open_page(f"/bureau/patients/{ground.single.id}/")
    identity = page.locator("section", has=page.get_by_role("heading", name="Identité"))
    expect(identity).not_to_contain_text("2 84 03")
    identity.get_by_text("Afficher en clair").click()
    page.get_by_label("Pourquoi l'afficher ?").fill("Demandé par le médecin")
    page.get_by_label("Code à 6 chiffres").fill("000000")
    page.get_by_role("button", name="Afficher le numéro").click()
    expect(page.locator("#code_error")).to_contain_text("Code refusé")
    expect(page.get_by_label("Pourquoi l'afficher ?")).to_have_value("Demandé par le médecin")
    page.get_by_label("Code à 6 chiffres").fill(renew_code(ground.world.people[CAMILLE]))
    page.get_by_role("button", name="Afficher le numéro").click()
    expect(identity).to_contain_text("2 84 03")
    page.goto(page.url.replace("nir/", ""))
    expect(identity).not_to_contain_text("2 84 03")
    expect(page.get_by_label("Code à 6 chiffres")).to_have_count(0)


@pytest.mark.requirement("ST-15")
def test_a_medical_note_opens_on_demand_with_a_reason(open_page: Open, ground: Ground) -> None:
    page = open_page(f"/bureau/patients/{ground.single.id}/")
    assert "pénicilline" not in page.content()
    page.get_by_label("Pourquoi l'ouvrir ?").fill("Question du pharmacien")
    page.get_by_role("button", name="Afficher la note").click()
    expect(page.locator("section", has=page.get_by_role("heading", name="Note médicale"))).to_contain_text(
        "Allergie à la pénicilline."
    )


def test_charlie_sees_nothing_of_it(open_page: Open, ground: Ground) -> None:
    page = open_page("/bureau/", person="charlie")
    expect(page.locator(".practice")).to_have_count(1)
    expect(page.locator(".practice")).to_contain_text("Cabinet d'ailleurs")
    page.goto(f"/bureau/patients/{ground.single.id}/")
    expect(page.get_by_role("heading", level=1)).to_contain_text("Introuvable")
