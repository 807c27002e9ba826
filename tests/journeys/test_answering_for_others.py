"""An account that answers for a child and for an adult, in the browser: what it reads, and what is not for it."""

import json
from collections.abc import Iterator
from datetime import datetime
from uuid import UUID

import pytest
from django.test import override_settings
from playwright.sync_api import Page, expect

from booking import services as booking
from booking.minors import Secrecy
from booking.models import Appointment
from core.scoping import acting_as, system_actor
from patients import services as patients
from patients.models import Patient
from tests.factories.patients import make_patient
from tests.journeys.account_ground import account_code, authenticator, come_to_own, link_to
from tests.journeys.conftest import PHONE, Open
from tests.journeys.ground import Ground, book_for, in_days
from tests.journeys.online_ground import online_reason
from tests.journeys.weighing import See
from web import french

pytestmark = pytest.mark.slow
MOBILE = "+33639980071"
AT = ("16:00", "16:30", "17:00")
NOT_YOURS = "ce qu'elle a demandé de garder pour elle n'y est pas"


@pytest.fixture(autouse=True)
def here(address: str) -> Iterator[None]:
    """Passkeys belong to the address of the house."""
    with override_settings(PUBLIC_URL=address):
        yield


def family(ground: Ground) -> tuple[Patient, Patient, Patient]:
    """A parent, her child of seventeen, and her father whom she represents: one mobile for the three."""
    online_reason(ground)
    house = ground.world.ours.practice
    parent = make_patient(house, "Sabre", "Jeanne", phones=(MOBILE,))
    child = make_patient(house, "Sabre", "Léa", in_days(-17 * 365 - 90, "12:00").date(), phones=(MOBILE,))
    elder = make_patient(house, "Sabre", "Albert", in_days(-80 * 365, "12:00").date(), phones=(MOBILE,))
    return parent, child, elder


def represent(ground: Ground, elder: Patient) -> UUID:
    """Since a month ago; the relation."""
    system = system_actor(ground.practice_id)
    with acting_as(system):
        return patients.add_relative(
            actor=system, patient_id=elder.id, relation="guardian", scope="representation",
            name="Jeanne Sabre", phone=MOBILE, starts_on=in_days(-30, "12:00").date(),
        ).id  # fmt: skip


def end_representation(ground: Ground, elder: Patient, relation: UUID) -> None:
    system, yesterday = system_actor(ground.practice_id), in_days(-1, "12:00").date()
    with acting_as(system):
        patients.end_relative(actor=system, patient_id=elder.id, relative_id=relation, ends_on=yesterday)


def secret_visit(ground: Ground, child: Patient, start: datetime) -> Appointment:
    system = system_actor(ground.practice_id)
    visit = book_for(ground, child, start)
    with acting_as(system):
        booking.keep_secret(actor=system, appointment_id=visit.id, secrecy=Secrecy("Demandé", "+33639980072"))
    return visit


def open_account(page: Page) -> None:
    page.get_by_label("Votre mobile ou votre e-mail").fill("06 39 98 00 71")
    page.get_by_role("button", name="Recevoir un code").click()
    page.get_by_label("Code de vérification").fill(account_code())
    page.get_by_role("button", name="Vérifier").click()
    page.get_by_role("button", name="Créer une clé d'accès").click()
    expect(page.get_by_role("heading", name="Mes dossiers")).to_be_visible()


@pytest.mark.requirement("ST-16", "ST-45")
def test_one_mobile_opens_three_records_each_by_its_own_right(open_page: Open, ground: Ground, see: See) -> None:
    parent, child, elder = family(ground)
    relation = represent(ground, elder)
    visits = [book_for(ground, one, in_days(10, at)) for one, at in zip((parent, child, elder), AT, strict=True)]
    kept = secret_visit(ground, child, in_days(11, "18:00"))
    page = open_page("/rdv/compte/creer/", size=PHONE, person=None)
    devtools = authenticator(page)
    open_account(page)
    for visit, name in zip(visits, ("Jeanne Sabre", "Léa Sabre", "Albert Sabre"), strict=True):
        come_to_own(page, ground, link_to(visit))
        expect(page.get_by_role("heading", name=name)).to_be_visible()
        expect(page.get_by_text(NOT_YOURS)).to_have_count(0 if visit.patient_id == parent.id else 1)
        page.get_by_role("button", name="Garder dans mon compte").click()
    expect(page.get_by_text("vous répondez pour cet enfant")).to_have_count(1)
    expect(page.get_by_text("vous représentez cette personne")).to_have_count(1)
    see("account-of-three", page)
    page.get_by_role("button", name="Léa Sabre").first.click()
    expect(page.get_by_text(spoken(visits[1]), exact=False).first).to_be_visible()
    expect(page.get_by_text(spoken(kept), exact=False)).to_have_count(0)
    see("own-of-a-child", page)
    assert "18:00" not in page.locator("main").inner_text()
    with page.expect_download() as file:
        page.get_by_role("button", name="Données (JSON)").click()
    told = json.loads(file.value.path().read_text())
    assert len(told["appointments"]) == 1 and str(kept.id) not in json.dumps(told)
    page.get_by_role("link", name="Qui les a consultées").click()
    expect(page.get_by_text("Données consultées").first).to_be_visible()
    assert "secret" not in page.locator("main").inner_text().lower()
    page.get_by_role("link", name="Faire une demande").click()
    page.get_by_label("Votre nom et votre prénom").fill("Jeanne Sabre")
    see("own-right-of-a-child", page)
    page.get_by_label("Ce que vous demandez").select_option("portability")
    page.get_by_role("button", name="Envoyer la demande").click()
    expect(page.get_by_text("Sa référence")).to_be_visible()
    end_representation(ground, elder, relation)
    page.goto("/rdv/compte/")
    page.get_by_role("button", name="Albert Sabre").first.click()
    expect(page.get_by_text("Albert")).to_have_count(0)
    see("own-represented-no-more", page)
    page.goto("/rdv/compte/")
    page.get_by_role("button", name="Retirer de mon compte : Albert Sabre").click()
    expect(page.get_by_role("button", name="Albert Sabre")).to_have_count(0)
    devtools.detach()


def spoken(visit: Appointment) -> str:
    """The day of a visit as the page says it."""
    return french.when(visit.starts_at, "Europe/Paris").split(" à ")[0].capitalize()
