"""Where booking online stops, in the browser: a week without hours, what is for the telephone, too late, too many."""

from datetime import datetime

import pytest
from playwright.sync_api import Page, expect

from accounts.client_ip import network_of
from booking.fairness import Cause, Grade
from booking.services.fairness import decide_measure
from core import clock
from core.scoping import acting_as
from online.allowances import LIMITS, Asked, count, place_of
from patients.contact import Contact
from patients.models import Patient
from tests.factories.patients import make_patient
from tests.journeys.account_ground import link_to
from tests.journeys.conftest import PHONE, Open
from tests.journeys.ground import Ground, book_for, in_days, visits
from tests.journeys.online_ground import code_on, online_reason
from tests.journeys.test_online_booking import tell
from tests.journeys.weighing import See
from tests.personas import DR_MARTIN

pytestmark = pytest.mark.slow


def decide(ground: Ground, patient: Patient, grade: Grade) -> None:
    doctor = ground.world.actor(DR_MARTIN)
    with acting_as(doctor):
        decide_measure(actor=doctor, patient_id=patient.id, grade=grade, cause=Cause.REPEATED, months=3)


def in_ten_days(ground: Ground) -> str:
    """The page of a reason that nobody books less than ten days ahead."""
    reason = online_reason(ground, "Bilan annuel", min_notice_minutes=10 * 24 * 60)
    return f"/rdv/{ground.practice_id}/motif/{reason.id}/"


def soon() -> datetime:
    """Within the day that a practice asks for, whatever the hour of the walk."""
    tonight = in_days(0, "18:00")
    return tonight if clock.now() < tonight else in_days(1, "08:00")


@pytest.fixture
def given_names(request: pytest.FixtureRequest) -> str:
    """Somebody of their own for a second walk: two records alike are nobody's online."""
    return ("Gilles", "Gontran")[getattr(request.node, "execution_count", 1) - 1]


def to_the_code(page: Page, ground: Ground, given_names: str) -> None:
    page.locator(".hours button").first.click()
    tell(page, given_names, phone="06 39 98 00 95")
    page.get_by_label("Votre e-mail").fill("gilles@exemple.fr")
    page.get_by_label("Par e-mail").check()
    page.get_by_role("button", name="Continuer").click()
    expect(page.get_by_text("gilles@exemple.fr")).to_be_visible()
    page.get_by_label("Code de vérification").fill(code_on(ground))
    page.get_by_role("button", name="Vérifier").click()


def test_whoever_cannot_book_or_change_online_reads_why_and_what_to_do(
    open_page: Open, ground: Ground, see: See, given_names: str
) -> None:
    house = ground.world.ours.practice
    reached = Contact(phones=("+33639980095",), email="gilles@exemple.fr")
    barred = make_patient(house, "Duval", given_names, contact=reached)
    asked = make_patient(house, "Confirme", "Rita", phones=("+33639980096",))
    decide(ground, barred, Grade.PHONE_ONLY)
    decide(ground, asked, Grade.MUST_CONFIRM)
    page = open_page(in_ten_days(ground), size=PHONE, person=None)

    expect(page.get_by_text("Aucun horaire libre sur ces sept jours")).to_be_visible()
    see("online-empty-week", page)
    page.get_by_role("link", name="Prochaine disponibilité le").click()
    to_the_code(page, ground, given_names)
    expect(page.get_by_role("heading", name="Ce rendez-vous se prend par téléphone")).to_be_visible()
    assert "absence" not in page.locator("main").inner_text()
    see("online-by-telephone", page)
    assert visits(ground, barred) == []
    page.goto(f"/rdv/{ground.practice_id}/patient/")
    page.get_by_role("button", name="Abandonner").click()
    expect(page.get_by_role("heading", name="C'est effacé")).to_be_visible()
    see("online-given-up", page)

    page.goto(link_to(book_for(ground, asked, in_days(9, "18:00"), reason=online_reason(ground))))
    expect(page.get_by_text("Le cabinet vous demande de confirmer votre venue")).to_be_visible()
    see("link-to-confirm", page)
    page.goto(link_to(book_for(ground, asked, soon(), reason=online_reason(ground))))
    expect(page.get_by_text("il ne se change plus en ligne")).to_be_visible()
    expect(page.get_by_role("button", name="Annuler")).to_have_count(0)
    see("link-too-late", page)
    for _ in range(LIMITS[Asked.ENTER].most):
        count(Asked.ENTER, place_of(f"address:{network_of('127.0.0.1')}"))
    page.goto("/rdv/compte/entrer/")
    page.get_by_label("Mobile ou e-mail").fill("rita@exemple.fr")
    page.get_by_label("Mot de passe").fill("Faux")
    page.get_by_role("button", name="Continuer").click()
    expect(page.get_by_role("heading", name="faites une courte pause")).to_be_visible()
    see("online-too-many", page)
