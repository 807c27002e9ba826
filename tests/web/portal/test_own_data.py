"""One's own data without an account: the link of a visit and a code, by the same rules as at the office."""

import json
from datetime import date, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from booking import services as booking
from booking.minors import Secrecy
from core.scoping import acting_as, system_actor
from notifications.codes import CodeMessage, tell_owner_code
from online.allowances import LIMITS, Asked
from online.codes import code_of
from online.models import OwnerProof
from online.services import link_to_send
from online.services.drafts import digest_of
from online.services.owners import TOPIC
from outbox.services import claim
from patients import services as patients
from patients.contact import Contact
from patients.models import Patient
from patients.services.limit import lock_record
from privacy.models import RightsRequest
from tests.factories.booking import MONDAY, NOW, at, book
from tests.factories.patients import make_patient, notice_in_force
from tests.factories.practices import House, World
from tests.privacy.requests import ask

pytestmark = pytest.mark.django_db
THURSDAY = at("09:00", MONDAY + timedelta(days=3))
MINE = "/rdv/mes-donnees/"


class Reader:
    """A browser that came by the link of a visit of this patient."""

    def __init__(self, house: House, patient: Patient, start: Any = THURSDAY) -> None:
        self.house, self.client = house, Client()
        with acting_as(system_actor(house.practice.id)):
            visit = book(system_actor(house.practice.id), house, patient.id, start)
            self.link = f"/rdv/lien/{link_to_send(house.practice.id, visit.id)}/mes-donnees/"

    def code(self) -> str:
        with acting_as(system_actor(self.house.practice.id)):
            token = self.client.cookies["moi"].value.partition(".")[2]
            proof = OwnerProof.objects.get(token_digest=digest_of(token))
        return code_of(proof.id, proof.code_number)

    def come_in(self) -> Any:
        self.client.post(self.link)
        return self.client.post(f"{MINE}code/", {"code": self.code()}, follow=True)


def adult(house: House, name: str = "Duval", phone: str = "+33639980001", **more: Any) -> Patient:
    notice_in_force(house.practice)
    return make_patient(house.practice, name, "Inès", phones=(phone,), **more)


def text(response: Any) -> str:
    return str(response.content.decode())


@pytest.mark.requirement("ST-02")
@pytest.mark.requirement("ST-23")
@pytest.mark.requirement("ST-29")
def test_people_read_take_away_and_ask_after_two_proofs(ours: House, online: Any) -> None:
    reader = Reader(ours, adult(ours))
    alone = reader.client.get(reader.link)
    assert alone.status_code == 200
    assert "Duval" not in text(alone)
    reader.client.post(reader.link)
    assert reader.client.get(MINE).headers["Location"] == f"{MINE}code/", "the link alone opens nothing"
    assert reader.client.post(f"{MINE}code/", {"code": "000000"}).status_code == 400
    home = reader.client.post(f"{MINE}code/", {"code": reader.code()}, follow=True)
    assert home.status_code == 200
    for said in ("Inès Duval", "12/03/1984", "06 39 98 00 01", "Jeudi 17 janvier 2041 à 09:00"):
        assert said in text(home)
    assert "Données consultées" in text(reader.client.get(f"{MINE}acces/"))
    with acting_as(system_actor(ours.practice.id)):
        Patient.objects.update(email="ines@exemple.fr")
    files = {shape: reader.client.post(f"{MINE}fichier/", {"shape": shape}) for shape in ("json", "fhir", "pdf", "xml")}
    told = json.loads(files["json"].content)
    assert (told["identity"]["birth_name"], told["contact"]["email"]) == ("Duval", "ines@exemple.fr")
    assert len(told["appointments"]) == 1
    assert "Données consultées" in {one["what"] for one in told["accesses"]}
    assert told["medical_note"] == "", "the medical file waits its two days"
    kinds = [entry["resource"]["resourceType"] for entry in json.loads(files["fhir"].content)["entry"]]
    assert {"Patient", "Appointment"} <= set(kinds)
    assert files["pdf"].content.startswith(b"%PDF")
    assert files["xml"].status_code == 400
    reader.client.post(f"{MINE}rappels/", {"wanted": "oui"})
    assert "Ne plus recevoir" in text(reader.client.get(MINE))
    reader.client.post(f"{MINE}rappels/", {"wanted": "non"})
    assert "Recevoir des rappels" in text(reader.client.get(MINE))
    refused = reader.client.post(f"{MINE}demande/", {"kind": ""})
    assert (refused.status_code, "kind-erreur" in text(refused)) == (400, True)
    asked = reader.client.post(f"{MINE}demande/", {"kind": "rectification", "data_concerned": "Mon adresse"})
    with acting_as(system_actor(ours.practice.id)):
        made = RightsRequest.objects.get()
    assert made.reference in text(asked)
    assert (made.intake, made.requester, made.identity_proof, made.state) == (
        "portal",
        "self",
        "session",
        "in-progress",
    )
    letters = text(reader.client.get(f"{MINE}courriers/"))
    assert "Nous avons reçu votre demande" in letters
    assert made.reference in letters
    reader.client.post(f"{MINE}fermer/")
    assert reader.client.get(MINE).status_code == 410


@pytest.mark.requirement("ST-22")
def test_asking_for_the_code_tells_nothing_and_costs_the_same_whoever_is_in_the_file(ours: House, online: Any) -> None:
    """A record with a mobile, one with nothing to write to: same answers, same statements; only one message leaves."""
    notice_in_force(ours.practice)
    people = [adult(ours), make_patient(ours.practice, "Leroy", "Max")]
    seen = []
    for place, patient in enumerate(people):
        reader = Reader(ours, patient, THURSDAY + timedelta(hours=place))
        with CaptureQueriesContext(connection) as work:
            asked = reader.client.post(reader.link)
            page = reader.client.get(f"{MINE}code/")
            wrong = reader.client.post(f"{MINE}code/", {"code": "12"})
        answers = [(one.status_code, len(one.content)) for one in (asked, page, wrong)]
        seen.append((answers, len([one for one in work if "SAVEPOINT" not in one["sql"]])))
    assert seen[0] == seen[1]
    sent: list[CodeMessage] = []
    box: Any = type("Box", (), {"send_code": lambda self, message: sent.append(message)})()
    with acting_as(system_actor(ours.practice.id)):
        said = [tell_owner_code(box, row) for row in claim(50) if row.topic == TOPIC]
    assert sorted(said, key=str) == ["superseded", None] or sorted(said, key=str) == [None, "superseded"]
    assert [(one.to, one.is_sms) for one in sent] == [("+33639980001", True)]


def test_a_contact_that_two_adults_share_opens_neither_record_and_a_parent_s_opens_both(
    ours: House, online: Any
) -> None:
    parent = adult(ours)
    make_patient(ours.practice, "Duval", "Léo", date(2032, 6, 1), phones=("+33639980001",))
    assert Reader(ours, parent).come_in().status_code == 200
    other = make_patient(ours.practice, "Duval", "Paul", date(1980, 6, 1), phones=("+33639980001",))
    refused = Reader(ours, other, THURSDAY + timedelta(hours=1)).come_in()
    assert refused.status_code == 422
    assert "Paul" not in text(refused)


@pytest.mark.requirement("ST-16")
def test_a_number_that_two_adults_share_opens_both_records_once_one_represents_the_other(
    ours: House, online: Any
) -> None:
    mine = adult(ours)
    other = make_patient(ours.practice, "Duval", "Paul", date(1950, 6, 1), phones=("+33639980001",))
    system = system_actor(ours.practice.id)

    def note(scope: str) -> None:
        with acting_as(system):
            patients.add_relative(
                actor=system, patient_id=other.id, relation="guardian", scope=scope, name="Inès", phone="+33639980001"
            )

    note("contact")
    assert Reader(ours, mine).come_in().status_code == 422
    assert Reader(ours, other, THURSDAY + timedelta(hours=1)).come_in().status_code == 422
    note("representation")
    read = text(Reader(ours, other, THURSDAY + timedelta(hours=2)).come_in())
    assert "Paul Duval" in read and "pour une autre personne" in read
    assert Reader(ours, mine, THURSDAY + timedelta(minutes=30)).come_in().status_code == 200


@pytest.mark.requirement("ST-45")
def test_whoever_answers_for_a_child_hears_nothing_of_what_the_child_kept_secret(ours: House, online: Any) -> None:
    notice_in_force(ours.practice)
    child = make_patient(ours.practice, "Petit", "Zoé", date(2024, 3, 1), contact=Contact(phones=("+33639980007",)))
    reader = Reader(ours, child)
    with acting_as(system_actor(ours.practice.id)):
        system = system_actor(ours.practice.id)
        kept = book(system, ours, child.id, THURSDAY + timedelta(days=1))
        booking.keep_secret(actor=system, appointment_id=kept.id, secrecy=Secrecy("Demandé", "+33639980009"))
    home = reader.come_in()
    assert "17 janvier 2041" in text(home)
    assert "18 janvier 2041" not in text(home)
    told = json.loads(reader.client.post(f"{MINE}fichier/", {"shape": "json"}).content)
    assert len(told["appointments"]) == 1
    reader.client.post(f"{MINE}demande/", {"kind": "access", "requester_name": "Jeanne Petit"})
    with acting_as(system_actor(ours.practice.id)):
        assert RightsRequest.objects.get().requester == "guardian"


@pytest.mark.requirement("ST-02")
def test_whoever_answers_for_a_child_reads_their_own_requests_and_nobody_else_s(ours: House, online: Any) -> None:
    """Neither the other parent's letters nor what the child asked; their own are there."""
    notice_in_force(ours.practice)
    child = make_patient(ours.practice, "Petit", "Zoé", date(2024, 3, 1), contact=Contact(phones=("+33639980007",)))
    reader = Reader(ours, child)
    system = system_actor(ours.practice.id)
    with acting_as(system):
        theirs = ask(system, ours.practice, child, requester="guardian", requester_contact="paul@exemple.fr")
        own = ask(system, ours.practice, child, requester="self")
    reader.come_in()
    reader.client.post(f"{MINE}demande/", {"kind": "portability", "requester_name": "Jeanne Petit"})
    with acting_as(system):
        mine = RightsRequest.objects.exclude(id__in=[theirs.id, own.id]).get()
    letters = text(reader.client.get(f"{MINE}courriers/"))
    assert (mine.reference in letters, theirs.reference in letters, own.reference in letters) == (True, False, False)
    told = json.loads(reader.client.post(f"{MINE}fichier/", {"shape": "json"}).content)
    assert {one["reference"] for one in told["requests"]} == {mine.reference, theirs.reference}
    assert len([one for one in told["accesses"] if one["what"] == "Demande de droits enregistrée"]) == 2


def test_requests_of_one_record_are_counted(ours: House, online: Any) -> None:
    reader = Reader(ours, adult(ours))
    reader.come_in()
    answers = [reader.client.post(f"{MINE}demande/", {"kind": "portability"}).status_code for _ in range(11)]
    assert (set(answers[:10]), answers[10]) == ({200}, 429)


def test_a_contact_sent_too_many_codes_is_told_what_else_opens_the_data(ours: House, online: Any) -> None:
    reader = Reader(ours, adult(ours))
    answers = [reader.client.post(reader.link) for _ in range(LIMITS[Asked.CODE_CONTACT].most + 1)]
    assert [one.status_code for one in answers[-2:]] == [302, 429]
    assert "sur place ou par courrier" in text(answers[-1]) and "donnez un autre" not in text(answers[-1])


def test_what_is_open_stays_in_its_practice_and_ends(world: World, ours: House, online: Any, travel: Any) -> None:
    reader = Reader(ours, adult(ours))
    assert reader.come_in().status_code == 200
    token = reader.client.cookies["moi"].value.partition(".")[2]
    stranger = Client()
    stranger.cookies["moi"] = f"{world.theirs.practice.id.hex}.{token}"
    assert stranger.get(MINE).status_code == 410
    with acting_as(system_actor(ours.practice.id)):
        patient = Patient.objects.get(birth_name="Duval")
        lock_record(actor=system_actor(ours.practice.id), patient_id=patient.id, ground="incomplete", request_id=None)
    assert reader.client.get(MINE).status_code == 410, "a locked record is shown to nobody"
    travel.move_to(NOW + timedelta(minutes=31))
    assert reader.client.get(MINE).status_code == 410
