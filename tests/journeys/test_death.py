"""A death reported at the desk, confirmed by the practitioner, and its certificate, in a real browser."""

import re
from datetime import date

import pytest
from playwright.sync_api import expect

from accounts.demonstration import activate
from accounts.models import TotpDevice
from tests.factories.accounts import renew_code
from tests.factories.patients import make_patient
from tests.journeys.conftest import Open
from tests.journeys.ground import Ground, book_for, in_days
from tests.journeys.looking import Look
from tests.personas import DR_MARTIN, PASSWORD

pytestmark = [pytest.mark.slow, pytest.mark.requirement("ST-30")]


def test_a_death_is_reported_confirmed_and_certified(open_page: Open, ground: Ground, look: Look) -> None:
    gone = make_patient(ground.world.ours.practice, "Quémeneur", "Maël", date(1931, 7, 4), phones=("+33639980071",))
    book_for(ground, gone, in_days(4, "16:30"))
    practitioner = ground.world.people[DR_MARTIN]
    if not TotpDevice.objects.filter(user=practitioner).exists():
        activate(practitioner, password=PASSWORD)
    desk = open_page(f"/bureau/patients/{gone.id}/")
    desk.get_by_text("Signaler un décès").click()
    desk.get_by_label("Qui l'a fait savoir").select_option("registry")
    look("the report", desk)
    desk.get_by_role("button", name="Signaler ce décès").click()
    expect(desk.locator("main")).to_contain_text("Décès signalé le")
    look("the file afterwards", desk)

    doctor = open_page("/registre/deces/", person=DR_MARTIN)
    look("the list", doctor)
    doctor.get_by_role("link", name=re.compile("quémeneur", re.IGNORECASE)).click()
    expect(doctor.locator("main")).to_contain_text("tout est détruit")
    look("the plan", doctor)
    doctor.get_by_role("button", name="Confirmer le décès").click()
    doctor.wait_for_url("**/compte/confirmation/**")
    doctor.get_by_label("Code").fill(renew_code(practitioner))
    doctor.keyboard.press("Enter")
    doctor.wait_for_url("**/registre/deces/**")
    doctor.get_by_role("button", name="Confirmer le décès").click()
    doctor.get_by_role("link", name="Certificat d'effacement").click()
    expect(doctor.get_by_role("heading", name="Certificat d'effacement")).to_be_visible()
    expect(doctor.locator("main")).not_to_contain_text("Quémeneur")
    look("the certificate", doctor)
