"""A rights request walked in a real browser: written down at the desk, worked through at the office, answered."""

import pytest
from django.db import transaction
from playwright.sync_api import Page, expect

from core.scoping import acting_as, system_actor
from patients.models import Patient
from privacy.models import RightsRequest
from tests.factories.patients import make_patient
from tests.journeys.conftest import PHONE, Open
from tests.journeys.ground import Ground
from tests.journeys.looking import Look
from tests.personas import INES

pytestmark = [pytest.mark.slow, pytest.mark.requirement("ST-31", "ST-24")]


def request_of(ground: Ground, patient: Patient) -> RightsRequest:
    with acting_as(system_actor(ground.practice_id)), transaction.atomic():
        return RightsRequest.objects.get(patient=patient)


def said(page: Page, text: str) -> None:
    expect(page.get_by_role("status").first).to_contain_text(text)


def test_a_request_goes_from_the_desk_to_its_answer(open_page: Open, ground: Ground, look: Look) -> None:
    name = "Anémone"
    patient = make_patient(ground.world.ours.practice, name, "Lise", phones=("+33199000031",))
    desk = open_page(f"/bureau/patients/{patient.id}/", size=PHONE)
    desk.get_by_role("link", name="Enregistrer une demande de droits").click()
    look("the request at the desk", desk)
    desk.get_by_label("Droit demandé").select_option("rectification")
    desk.get_by_label("Données concernées").fill("Mon adresse e-mail")
    desk.get_by_role("button", name="Transmettre la demande").click()
    said(desk, "transmise au délégué")

    office = open_page("/registre/demandes/", size=PHONE, person=INES)
    look("the list of requests", office)
    request = request_of(ground, patient)
    expect(office.get_by_role("row", name=request.reference)).to_contain_text("Identité à vérifier")
    office.get_by_role("link", name=request.reference).click()
    look("the request to identify", office)
    office.get_by_label("Document présenté sur place, sans copie").check()
    office.get_by_role("button", name="Enregistrer", exact=True).click()
    said(office, "C'est fait.")

    office.get_by_label("Refuser").check()
    office.get_by_role("button", name="Enregistrer la décision").click()
    expect(office.get_by_role("alert")).to_contain_text("Choisissez au moins un motif")
    expect(office.get_by_label("Refuser")).to_be_checked()
    office.get_by_label("Accepter", exact=True).check()
    office.get_by_role("button", name="Enregistrer la décision").click()
    office.get_by_label("E-mail", exact=True).fill("lise@example.fr")
    office.get_by_label("Destinataires à prévenir").fill("Mutuelle du Test")
    look("the request to carry out", office)
    office.get_by_role("button", name="Rectifier le dossier").click()
    expect(office.get_by_role("row", name="E-mail")).to_contain_text("lise@example.fr")
    office.get_by_role("button", name="Prévenu : Mutuelle du Test").click()
    expect(office.locator("main")).to_contain_text("Mutuelle du Test · Prévenu")

    office.get_by_role("button", name="Écrire la réponse").click()
    office.get_by_role("link", name="Votre demande est acceptée").click()
    expect(office.locator("main")).to_contain_text("Vos données sont corrigées.")
    expect(office.locator("main")).to_contain_text("réclamation à la CNIL")
    look("the answer", office)
    office.get_by_role("link", name="Revenir à la demande").click()
    expect(office.locator("main")).to_contain_text("répondue")
    office.get_by_role("link", name="Qui a consulté ce dossier").click()
    expect(office.get_by_role("row", name="Camille").first).to_be_visible()
    expect(office.locator("main")).to_contain_text("Dossier modifié")
    look("who looked at the file", office)


@pytest.mark.requirement("ST-27")
def test_a_restricted_record_says_so_at_the_desk_and_offers_nothing_that_writes(
    open_page: Open, ground: Ground, look: Look
) -> None:
    from patients import services as patients

    patient = make_patient(ground.world.ours.practice, "Capselle", "Lise")
    system = system_actor(ground.practice_id)
    with acting_as(system), transaction.atomic():
        patients.restrict_record(actor=system, patient_id=patient.id, ground="accuracy-contested")
    page = open_page(f"/bureau/patients/{patient.id}/")
    expect(page.get_by_text("Dossier limité depuis le")).to_be_visible()
    for absent in ("Modifier", "Prendre une série"):
        expect(page.get_by_role("link", name=absent, exact=True)).to_have_count(0)
    look("a restricted record", page)


def test_the_office_works_without_javascript(open_page: Open, ground: Ground) -> None:
    page = open_page("/registre/demandes/nouvelle/", javascript=False, person=INES)
    page.get_by_label("Droit demandé").select_option("access")
    page.get_by_label("Reçue par").select_option("email")
    page.get_by_label("Son nom").fill("Camille Lefèvre")
    page.get_by_label("Message reçu").fill("Je suis diabétique et je veux mes données.")
    page.get_by_role("button", name="Enregistrer la demande").click()
    expect(page.get_by_role("heading", name="Message mis de côté")).to_be_visible()
    expect(page.locator("main")).not_to_contain_text("diabétique")
    page.get_by_role("button", name="Détruire le message et continuer").click()
    expect(page.get_by_role("heading", name="Fiche de la personne")).to_be_visible()
    page.get_by_label("Date de naissance, puis quelques lettres du nom").fill("12031984 lefe")
    page.get_by_role("button", name="Chercher").click()
    page.get_by_label("LEFÈVRE Camille").check()
    page.get_by_role("button", name="Rattacher cette fiche").click()
    expect(page.locator("main")).to_contain_text("LEFÈVRE Camille")
