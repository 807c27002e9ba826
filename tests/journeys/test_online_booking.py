"""Booking online walked in the browser, at three widths, with JavaScript and without; every page is weighed."""

from datetime import timedelta

import pytest
from django.db import transaction
from playwright.sync_api import Page, expect

from booking.lifecycle import Status
from booking.models import Appointment
from core.scoping import acting_as, system_actor
from online.services import link_to_send
from online.services.offering import offer_earlier
from tests.factories.patients import make_patient
from tests.factories.plans import never_quiet
from tests.journeys.conftest import DESKTOP, PHONE, Open
from tests.journeys.ground import Ground, book_for, in_days
from tests.journeys.looking import Look
from tests.journeys.online_ground import code_on, online_reason
from tests.journeys.weighing import See

pytestmark = pytest.mark.slow


def made(ground: Ground, given_names: str) -> list[Appointment]:
    """What was booked online for somebody of that name, oldest first."""
    with acting_as(system_actor(ground.practice_id)), transaction.atomic():
        found = Appointment.objects.filter(channel="web", patient__given_names=given_names).order_by("created_at")
        return list(found)


def at_the_form(page: Page, ground: Ground, days: int) -> None:
    """From the directory to the form about the patient, some days ahead."""
    reason = online_reason(ground)
    page.goto("/rdv/")
    page.get_by_role("link", name=ground.world.ours.practice.name).first.click()
    page.get_by_role("link", name=reason.name).click()
    page.goto(f"{page.url}?semaine={in_days(days, '12:00'):%Y-%m-%d}")
    page.locator(".hours button").first.click()
    expect(page.get_by_role("heading", name="Pour qui est ce rendez-vous ?")).to_be_visible()


def tell(page: Page, given_names: str, birth: str = "12/03/1984", phone: str = "06 39 98 00 11") -> None:
    page.get_by_label("Nom de naissance").fill("Duval")
    page.get_by_label("Prénoms").fill(given_names)
    page.get_by_label("Date de naissance").fill(birth)
    page.get_by_label("Votre téléphone").fill(phone)


def prove(page: Page, ground: Ground) -> None:
    page.get_by_label("Code de vérification").fill(code_on(ground))
    page.get_by_role("button", name="Vérifier").click()
    expect(page.get_by_role("heading", name="Relisez et confirmez")).to_be_visible()


def confirm(page: Page, heading: str = "Rendez-vous confirmé") -> None:
    page.get_by_label("J'ai lu cette information").check()
    page.get_by_role("button", name="Confirmer le rendez-vous").click()
    expect(page.get_by_role("heading", name=heading)).to_be_visible()


def test_a_patient_books_moves_and_cancels_on_a_telephone(open_page: Open, ground: Ground, see: See) -> None:
    reason = online_reason(ground)
    page = open_page("/rdv/", size=PHONE, person=None)
    see("online-directory", page)
    page.get_by_role("link", name=ground.world.ours.practice.name).first.click()
    see("online-practice", page)
    page.get_by_role("link", name=reason.name).click()
    expect(page.get_by_text("Étape 2 sur 4")).to_be_visible()
    see("online-slots", page)
    page.locator("summary").first.click()
    see("online-more-slots", page)
    page.goto(f"{page.url}?semaine={in_days(40, '12:00'):%Y-%m-%d}")
    expect(page.get_by_text("Plus aucun horaire en ligne après cette date")).to_be_visible()
    see("online-no-slot", page)
    at_the_form(page, ground, 4)
    see("online-patient", page)
    tell(page, "Inès", birth="31/02/1984")
    page.get_by_role("button", name="Continuer").click()
    expect(page.get_by_role("alert")).to_contain_text("Il reste à corriger")
    see("online-patient-wrong", page)
    page.get_by_label("Date de naissance").fill("12/03/1984")
    page.get_by_role("button", name="Continuer").click()
    see("online-code", page)
    page.get_by_label("Code de vérification").fill("12")
    page.get_by_role("button", name="Vérifier").click()
    expect(page.get_by_text("Ce code n'est pas le bon")).to_be_visible()
    see("online-code-wrong", page)
    prove(page, ground)
    see("online-recap", page)
    confirm(page)
    see("online-booked", page)
    (booked,) = made(ground, "Inès")
    page.goto(page.url.replace("pris/", ""))
    page.get_by_role("button", name="Confirmer ma venue").click()
    expect(page.get_by_text("Vous avez confirmé votre venue")).to_be_visible()
    see("online-link", page)
    page.get_by_role("link", name="Déplacer").click()
    see("online-move", page)
    page.goto(f"{page.url}?semaine={in_days(6, '12:00'):%Y-%m-%d}")
    page.locator(".hours button").first.click()
    expect(page.get_by_role("heading", name="Rendez-vous confirmé")).to_be_visible()
    (moved,) = made(ground, "Inès")
    assert moved.starts_at > booked.starts_at + timedelta(days=1)
    page.get_by_role("button", name="Annuler").click()
    see("online-cancel", page)
    page.get_by_role("button", name="Oui, annuler").click()
    expect(page.get_by_role("heading", name="Rendez-vous annulé")).to_be_visible()
    see("online-cancelled", page)
    assert [one.status for one in made(ground, "Inès")] == [Status.CANCELLED]
    page.goto("/rdv/lien/faux/")
    see("online-link-invalid", page)


@pytest.mark.requirement("ST-44")
def test_a_parent_books_for_a_child_whose_visit_waits_for_the_link(open_page: Open, ground: Ground, look: Look) -> None:
    page = open_page("/rdv/", size=DESKTOP, person=None)
    at_the_form(page, ground, 5)
    expect(page.get_by_label("Votre nom et votre prénom")).to_be_hidden()
    page.get_by_label("Pour mon enfant mineur").check()
    expect(page.get_by_role("heading", name="L'identité de l'enfant")).to_be_visible()
    look("online-child", page)
    tell(page, "Léo", birth=f"{in_days(-3300, '12:00'):%d/%m/%Y}")
    page.get_by_label("Votre nom et votre prénom").fill("Jeanne Duval")
    page.get_by_role("button", name="Continuer").click()
    expect(page.get_by_role("alert")).to_contain_text("titulaire de l'autorité parentale")
    look("online-child-wrong", page)
    page.get_by_label("Je suis titulaire de l'autorité parentale").check()
    page.get_by_role("button", name="Continuer").click()
    prove(page, ground)
    expect(page.get_by_text("par un lien qui lui est envoyé")).to_be_visible()
    confirm(page, "Rendez-vous en attente d'un accord")
    assert [one.status for one in made(ground, "Léo")] == [Status.PENDING]


def test_two_race_and_the_same_person_twice(open_page: Open, ground: Ground, look: Look) -> None:
    page = open_page("/rdv/", size=PHONE, person=None)
    rival = open_page("/rdv/", size=PHONE, person=None)
    online_reason(ground)
    for one in (page, rival):
        one.goto("/rdv/")
        one.get_by_role("link", name=ground.world.ours.practice.name).first.click()
        one.get_by_role("link", name="Consultation en ligne").click()
        one.goto(f"{one.url}?semaine={in_days(8, '12:00'):%Y-%m-%d}")
    rival.locator(".hours button").first.click()
    page.locator(".hours button").first.click()
    expect(page.get_by_role("alert")).to_contain_text("Ce créneau vient d'être pris")
    expect(page.locator(".next button").first).to_be_focused()
    look("online-taken", page)
    page.locator(".next button").first.click()
    tell(page, "Zoé", phone="06 39 98 00 12")
    page.get_by_role("button", name="Continuer").click()
    prove(page, ground)
    confirm(page)
    at_the_form(page, ground, 10)
    tell(page, "Zoé", phone="06 39 98 00 12")
    page.get_by_role("button", name="Continuer").click()
    prove(page, ground)
    expect(page.get_by_text("Vous avez déjà un rendez-vous proche")).to_be_visible()
    look("online-clash", page)
    page.get_by_label("Le remplacer par celui-ci").check()
    confirm(page)
    assert [one.status for one in made(ground, "Zoé")] == [Status.CANCELLED, Status.BOOKED]


def test_the_whole_way_without_javascript(open_page: Open, ground: Ground) -> None:
    page = open_page("/rdv/", size=PHONE, person=None, javascript=False)
    at_the_form(page, ground, 7)
    page.get_by_label("Pour un proche adulte").check()
    tell(page, "Rose")
    page.get_by_label("Votre nom et votre prénom").fill("Paul Duval")
    page.get_by_label("Vous êtes").first.select_option("child")
    page.get_by_role("button", name="Continuer").click()
    prove(page, ground)
    confirm(page)
    page.get_by_role("button", name="Annuler").click()
    page.get_by_role("button", name="Oui, annuler").click()
    expect(page.get_by_role("heading", name="Rendez-vous annulé")).to_be_visible()
    assert [one.status for one in made(ground, "Rose")] == [Status.CANCELLED]


def test_an_hour_freed_sooner_is_taken_on_the_page_of_the_visit(open_page: Open, ground: Ground, look: Look) -> None:
    online_reason(ground)
    never_quiet(ground.world.ours.practice.id)
    patient = make_patient(ground.world.ours.practice, "Tardif", "Nina", phones=("+33639980021",))
    visit = book_for(ground, patient, in_days(15, "18:00"))
    system = system_actor(ground.practice_id)
    desk = open_page(f"/bureau/rendez-vous/{visit.id}/")
    desk.get_by_role("button", name="Prévenir si plus tôt").click()
    expect(desk.get_by_role("button", name="Ne plus prévenir")).to_be_visible()
    assert offer_earlier(ground.practice_id) == 1
    with acting_as(system), transaction.atomic():
        token = link_to_send(ground.practice_id, visit.id)
    page = open_page(f"/rdv/lien/{token}/", size=PHONE, person=None)
    expect(page.get_by_role("heading", name="Une place se libère plus tôt")).to_be_visible()
    look("online-sooner", page)
    page.get_by_role("button", name="Prendre cette place").click()
    expect(page.get_by_role("heading", name="Rendez-vous confirmé")).to_be_visible()
    with acting_as(system), transaction.atomic():
        assert Appointment.objects.get(pk=visit.pk).starts_at < visit.starts_at - timedelta(days=1)
