"""A patient changes their mind on the telephone; a practitioner shares an item and takes it back, in a real browser."""

from datetime import date

import pytest
from django.db import transaction
from playwright.sync_api import Page, expect

from consent.purposes import Purpose
from consent.queries import is_stopped
from core.scoping import acting_as
from patients.models import Patient, SharedItem
from tests.factories.patients import make_patient
from tests.journeys.conftest import PHONE, Open
from tests.journeys.ground import Ground
from tests.journeys.looking import NARROW, Look
from tests.personas import DR_MARTIN

pytestmark = pytest.mark.slow
WORDS = "Allergie à la pénicilline"


def somebody(ground: Ground, name: str) -> Patient:
    """A patient of this journey alone."""
    return make_patient(ground.world.ours.practice, name, "Lise", date(1962, 8, 9), phones=("+33639980077",))


def stopped(ground: Ground, patient: Patient, purpose: Purpose) -> bool:
    with acting_as(ground.actor), transaction.atomic():
        return is_stopped(ground.practice_id, patient.id, purpose)


def keys_to(page: Page, label: str) -> int:
    """How many times Tab is pressed from the top of the page until this button has the focus."""
    page.evaluate("document.activeElement.blur(); window.getSelection().removeAllRanges()")
    page.locator("body").press("Home")
    for pressed in range(1, 90):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.textContent.trim()") == label:
            return pressed
    raise AssertionError(f"« {label} » is not reached with Tab")


@pytest.mark.requirement("ST-26")
@pytest.mark.requirement("ST-28")
def test_to_stop_reminders_takes_the_same_keys_as_to_want_them(open_page: Open, ground: Ground, look: Look) -> None:
    patient = somebody(ground, "Sureau")
    page = open_page(f"/bureau/patients/{patient.id}/")
    agreeing = keys_to(page, "Rappeler par SMS")
    page.keyboard.press("Enter")
    expect(page.get_by_role("status").first).to_contain_text("il vaut dès maintenant")
    assert not stopped(ground, patient, Purpose.REMINDERS)
    page.goto(f"/bureau/patients/{patient.id}/")
    stopping = keys_to(page, "Ne plus rappeler")
    assert stopping <= agreeing
    page.keyboard.press("Enter")
    expect(page.locator(".card:has(#t-choix)")).to_contain_text("opposition")
    assert stopped(ground, patient, Purpose.REMINDERS)
    look("a file with an objection", page)


@pytest.mark.requirement("ST-15")
@pytest.mark.requirement("ST-26")
def test_a_practitioner_shares_an_item_and_takes_it_back(open_page: Open, ground: Ground, look: Look) -> None:
    patient = somebody(ground, "Aubépine")
    page = open_page(
        f"/registre/textes/?finalite=preparation&cabinet={ground.practice_id}", person=DR_MARTIN, size=PHONE
    )
    page.locator("#text").fill("Votre médecin partage des éléments de votre dossier pour préparer la visite.")
    page.get_by_role("button", name="Publier").click()
    expect(page.locator(".ok")).to_contain_text("en vigueur")
    look("the texts", page)

    page.goto(f"/bureau/patients/{patient.id}/")
    sharing = page.locator(".card:has(#t-partage)")
    expect(sharing).to_contain_text("n'a pas donné, ou a retiré, son accord")
    page.get_by_role("button", name="Le patient est d'accord").click()
    expect(page.locator(".card:has(#t-choix)")).to_contain_text("accord donné")
    sharing.get_by_text("Partager un élément").click()
    sharing.locator("[name=title]").fill("Allergies")
    sharing.locator("[name=text]").fill(WORDS)
    sharing.get_by_role("button", name="Partager cet élément").click()
    expect(page.get_by_role("status").first).to_contain_text("partagé")
    expect(sharing).not_to_contain_text(WORDS)
    look("a file with a shared item", page)
    sharing.get_by_role("button", name="Lire ce qui est partagé").click()
    expect(sharing).to_contain_text(WORDS)

    sharing.get_by_role("button", name="Retirer").click()
    expect(page.get_by_role("status").first).to_contain_text("personne ne peut plus le lire")
    page.goto(f"/bureau/patients/{patient.id}/")
    sharing.get_by_role("button", name="Lire ce qui est partagé").click()
    expect(sharing).to_contain_text("Rien n'est partagé en ce moment")
    with acting_as(ground.actor), transaction.atomic():
        assert [item.text for item in SharedItem.objects.filter(patient=patient)] == [None]

    presence = page.locator(".card:has(#t-presence)")
    presence.get_by_text("Décider d'une mesure").click()
    presence.get_by_label("Mesure").select_option("must-confirm")
    presence.get_by_role("button", name="Décider cette mesure").click()
    expect(page.get_by_role("status").first).to_contain_text("prendra fin d'elle-même")
    expect(presence).to_contain_text("Chaque rendez-vous est à confirmer")
    look("a file with a measure", page)
    presence.get_by_role("button", name="Lever cette mesure").click()
    expect(presence).to_contain_text("Mesures passées")


def test_what_is_asked_is_ticked_by_the_practitioner_and_seen_by_the_secretary(
    open_page: Open, ground: Ground, look: Look
) -> None:
    page = open_page(f"/registre/consignes/?cabinet={ground.practice_id}", person=DR_MARTIN)
    form = page.locator("section.card form").first
    ticked = form.get_by_label("Adressé par").is_checked()
    form.get_by_label("Adressé par").set_checked(not ticked)
    form.get_by_role("button", name="Enregistrer").click()
    expect(page.locator(".ok")).to_contain_text("sont enregistrées")
    assert page.locator("section.card form").first.get_by_label("Adressé par").is_checked() is not ticked
    look("what is asked", page)
    narrow = open_page(f"/registre/consignes/?cabinet={ground.practice_id}", size=NARROW)
    expect(narrow.locator("main")).to_contain_text("Seul le praticien change ses consignes")
    look("what is asked, read by a secretary", narrow)
