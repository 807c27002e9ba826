"""The links of messages with JavaScript off: a visit moved, brought forward, settled beside another; a guardian's."""

from datetime import datetime, timedelta

import pytest
from django.db import transaction
from playwright.sync_api import Page, expect

from booking.lifecycle import Status
from booking.models import Appointment
from consent.models import GuardianLink
from consent.services.guardian_links import token_of
from core.scoping import acting_as, system_actor
from online.services.offering import offer_earlier
from tests.factories.patients import make_patient
from tests.factories.plans import never_quiet
from tests.journeys.account_ground import link_to
from tests.journeys.conftest import PHONE, Open
from tests.journeys.ground import PARIS, Ground, book_for, in_days, visits
from tests.journeys.online_ground import online_reason
from tests.journeys.test_online_booking import confirm, prove, tell
from web import french

pytestmark = pytest.mark.slow


def shown(page: Page, start: datetime) -> None:
    expect(page.locator(".ticket .when")).to_contain_text(french.when(start, str(PARIS)), ignore_case=True)


def now_of(visit: Appointment) -> Appointment:
    with acting_as(system_actor(visit.practice_id)), transaction.atomic():
        return Appointment.objects.get(pk=visit.pk)


def test_a_visit_is_confirmed_moved_after_a_lost_race_and_brought_forward(open_page: Open, ground: Ground) -> None:
    never_quiet(ground.practice_id)
    patient = make_patient(ground.world.ours.practice, "Tardif", "Nina", phones=("+33639980081",))
    visit = book_for(ground, patient, in_days(15, "18:00"), reason=online_reason(ground))
    page = open_page(link_to(visit), size=PHONE, person=None, javascript=False)
    page.get_by_role("button", name="Confirmer ma venue").click()
    expect(page.get_by_text("Vous avez confirmé votre venue")).to_be_visible()
    with page.expect_download() as file:
        page.get_by_role("link", name="Ajouter à mon agenda").click()
    assert "BEGIN:VEVENT" in file.value.path().read_text()

    page.get_by_role("link", name="Déplacer").click()
    page.goto(f"{page.url}?semaine={in_days(13, '12:00'):%Y-%m-%d}")
    first = in_days(13, "08:00")
    book_for(ground, ground.single, first)
    page.locator(".hours button").first.click()
    expect(page.get_by_role("alert")).to_contain_text("Ce créneau vient d'être pris")
    shown_hour = page.locator(".next button").first
    shown_hour.click()
    expect(page.get_by_role("heading", name="Rendez-vous confirmé")).to_be_visible()
    moved = now_of(visit)
    assert moved.starts_at != visit.starts_at and abs(moved.starts_at - first) <= timedelta(hours=1)
    shown(page, moved.starts_at)

    page.get_by_role("button", name="Me prévenir si une place se libère plus tôt").click()
    expect(page.get_by_role("button", name="Ne plus me prévenir")).to_be_visible()
    offers = []
    for answer in ("Non merci, gardez mon rang", "Prendre cette place"):
        assert offer_earlier(ground.practice_id) == 1
        page.goto(link_to(visit))
        expect(page.get_by_role("heading", name="Une place se libère plus tôt")).to_be_visible()
        offers.append(page.locator(".offer .when").inner_text())
        page.get_by_role("button", name=answer).click()
    expect(page.get_by_role("heading", name="Rendez-vous confirmé")).to_be_visible()
    assert offers[0] != offers[1], "what was refused is not offered again"
    shown(page, now_of(visit).starts_at)
    assert now_of(visit).starts_at < moved.starts_at
    expect(page.get_by_role("button", name="Ne plus me prévenir")).to_have_count(0)


def at_the_recap(page: Page, ground: Ground, days: int) -> None:
    """From an hour of that day to the recap of somebody who has a visit near it."""
    reason = online_reason(ground)
    day = f"{in_days(days, '12:00'):%Y-%m-%d}"
    page.goto(f"/rdv/{ground.practice_id}/motif/{reason.id}/?semaine={day}")
    page.locator(".hours button").first.click()
    tell(page, "Gaston", phone="06 39 98 00 82")
    page.get_by_role("button", name="Continuer").click()
    prove(page, ground)
    expect(page.get_by_role("group", name="Vous avez déjà un rendez-vous proche")).to_be_visible()


def test_a_second_visit_of_the_same_person_is_given_up_kept_beside_or_replaces(open_page: Open, ground: Ground) -> None:
    house = ground.world.ours.practice
    patient = make_patient(house, "Duval", "Gaston", phones=("+33639980082",))
    book_for(ground, patient, in_days(9, "17:00"))
    page = open_page("/rdv/", size=PHONE, person=None, javascript=False)
    at_the_recap(page, ground, 10)
    page.get_by_label("J'ai lu cette information").check()
    page.get_by_role("button", name="Confirmer le rendez-vous").click()
    expect(page.get_by_text("Choisissez ce qui vous convient.")).to_be_visible()
    page.get_by_role("button", name="Abandonner").click()
    assert [one.status for one in visits(ground, patient)] == [Status.BOOKED], "the former one is kept"

    at_the_recap(page, ground, 10)
    page.get_by_label("Garder les deux").check()
    confirm(page)
    assert [one.status for one in visits(ground, patient)] == [Status.BOOKED] * 2

    at_the_recap(page, ground, 11)
    page.get_by_label("Le remplacer par celui-ci").check()
    confirm(page)
    assert [one.status for one in visits(ground, patient)] == [Status.CANCELLED, Status.CANCELLED, Status.BOOKED]


def guardian_address(visit: Appointment, purpose: str) -> str:
    with acting_as(system_actor(visit.practice_id)), transaction.atomic():
        link = GuardianLink.objects.get(appointment_id=visit.id, purpose=purpose, used_at__isnull=True)
    return f"/accord/{token_of(link)}/"


@pytest.mark.requirement("ST-44", "ST-45")
def test_a_guardian_agrees_takes_it_back_or_refuses(open_page: Open, ground: Ground) -> None:
    child = make_patient(ground.world.ours.practice, "Grandjean", "Tom", in_days(-3300, "12:00").date())
    agreed, refused = (book_for(ground, child, in_days(12, at)) for at in ("11:00", "15:00"))
    page = open_page(guardian_address(agreed, "answer"), size=PHONE, person=None, javascript=False)
    page.get_by_label("Votre nom et votre prénom").fill("Jeanne Grandjean")
    page.get_by_role("button", name="J'accepte").click()
    expect(page.get_by_role("alert")).to_contain_text("Votre réponse n'est pas encore enregistrée")
    expect(page.get_by_label("Votre nom et votre prénom")).to_have_value("Jeanne Grandjean")
    page.get_by_label("Je suis titulaire").check()
    page.get_by_role("button", name="J'accepte").click()
    expect(page.get_by_role("heading", name="Votre accord est enregistré")).to_be_visible()
    assert now_of(agreed).status == Status.BOOKED
    page.goto(guardian_address(agreed, "object"))
    page.get_by_role("button", name="Retirer mon accord").click()
    expect(page.get_by_role("heading", name="Votre accord est retiré")).to_be_visible()
    page.goto(guardian_address(refused, "answer"))
    page.get_by_label("Votre nom et votre prénom").fill("Jeanne Grandjean")
    page.get_by_role("button", name="Je refuse").click()
    expect(page.get_by_role("heading", name="Votre refus est enregistré")).to_be_visible()
    assert (now_of(agreed).status, now_of(refused).status) == (Status.BOOKED, Status.PENDING), "the practice decides"
    page.go_back()
    page.reload()
    expect(page.get_by_role("heading", name="Ce lien n'est pas valable")).to_be_visible()
