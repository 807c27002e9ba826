"""A practitioner goes away: the patients take or refuse the hour offered instead, until nobody is left without one."""

from datetime import datetime

import pytest
from django.db import transaction
from playwright.sync_api import Page, expect

from booking.models import Appointment
from core.scoping import acting_as, system_actor
from tests.factories.patients import make_patient
from tests.factories.plans import never_quiet
from tests.journeys.account_ground import link_to
from tests.journeys.conftest import PHONE, Open
from tests.journeys.ground import Ground, book_for, in_days
from tests.journeys.online_ground import online_reason
from tests.journeys.weighing import See
from tests.personas import DR_MARTIN

pytestmark = pytest.mark.slow


@pytest.fixture
def away(request: pytest.FixtureRequest) -> int:
    """In how many days the practitioner is absent: a day of its own for a second walk."""
    return 10 + getattr(request.node, "execution_count", 1)


def expected(ground: Ground, name: str, phone: str, start: datetime) -> Appointment:
    return book_for(ground, make_patient(ground.world.ours.practice, name, "Alix", phones=(phone,)), start)


def go_away(page: Page, ground: Ground, days: int, count: int) -> None:
    page.goto(f"/planning/horaires/{ground.world.ours.role.id}/absence/")
    day = f"{in_days(days, '09:00'):%Y-%m-%d}"
    page.get_by_label("Premier jour").fill(day)
    page.get_by_label("Dernier jour").fill(day)
    page.get_by_role("button", name="Voir qui est concerné").click()
    page.get_by_role("button", name="Confirmer").click()
    left(page, count)


def left(page: Page, count: int) -> None:
    page.goto("/planning/a-suivre/")
    said = f"{count} rendez-vous sans horaire ouvert" if count else "Plus rien à suivre"
    expect(page.locator("main")).to_contain_text(said)


def test_a_closed_day_is_answered_on_the_pages_of_its_visits(
    open_page: Open, ground: Ground, see: See, away: int
) -> None:
    online_reason(ground)
    never_quiet(ground.practice_id)
    takes = expected(ground, "Martel", "+33639980091", in_days(away, "09:00"))
    refuses = expected(ground, "Nadeau", "+33639980092", in_days(away, "09:15"))
    doctor = open_page("/planning/a-suivre/", person=DR_MARTIN)
    go_away(doctor, ground, away, 2)
    page = open_page(link_to(takes), size=PHONE, person=None)
    expect(page.get_by_text("Le cabinet a fermé cet horaire")).to_be_visible()
    for promise in ("Confirmer ma venue", "Me prévenir si une place se libère plus tôt"):
        expect(page.get_by_role("button", name=promise)).to_have_count(0)
    see("hour-closed", page)
    doctor.get_by_role("button", name="Proposer d'autres horaires").click()
    expect(doctor.get_by_text("réponse attendue")).to_have_count(2)
    page.reload()
    expect(page.get_by_role("heading", name="Votre rendez-vous ne peut pas avoir lieu à cette heure")).to_be_visible()
    expect(page.get_by_text("Le cabinet vous propose à la place")).to_be_visible()
    see("hour-offered-instead", page)
    offered = page.locator(".offer .when").inner_text()
    page.get_by_role("button", name="Prendre cette place").click()
    expect(page.get_by_role("heading", name="Rendez-vous confirmé")).to_be_visible()
    expect(page.locator(".ticket .when")).to_contain_text(offered)
    see("hour-taken-instead", page)
    left(doctor, 1)

    plain = open_page(link_to(refuses), size=PHONE, person=None, javascript=False)
    plain.get_by_role("button", name="Aucune ne me convient : rappelez-moi").click()
    expect(plain.get_by_role("status")).to_contain_text("Le secrétariat vous rappelle")
    left(doctor, 1)
    expect(doctor.get_by_text("La proposition a été refusée")).to_be_visible()
    desk = open_page("/bureau/a-traiter/")
    to_ring = "Rappelé : Rendez-vous sans horaire : patient à rappeler, Nadeau Alix"
    expect(desk.get_by_role("button", name=to_ring).first).to_be_visible()
    with acting_as(system_actor(ground.practice_id)), transaction.atomic():
        moved = Appointment.objects.get(pk=takes.pk)
    assert (moved.is_orphaned, moved.starts_at.date()) != (True, takes.starts_at.date())
