"""At the desk: what a known patient is told, what they decide, and what is asked of a new one."""

from typing import Any
from uuid import UUID

import pytest
from django.test import Client

from consent.decisions import Reach
from consent.purposes import Purpose
from consent.queries import is_stopped, reach_for, records_of
from core.ids import new_id
from core.scoping import acting_as
from patients.models import Patient
from tests.factories.accounts import signed_in
from tests.factories.consent import make_notice
from tests.factories.patients import make_patient, notice_in_force, share_one
from tests.factories.practices import World, ask_everything, make_world
from tests.personas import CAMILLE, DR_MARTIN

pytestmark = pytest.mark.django_db


@pytest.fixture
def world() -> World:
    world = make_world()
    notice_in_force(world.ours.practice)
    return world


@pytest.fixture
def desk(world: World) -> Client:
    return signed_in(Client(), world.people[CAMILLE])


@pytest.fixture
def patient(world: World) -> Patient:
    return make_patient(world.ours.practice, phones=("+33639980001",))


def text_of(response: Any) -> str:
    return str(response.content.decode()).replace("&#x27;", "'")


def stopped(world: World, patient: Patient) -> bool:
    with acting_as(world.actor(CAMILLE)):
        return is_stopped(world.ours.practice.id, patient.id, Purpose.REMINDERS)


@pytest.mark.requirement("ST-26")
@pytest.mark.requirement("ST-28")
def test_to_stop_takes_one_button_as_to_agree_does(desk: Client, world: World, patient: Patient) -> None:
    address = f"/bureau/patients/{patient.id}/"
    page = text_of(desk.get(address))
    assert "Ne plus rappeler" in page and "Rappeler par SMS" in page
    assert desk.post(address + "choix/", {"purpose": "reminders", "answer": "sms"}).status_code == 302
    with acting_as(world.actor(CAMILLE)):
        assert reach_for(world.ours.practice.id, patient.id, Purpose.REMINDERS) is Reach.SMS
    assert desk.post(address + "choix/", {"purpose": "reminders", "answer": "no"}).status_code == 302
    assert stopped(world, patient)
    assert "opposition" in text_of(desk.get(address))
    refused = desk.post(address + "choix/", {"purpose": "reminders", "answer": "email"})
    assert refused.status_code == 400 and "Aucune adresse e-mail" in text_of(refused)
    assert stopped(world, patient)


@pytest.mark.requirement("ST-06")
@pytest.mark.requirement("ST-10")
def test_the_new_text_is_shown_to_be_read_on_the_file_and_in_the_call_until_it_was(
    desk: Client, world: World, patient: Patient
) -> None:
    call = f"/bureau/appel/{world.ours.practice.id}/{new_id()}/"
    file = f"/bureau/patients/{patient.id}/"
    assert "le texte a changé" not in text_of(desk.get(call, {"patient": str(patient.id)}))
    make_notice(world.ours.practice, "Un texte plus clair.")
    for page in (desk.get(call, {"patient": str(patient.id)}), desk.get(file)):
        assert "Un texte plus clair." in text_of(page)
    told = desk.post(call + "information/", {"notice_version": "2"}, query_params={"patient": str(patient.id)})
    assert told.status_code == 302
    for page in (desk.get(call, {"patient": str(patient.id)}), desk.get(file)):
        assert "Un texte plus clair." not in text_of(page)
    with acting_as(world.actor(CAMILLE)):
        last = records_of(world.ours.practice.id, patient.id)[0]
    assert (last.notice.version, last.call_id) == (2, UUID(call.split("/")[4]))
    assert "version 1" in text_of(desk.get(file)), "the file was collected under the first one"


@pytest.mark.requirement("CH-09")
@pytest.mark.requirement("ST-11")
def test_the_newcomer_s_form_asks_what_was_instructed_and_nothing_else(desk: Client, world: World) -> None:
    address = f"/bureau/appel/{world.ours.practice.id}/{new_id()}/nouveau/"

    def asked() -> set[str]:
        page = text_of(desk.post(address, {}))
        names = ("nir", "email", "city", "sex", "treating_doctor", "referring_doctor", "reach")
        return {name for name in names if f'name="{name}"' in page}

    assert asked() == {"nir", "email", "city", "sex", "treating_doctor", "referring_doctor"}
    ask_everything(world.ours.role, but=frozenset({"nir", "sex", "address"}), reminders=True)
    assert asked() == {"email", "treating_doctor", "referring_doctor", "reach"}


@pytest.mark.requirement("ST-13")
def test_how_to_be_reminded_is_asked_of_a_newcomer_where_a_practitioner_reminds(desk: Client, world: World) -> None:
    ask_everything(world.ours.role, reminders=True)
    address = f"/bureau/appel/{world.ours.practice.id}/{new_id()}/creer/"
    told = {
        "birth_date": "02/01/1990", "family_name": "Nouveau", "given_names": "Ana", "notice_read": "on",
        "notice_version": "1", "reach": "sms",
    }  # fmt: skip
    refused = desk.post(address, told)
    assert refused.status_code == 400 and "Aucun numéro de téléphone" in text_of(refused)
    assert desk.post(address, {**told, "phone": "0639980002"}).status_code == 302
    with acting_as(world.actor(CAMILLE)):
        made = Patient.objects.get(used_name="Nouveau")
        assert reach_for(made.practice_id, made.id, Purpose.REMINDERS) is Reach.SMS


@pytest.mark.requirement("CH-09")
def test_a_field_known_and_no_longer_asked_is_shown_to_be_left_or_cleared(
    desk: Client, world: World, patient: Patient
) -> None:
    address = f"/bureau/patients/{patient.id}/modifier/"
    known = {"birth_date": "12/03/1984", "family_name": "Lefèvre", "given_names": "Camille", "phone": "0639980001"}
    assert desk.post(address, {**known, "version": "1", "email": "a@example.fr", "sex": "female"}).status_code == 302
    ask_everything(world.ours.role, but=frozenset({"email", "address", "referring_practitioner"}))
    page = text_of(desk.get(address))
    assert 'name="email"' in page and 'name="city"' not in page
    version = page.split('name="version" value="')[1].split('"')[0]
    other = desk.post(address, {**known, "version": version, "email": "b@example.fr", "sex": "female"})
    assert other.status_code == 400 and "ne demande pas cette information" in text_of(other)
    assert desk.post(address, {**known, "version": version, "email": "", "sex": "female"}).status_code == 302
    assert 'name="email"' not in text_of(desk.get(address))


@pytest.mark.requirement("ST-15")
def test_what_is_shared_is_read_on_demand_and_taken_back_by_the_practitioner(
    desk: Client, world: World, patient: Patient
) -> None:
    item = share_one(world.ours, patient)
    address = f"/bureau/patients/{patient.id}/"
    page = text_of(desk.get(address))
    assert "Pénicilline" not in page and "Lire ce qui est partagé" in page and "Partager un élément" not in page
    assert "Pénicilline" in text_of(desk.post(address + "partage/lire/", {}))
    doctor = signed_in(Client(), world.people[DR_MARTIN])
    empty = doctor.post(address + "partage/", {"title": "Traitement", "text": "", "shared_with": "practice"})
    assert empty.status_code == 400 and "Traitement" in text_of(empty)
    assert doctor.post(f"{address}partage/{item.id}/retirer/", {}).status_code == 302
    assert "Pénicilline" not in text_of(desk.post(address + "partage/lire/", {}))
    again = doctor.post(f"{address}partage/{item.id}/retirer/", {})
    assert again.status_code == 410 and "a retiré cet élément" in text_of(again)
