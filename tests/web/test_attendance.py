"""What follows from missed visits, on the screens: decided on the file, said in the call, rung about from the list."""

import html
from collections.abc import Callable

import pytest
import time_machine
from django.test import Client

from booking import services as booking
from booking.models import Appointment, AttendanceMeasure
from core.scoping import acting_as, system_actor
from online.services import link_to_send
from patients.models import Patient
from tests.factories.booking import at, book
from tests.factories.online import open_online
from tests.factories.patients import make_patient
from tests.factories.practices import House
from tests.personas import CAMILLE, DR_MARTIN

pytestmark = pytest.mark.django_db
CALL = "0197c0de-0000-7000-8000-000000000001"
PHONE_ONLY = {"grade": "phone-only", "cause": "repeated-absences", "months": "3"}


def page(client: Client, address: str) -> str:
    answer = client.get(address)
    assert answer.status_code == 200
    return html.unescape(answer.content.decode()).replace("\u00a0", " ")


def test_the_practitioner_decides_on_the_file_and_the_secretary_reads_what_to_do_in_the_call(
    browser: Callable[[str], Client], ours: House, patient: Patient, travel: time_machine.Traveller
) -> None:
    system = system_actor(ours.practice.id)
    with acting_as(system):
        visits = [book(system, ours, patient.id, at(hour)) for hour in ("09:00", "09:30", "10:00")]
        travel.move_to(at("11:30"), tick=False)
        for visit in visits:
            booking.mark_noshow(actor=system, appointment_id=visit.id)
    doctor, desk = browser(DR_MARTIN), browser(CAMILLE)
    here = f"/bureau/patients/{patient.id}/"
    call = f"/bureau/appel/{ours.practice.id}/{CALL}/?patient={patient.id}"
    assert "3 absences</span> en douze mois" in page(desk, call)
    assert desk.post(f"/bureau/rendez-vous/{visits[0].id}/excuse/", {"version": "2"}).status_code == 302
    assert "2 absences</span> en douze mois" in page(desk, call)
    assert "Absence excusée" in page(desk, here)
    assert "Décider" not in page(desk, here) and "Décider d'une mesure" in page(doctor, here)
    assert "vous pourriez choisir : appel de rappel avant chaque rendez-vous" in page(doctor, here)
    assert f'href="{here}#t-presence"' in page(doctor, f"/bureau/rendez-vous/{visits[1].id}/")

    assert desk.post(f"{here}presence/", PHONE_ONLY).status_code == 403
    assert doctor.post(f"{here}presence/", {**PHONE_ONLY, "months": "36"}).status_code == 400
    assert doctor.post(f"{here}presence/", PHONE_ONLY).status_code == 302
    said = "Prend ses rendez-vous par téléphone seulement : réservez comme d'habitude (jusqu'au "
    assert said in page(desk, call) and "Lever cette mesure" not in page(desk, here)
    with acting_as(system):
        measure = AttendanceMeasure.objects.get()
    assert doctor.post(f"{here}presence/{measure.id}/lever/").status_code == 302
    assert said not in page(desk, call)


def test_visits_to_confirm_are_listed_with_the_number_until_the_patient_says_that_they_come(
    browser: Callable[[str], Client], ours: House
) -> None:
    system, desk = system_actor(ours.practice.id), browser(CAMILLE)
    open_online(ours)
    patient = make_patient(ours.practice, "Garnier", "Ada", phones=("+33639980031",))
    with acting_as(system):
        visit = book(system, ours, patient.id, at("11:00"))
        booking.decide_measure(actor=system, patient_id=patient.id, grade="must-confirm", cause="agreed", months=1)
        token = link_to_send(ours.practice.id, visit.id)
    asked = "Le cabinet vous demande de confirmer votre venue"
    assert asked in page(Client(), f"/rdv/lien/{token}/")
    shown = page(desk, "/bureau/a-traiter/")
    assert 'À traiter <span class="tag warn">1<' in shown, "as the bar counts it"
    assert "GARNIER Ada" in shown and 'href="tel:+33639980031"' in shown
    said = desk.post(f"/bureau/rendez-vous/{visit.id}/vient/", {"version": "1", "liste": "1"})
    assert said.headers["Location"] == "/bureau/a-traiter/"
    assert "GARNIER" not in page(desk, "/bureau/a-traiter/")
    assert asked not in page(Client(), f"/rdv/lien/{token}/")
    with acting_as(system):
        assert Appointment.objects.get(id=visit.id).presence_through == "call"
    assert "Le patient a dit qu'il viendra, par téléphone" in page(desk, f"/bureau/rendez-vous/{visit.id}/")
