"""Every page and every state of the desk: axe finds nothing, nothing scrolls sideways, on a desk and on a phone."""

import pytest
from playwright.sync_api import expect

from core.ids import new_id
from tests.journeys.conftest import Open
from tests.journeys.ground import Ground, book_for, in_days
from tests.journeys.looking import Look

pytestmark = pytest.mark.slow


def call(ground: Ground, **query: object) -> str:
    words = "&".join(f"{name}={value}" for name, value in query.items())
    return f"/bureau/appel/{ground.practice_id}/{new_id()}/?{words}"


def test_a_call_from_its_ring_to_its_end(open_page: Open, ground: Ground, look: Look) -> None:
    page = open_page("/bureau/")
    look("home", page)
    page.locator(".practice").first.click()
    page.wait_for_url("**/appel/**")
    look("call", page)
    page.locator("#termes").fill("04071990")
    expect(page.locator("#resultats legend")).to_contain_text("2 patients")
    look("two patients", page)
    page.locator("#termes").fill("01011911")
    expect(page.locator("#resultats .hint")).to_contain_text("Personne")
    look("nobody", page)
    page.locator("#termes").fill("12031984")
    expect(page.locator("#resultats legend")).to_contain_text("1 patient")
    page.get_by_role("button", name="Prendre ce patient").click()
    expect(page.locator(".person")).to_be_visible()
    look("patient chosen", page)
    page.locator(".more summary").first.click()
    look("more times", page)
    page.get_by_role("button", name="Retenir ce créneau").click()
    expect(page.locator(".recap")).to_contain_text("À relire au patient")
    look("recap", page)
    page.get_by_role("button", name="Confirmer le rendez-vous").click()
    expect(page.locator(".recap")).to_contain_text("Rendez-vous confirmé")
    look("booked", page)
    page.locator(".recap").get_by_role("button", name="Terminer l'appel").click()
    page.wait_for_url("**/?termine")
    look("ended", page)


def test_a_time_lost_and_a_time_held_for_nobody(open_page: Open, ground: Ground, look: Look) -> None:
    start = in_days(7, "10:00")
    page = open_page(call(ground, patient=ground.single.id, du=start.date()))
    expect(page.locator("#choix [name=creneau]").first).to_be_attached()
    chosen = page.locator("#choix [name=creneau]:checked").input_value()
    rival = open_page(call(ground, du=start.date()))
    rival.locator(f"#choix [name=creneau][value='{chosen}']").check(force=True)
    rival.get_by_role("button", name="Retenir ce créneau").click()
    expect(rival.locator(".recap")).to_contain_text("Il reste à choisir le patient")
    look("held for nobody", rival)
    page.get_by_role("button", name="Retenir ce créneau").click()
    expect(page.locator(".recap.lost")).to_be_visible()
    look("lost", page)


def test_a_new_patient_and_look_alikes(open_page: Open, ground: Ground, look: Look) -> None:
    page = open_page(call(ground))
    page.get_by_role("button", name="Nouveau patient").click()
    expect(page.locator("#patient")).to_contain_text("À lire au patient")
    page.locator("#patient summary").click()
    look("new patient", page)
    for name, value in (("birth_date", "99"), ("family_name", "Lefèvre"), ("given_names", "Camille")):
        page.locator(f"[name={name}]").fill(value)
    page.locator("[name=notice_read]").check()
    page.get_by_role("button", name="Créer la fiche").click()
    expect(page.locator("#id_birth_date_error")).to_be_visible()
    look("new patient, wrong", page)
    page.locator("[name=birth_date]").fill("12031984")
    page.get_by_role("button", name="Créer la fiche").click()
    expect(page.locator("#patient form.warn")).to_be_visible()
    look("look-alikes", page)


def test_pages_of_patients_and_appointments(open_page: Open, ground: Ground, look: Look) -> None:
    made = book_for(ground, ground.twins[0], in_days(8, "09:00"))
    file, visit = f"/bureau/patients/{ground.single.id}/", f"/bureau/rendez-vous/{made.id}/"
    page = open_page(file)
    for summary in page.locator("main summary").all():
        summary.click()
    look("file", page)
    for path in (file + "modifier/", "/bureau/patients/", visit, visit + "deplacer/", visit + "annuler/"):
        page.goto(path)
        look(path, page)
    page.goto(f"/bureau/planning/?jour={made.starts_at:%Y-%m-%d}")
    look("planning", page)
    page.locator("a.visit").first.click()
    expect(page.locator("#detail")).to_contain_text("MORIN")
    look("planning with an appointment", page)
    page.goto("/bureau/patients/")
    page.locator("#termes").fill("morin")
    page.keyboard.press("Enter")
    expect(page.locator("main .picks")).to_be_visible()
    look("found", page)
    page.goto("/bureau/rien/")
    look("not found", page)


def test_pages_of_the_account(open_page: Open, look: Look) -> None:
    page = open_page("/connexion/", person=None)
    look("sign in", page)
    page = open_page("/compte/")
    for path in ("/compte/", "/compte/mot-de-passe/", "/compte/confirmation/", "/compte/application/"):
        page.goto(path)
        look(path, page)
