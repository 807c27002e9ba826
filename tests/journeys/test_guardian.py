"""A guardian's consent walked in the browser: on the phone at the desk, by keyboard, and by the link on a telephone."""

import pytest
from django.db import transaction
from playwright.sync_api import expect

from booking.lifecycle import Status
from consent.models import GuardianLink
from consent.services.guardian_links import token_of
from core.scoping import acting_as, system_actor
from tests.factories.patients import make_patient
from tests.journeys.conftest import PHONE, Open
from tests.journeys.ground import Ground, book_for, in_days, visits
from tests.journeys.test_accessibility import Look, look  # noqa: F401

pytestmark = pytest.mark.slow
NINE_YEARS_AGO = in_days(-9 * 365, "12:00").date()


@pytest.mark.requirement("ST-44")
def test_a_secretary_notes_an_answer_by_keyboard(open_page: Open, ground: Ground, look: Look) -> None:  # noqa: F811
    child = make_patient(ground.world.ours.practice, "Petitjean", "Zoé", NINE_YEARS_AGO)
    waiting = book_for(ground, child, in_days(12, "11:00"))
    assert waiting.status == Status.PENDING
    page = open_page(f"/bureau/rendez-vous/{waiting.id}/")
    expect(page.get_by_text("En attente de l'accord d'un représentant légal")).to_be_visible()
    look("guardian-appointment", page)
    page.get_by_label("Nom de la personne qui répond").focus()
    page.keyboard.type("Jeanne Petitjean")
    page.keyboard.press("Enter")
    expect(page.get_by_role("status").first).to_contain_text("La réponse du représentant légal est enregistrée")
    assert [one.status for one in visits(ground, child)] == [Status.BOOKED]


@pytest.mark.requirement("ST-45")
def test_a_guardian_agrees_by_the_link_on_a_telephone(open_page: Open, ground: Ground, look: Look) -> None:  # noqa: F811
    child = make_patient(ground.world.ours.practice, "Grandjean", "Tom", NINE_YEARS_AGO)
    waiting = book_for(ground, child, in_days(13, "11:00"))
    with acting_as(system_actor(waiting.practice_id)), transaction.atomic():
        link = GuardianLink.objects.get(appointment_id=waiting.id)
    page = open_page(f"/accord/{token_of(link)}/", size=PHONE, person=None)
    look("guardian-link", page)
    page.get_by_label("Votre nom et votre prénom").fill("Jeanne Grandjean")
    page.get_by_role("button", name="J'accepte").click()
    expect(page.get_by_text("Cochez cette case")).to_be_visible()
    look("guardian-link-refused", page)
    page.get_by_label("Je suis titulaire").check()
    page.get_by_role("button", name="J'accepte").click()
    expect(page.get_by_role("heading", name="Votre accord est enregistré")).to_be_visible()
    assert [one.status for one in visits(ground, child)] == [Status.BOOKED]
