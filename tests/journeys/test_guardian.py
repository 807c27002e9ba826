"""A guardian's consent walked in the browser: on the phone at the desk, by keyboard, and by the link on a telephone."""

import re
from datetime import date

import pytest
from django.db import transaction
from playwright.sync_api import Page, expect

from booking.lifecycle import Status
from consent.models import GuardianConsent, GuardianLink
from consent.services.guardian_links import token_of
from core.scoping import acting_as, system_actor
from tests.factories.patients import make_patient
from tests.journeys.conftest import PHONE, Open
from tests.journeys.ground import Ground, book_for, in_days, visits
from tests.journeys.looking import Look
from tests.journeys.test_booking_by_keyboard import Keys, begin, focused, found

pytestmark = pytest.mark.slow
NINE_YEARS_AGO, EIGHT_YEARS_AGO, SEVEN_YEARS_AGO, SIX_YEARS_AGO = (
    in_days(-years * 365, "12:00").date() for years in (9, 8, 7, 6)
)
FAR = in_days(12, "12:00").date()


@pytest.mark.requirement("ST-44")
def test_a_secretary_notes_an_answer_by_keyboard(open_page: Open, ground: Ground, look: Look) -> None:
    child = make_patient(ground.world.ours.practice, "Petitjean", "Zoé", NINE_YEARS_AGO)
    waiting = book_for(ground, child, in_days(12, "11:00"))
    assert waiting.status == Status.PENDING
    page = open_page("/bureau/accords/")
    look("guardian-list", page)
    page.get_by_role("link", name="PETITJEAN Zoé").click()
    expect(page).to_have_url(re.compile(str(waiting.id)))
    expect(page.get_by_text("En attente de l'accord d'un représentant légal")).to_be_visible()
    look("guardian-appointment", page)
    page.get_by_label("Nom de la personne qui répond").focus()
    page.keyboard.type("Jeanne Petitjean")
    page.keyboard.press("Enter")
    expect(page.get_by_role("status").first).to_contain_text("La réponse du représentant légal est enregistrée")
    assert [one.status for one in visits(ground, child)] == [Status.BOOKED]


def at_the_recap(page: Page, birth: date, since: date | None = None) -> Keys:
    """A call by keyboard up to the recap of a child, `since` that day: the hands are in the name of who answers."""
    keys = begin(page)
    keys.type(f"{birth:%d%m%Y}")
    found(page, "1 patient.")
    keys.press("Enter")
    focused(page, "[name=motif]:checked")
    if since:
        page.goto(f"{page.url}&du={since:%Y-%m-%d}")
        focused(page, "[name=motif]:checked")
    keys.press("Enter")
    focused(page, "[name=creneau]:checked")
    keys.press("Enter")
    focused(page, "[name=guardian_name]")
    return keys


@pytest.mark.requirement("ST-44")
def test_the_guardian_on_the_line_agrees_in_the_recap_of_the_call(
    desk: Page,
    ground: Ground,
    look: Look,
) -> None:
    child = make_patient(ground.world.ours.practice, "Petitjean", "Max", EIGHT_YEARS_AGO)
    keys = at_the_recap(desk, EIGHT_YEARS_AGO)
    recap = desk.locator(".recap")
    expect(recap).to_contain_text("un représentant légal doit donner son accord")
    expect(recap).to_contain_text("un titulaire de l'autorité parentale doit accepter")
    look("guardian-recap", desk)
    keys.press("Enter")
    expect(recap.get_by_role("alert")).to_contain_text("Écrivez le nom de la personne qui répond.")
    look("guardian-recap-refused", desk)
    assert visits(ground, child) == [], "nothing is booked without a name"
    desk.locator("[name=guardian_name]").focus()
    desk.keyboard.type("Jeanne Petitjean")
    keys.press("Enter")
    focused(desk, "[data-end]")
    expect(recap).to_contain_text("Rendez-vous confirmé")
    (made,) = visits(ground, child)
    assert made.status == Status.BOOKED
    with acting_as(system_actor(made.practice_id)), transaction.atomic():
        kept = GuardianConsent.objects.get(appointment_id=made.id)
    assert (kept.answer, kept.channel, kept.call_id) == ("agreed", "phone", made.call_id)
    assert str(made.call_id) in desk.url


@pytest.mark.requirement("ST-44")
def test_without_the_guardian_the_recap_puts_the_visit_on_hold_by_keyboard(desk: Page, ground: Ground) -> None:
    child = make_patient(ground.world.ours.practice, "Petitjean", "Eva", SEVEN_YEARS_AGO)
    keys = at_the_recap(desk, SEVEN_YEARS_AGO, since=FAR)
    waits = desk.get_by_role("button", name="Mettre en attente")
    for _ in range(6):
        keys.press("Tab")
        if waits.evaluate("one => one === document.activeElement"):
            break
    keys.press("Enter")
    focused(desk, "[data-end]")
    expect(desk.locator(".recap")).to_contain_text("En attente de l'accord d'un représentant légal")
    (made,) = visits(ground, child)
    assert made.status == Status.PENDING


@pytest.mark.requirement("ST-45")
def test_a_visit_is_kept_from_the_parents_by_keyboard(desk: Page, ground: Ground, look: Look) -> None:
    child = make_patient(ground.world.ours.practice, "Petitjean", "Noa", SIX_YEARS_AGO)
    keys = at_the_recap(desk, SIX_YEARS_AGO, since=FAR)
    summary = desk.locator(".recap summary")
    for _ in range(9):
        keys.press("Tab")
        if summary.evaluate("one => one === document.activeElement"):
            break
    keys.press("Enter")
    keys.press("Tab")
    focused(desk, "[name=secrecy_reason]")
    look("secret-recap", desk)
    desk.keyboard.type("Le docteur l'a demandé")
    keys.press("Enter")
    focused(desk, "[data-end]")
    expect(desk.locator(".recap")).to_contain_text("Secret vis-à-vis des parents")
    (made,) = visits(ground, child)
    assert (made.status, made.minor_secrecy) == (Status.BOOKED, True)


@pytest.mark.requirement("ST-45")
def test_a_guardian_agrees_by_the_link_on_a_telephone(open_page: Open, ground: Ground, look: Look) -> None:
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
    page.get_by_label("Votre nom et votre prénom").press("Enter")
    expect(page.get_by_role("button", name="J'accepte")).to_be_visible()
    assert [one.status for one in visits(ground, child)] == [Status.PENDING], "Enter chooses no answer"
    page.get_by_role("button", name="J'accepte").click()
    expect(page.get_by_role("heading", name="Votre accord est enregistré")).to_be_visible()
    assert [one.status for one in visits(ground, child)] == [Status.BOOKED]
