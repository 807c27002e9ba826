"""Messages on the pages: sent from a call, read and answered by the practitioner, dealt with at the desk."""

from datetime import timedelta

import pytest
import time_machine
from django.test import Client

from calls.models import PractitionerMessage
from calls.services import answer_message, escalate_message
from core import clock
from core.ids import new_id
from core.scoping import acting_as, system_actor
from patients.models import Patient
from tests.calls.messages import do, send
from tests.factories.accounts import signed_in
from tests.factories.booking import at, book, open_every_week
from tests.factories.patients import make_patient
from tests.factories.practices import (
    House,
    World,
    join_as_practice_secretary,
    make_person,
    make_practitioner,
    make_role,
)
from tests.personas import CAMILLE, DR_MARTIN

pytestmark = pytest.mark.django_db
TEXT = "Rappeler avant midi"


@pytest.fixture
def patient(ours: House) -> Patient:
    return make_patient(ours.practice, "Morel", "Jeanne")


def client(world: World, name: str) -> Client:
    return signed_in(Client(), world.people[name])


def kept(world: World) -> list[PractitionerMessage]:
    with acting_as(system_actor(world.ours.practice.id)):
        return list(PractitionerMessage.objects.select_related("recipient").order_by("sent_at"))


def test_a_message_written_during_a_call_carries_the_call_and_its_patient(
    world: World, ours: House, patient: Patient
) -> None:
    call_id = new_id()
    here = f"/bureau/appel/{ours.practice.id}/{call_id}/message/?patient={patient.id}"
    camille = client(world, CAMILLE)
    page = camille.get(here).content.decode()
    assert "Jeanne Morel" in page and "data-focus" in page
    answer = camille.post(here, {"to": str(ours.role.id), "kind": "urgent", "text": TEXT})
    assert answer.status_code == 302 and str(call_id) in answer["Location"]
    assert "Message transmis" in camille.get(answer["Location"]).content.decode()
    (message,) = kept(world)
    assert (message.call_id, message.patient_id, message.kind) == (call_id, patient.id, "urgent")


def test_the_practitioner_is_the_patient_s_own_and_never_the_first_of_several(
    world: World, ours: House, patient: Patient
) -> None:
    other = make_role(ours.practice, ours.location, make_practitioner(ours.practice, "Avant"))
    here = f"/bureau/appel/{ours.practice.id}/{new_id()}/message/?patient={patient.id}"
    camille = client(world, CAMILLE)
    page = camille.get(here).content.decode()
    assert '<option value="" selected>Choisissez le praticien</option>' in page
    assert camille.post(here, {"to": "", "kind": "message", "text": TEXT}).status_code == 400
    open_every_week(ours.role)
    actor = world.actor(CAMILLE)
    with acting_as(actor):
        book(actor, ours, patient.id, at("09:00"))
    page = camille.get(here).content.decode()
    assert f'<option value="{ours.role.id}" selected>' in page and "Choisissez le praticien" not in page
    page = camille.get(f"{here}&praticien={other.id}").content.decode()
    assert f'<option value="{other.id}" selected>' in page


def test_what_is_refused_is_said_at_its_field_and_what_was_typed_stays(world: World, ours: House) -> None:
    here = f"/bureau/messages/nouveau/?cabinet={ours.practice.id}"
    page = client(world, CAMILLE).post(
        here, {"to": str(ours.role.id), "kind": "message", "text": "Voir 1 84 12 54 123 456 36"}
    )
    assert page.status_code == 400
    assert "Un numéro de sécurité sociale se note dans son champ." in page.content.decode()
    assert kept(world) == []


def test_the_practitioner_reads_acknowledges_and_answers(world: World, ours: House, patient: Patient) -> None:
    message = send(world.actor(CAMILLE), ours, TEXT, patient_id=patient.id)
    martin = client(world, DR_MARTIN)
    assert martin.get("/planning/").headers["Location"] == "/planning/jour/"
    inbox = martin.get("/planning/messages/").content.decode()
    assert "Jeanne Morel" in inbox and TEXT not in inbox and '1<span class="sr"> à lire' in inbox
    here = f"/planning/messages/{message.id}/"
    assert TEXT in martin.get(here).content.decode()
    assert martin.post(f"{here}lu/").status_code == 302
    assert "Aucun message." in martin.get("/planning/messages/").content.decode()
    assert martin.post(f"{here}repondre/", {"text": ""}).status_code == 400
    assert martin.post(f"{here}repondre/", {"text": "Demain"}).status_code == 302
    assert martin.post(f"{here}repondre/", {"text": "Encore"}).status_code == 409
    assert "Demain" in martin.get(here).content.decode()


def test_the_answer_waits_at_the_desk_until_somebody_dealt_with_it(world: World, ours: House) -> None:
    message = send(world.actor(CAMILLE), ours, TEXT)
    do(world.actor(DR_MARTIN), answer_message, message, text="Demain")
    lea = make_person("lea")
    join_as_practice_secretary(ours.practice, lea)
    world.people["lea"] = lea
    camille, other = client(world, CAMILLE), client(world, "lea")
    assert '1<span class="sr"> à traiter' in camille.get("/bureau/").content.decode()
    here = f"/bureau/messages/{message.id}/"
    assert "Réponse à traiter" in camille.get("/bureau/messages/").content.decode()
    assert camille.post(f"{here}prendre/").status_code == 302
    page = other.get(here).content.decode()
    assert "Camille traite cette réponse" in page and "Réponse traitée</button>" not in page
    refused = other.post(f"{here}traiter/")
    assert refused.status_code == 409 and "d&#x27;autre" in refused.content.decode()
    assert camille.post(f"{here}traiter/").status_code == 302
    assert "Rien ici." in camille.get("/bureau/messages/").content.decode()
    assert "Réponse traitée" in camille.get("/bureau/messages/?filtre=tous").content.decode()


def test_an_urgent_one_not_read_asks_the_desk_to_ring(world: World, ours: House) -> None:
    message = send(world.actor(CAMILLE), ours, TEXT, kind="urgent")
    with time_machine.travel(clock.now() + timedelta(minutes=25), tick=False):
        escalate_message(ours.practice.id, message.id)
        camille = client(world, CAMILLE)
        here = f"/bureau/messages/{message.id}/"
        page = camille.get(here).content.decode()
        assert "SMS au praticien" in page and "Appelez Dr Anne Martin" in page
        assert "Praticien à appeler" in camille.get("/bureau/messages/").content.decode()
        assert camille.post(f"{here}appel/", {"joint": "oui"}).status_code == 302
        assert "joint par téléphone" in camille.get(here).content.decode()
        assert camille.post(f"{here}appel/", {"joint": "oui"}).status_code == 409


@pytest.mark.parametrize("address", ["/bureau/messages/?filtre=x", "/planning/messages/?filtre=x"])
def test_a_filter_that_does_not_exist_is_refused(world: World, ours: House, address: str) -> None:
    assert client(world, DR_MARTIN).get(address).status_code == 400
