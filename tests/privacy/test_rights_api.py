"""Rights requests and accesses over the API: strict, one version at a time, a file handed over with a reason."""

from typing import Any
from uuid import UUID

import pytest
from django.test import Client

from core.scoping import Actor, acting_as
from patients.models import Patient
from patients.queries import open_patient
from patients.services import PatientChanges
from privacy import accesses
from privacy.models import RightsLetter, RightsRequest
from privacy.services.execute import rectify
from tests.factories.accounts import signed_in
from tests.factories.practices import House, World
from tests.personas import CAMILLE, DR_MARTIN, INES
from tests.privacy.requests import DATA, ask, granted

URL = "/api/v1/rights-requests"
ASKED = {"kind": "rectification", "intake": "post", "requester": "self", "requester_name": "Jeanne Morel"}


@pytest.fixture
def officer(world: World) -> Client:
    return signed_in(Client(), world.people[INES], step_up=True)


def post(client: Client, address: str, body: dict[str, Any], **headers: str) -> Any:
    return client.post(URL + address, data=body, content_type="application/json", headers=headers)


@pytest.mark.requirement("ST-31", "ST-32", "ST-33", "ST-34")
def test_a_request_goes_from_its_arrival_to_its_answer(
    officer: Client, world: World, ines: Actor, ours: House, patient: Patient
) -> None:
    desk = signed_in(Client(), world.people[CAMILLE])
    body = {"practice": str(ours.practice.id), **ASKED}
    first = post(desk, "", body, **{"Idempotency-Key": "one"})
    again = post(desk, "", body, **{"Idempotency-Key": "one"})
    assert first.status_code == 201 and again.json() == first.json(), first.json()
    assert (first.json()["state"], first.json()["patient"]) == ("needs-precision", None)
    assert "Jeanne" not in first.content.decode(), "what is kept for a retry names nobody"
    one = f"/{first.json()['id']}"
    assert post(desk, f"{one}/precision", {"data_concerned": DATA}).status_code == 403

    file = officer.get(URL + one).json()
    assert (file["requester_name"], file["steps"]) == ("Jeanne Morel", ["precise", "refuse"])
    assert post(officer, f"{one}/precision", {"data_concerned": DATA}).json()["state"] == "identity-pending"
    assert post(officer, f"{one}/identity", {"proof": "passport"}).json()["errors"][0]["code"] == "no-copy"
    assert post(officer, f"{one}/identity", {"proof": "on_the_spot"}).json()["state"] == "in-progress"
    assert post(officer, f"{one}/decision", {"outcome": "grant"}).json()["type"].endswith("person-unknown")
    assert post(officer, f"{one}/person", {"patient": str(patient.id)}).json()["patient"] == str(patient.id)
    extended = post(officer, f"{one}/extension", {}).json()
    assert (extended["due"], extended["first"]) == ("2041-04-14", None), extended
    wrong = post(officer, f"{one}/decision", {"outcome": "refuse", "grounds": ["public-health"]})
    assert (wrong.status_code, wrong.json()["errors"][0]["field"]) == (400, "grounds")
    assert post(officer, f"{one}/decision", {"outcome": "grant", "note": "Vu"}).json()["state"] == "granted"
    early = post(officer, f"{one}/answer", {"way": "print"})
    assert early.json()["type"].endswith("decision-not-carried-out"), early.json()
    with acting_as(ines):
        rectify(actor=ines, request_id=UUID(first.json()["id"]), changes=PatientChanges(email="neuf@example.fr"))
    answer = post(officer, f"{one}/answer", {"way": "print"})
    assert (answer.status_code, answer.json()["letter"]) == (200, "granted")
    assert post(officer, f"{one}/answer", {"way": "print"}).status_code == 409
    with acting_as(ines):
        assert RightsLetter.objects.filter(letter="granted").count() == 1


@pytest.mark.requirement("ST-31")
def test_an_act_on_what_changed_since_it_was_read_is_refused(
    officer: Client, ines: Actor, ours: House, patient: Patient
) -> None:
    request = ask(ines, ours.practice, patient)
    etag = officer.get(f"{URL}/{request.id}")["ETag"]
    refusal = {"outcome": "refuse", "grounds": ["identity-unproven"]}
    moved = post(officer, f"/{request.id}/identity", {"proof": "on_the_spot"}, **{"If-Match": etag})
    assert moved.status_code == 200 and moved["ETag"] != etag
    stale = post(officer, f"/{request.id}/decision", refusal, **{"If-Match": etag})
    assert stale.status_code == 412 and RightsRequest.objects.get(id=request.id).state == "in-progress"
    assert post(officer, f"/{request.id}/decision", refusal, **{"If-Match": moved["ETag"]}).status_code == 200


@pytest.mark.requirement("SAS-27")
def test_a_message_set_aside_is_read_examined_and_goes_on(officer: Client, ours: House, patient: Patient) -> None:
    told = {"practice": str(ours.practice.id), "patient": str(patient.id), "data_concerned": DATA, **ASKED}
    made = post(officer, "", {**told, "content": "Je suis diabétique"}).json()
    one = f"/{made['id']}"
    assert made["quarantine"] == ["health"]
    assert officer.get(URL + one).json()["content"] == ""
    assert post(officer, f"{one}/extension", {}).json()["type"].endswith("request-quarantined")
    assert "diabétique" in post(officer, f"{one}/message-disclosure", {}).json()["text"]
    examined = post(officer, f"{one}/quarantine", {"keep_message": False}).json()
    assert (examined["quarantine"], examined["state"]) == ([], "identity-pending")
    assert "diabétique" not in post(officer, f"{one}/message-disclosure", {}).json()["text"]


def test_the_list_is_cut_by_state_and_carries_the_clocks(
    officer: Client, ines: Actor, ours: House, patient: Patient
) -> None:
    waiting, done = ask(ines, ours.practice, patient), granted(ines, ours.practice, patient)
    shown = {"practice": str(ours.practice.id)}
    everything = officer.get(URL, shown).json()["results"]
    assert {line["id"] for line in everything} == {str(waiting.id), str(done.id)}
    (line,) = officer.get(URL, {**shown, "state": "granted"}).json()["results"]
    assert (line["id"], line["due"], line["days_left"], line["is_late"]) == (str(done.id), "2041-02-14", 31, False)
    refused = officer.get(URL, {**shown, "state": "lost"})
    assert (refused.status_code, refused.json()["errors"][0]["field"]) == (400, "state")


@pytest.mark.requirement("ST-31")
def test_what_is_typed_wrong_is_refused_by_its_field(officer: Client, ours: House) -> None:
    body = {"practice": str(ours.practice.id), **ASKED}
    for field, value in (
        ("kind", "everything"),
        ("intake", "portal"),
        ("received_on", "15/01/2041"),
        ("received_on", "2041-01-15"),
        ("is_medical_file", "true"),
        ("requester_name", "..."),
        ("content", "x" * 8001),
    ):
        refused = post(officer, "", {**body, field: value})
        assert (refused.status_code, refused.json()["errors"][0]["field"]) == (400, field), refused.json()
    assert post(officer, "", {**body, "received_on": "2041-01-13"}).json()["due"] == "2041-02-13"


@pytest.mark.requirement("CH-10", "ST-23", "ST-29")
def test_an_export_is_handed_over_with_a_code_and_a_reason(
    officer: Client, world: World, ines: Actor, ours: House, patient: Patient
) -> None:
    request = granted(ines, ours.practice, patient, kind="access")
    address, body = f"/{request.id}/export", {"shape": "json", "reason": "Remise à la personne", "way": "in-person"}
    without_code = signed_in(Client(), world.people[INES])
    assert post(without_code, address, body).json()["type"].endswith("step-up-required")
    assert post(officer, address, {**body, "reason": "..."}).json()["errors"][0]["field"] == "reason"
    assert post(officer, address, {**body, "shape": "pdf"}).json()["errors"][0]["field"] == "shape"
    made = post(officer, address, body)
    assert made.json()["identity"]["family_name"] == patient.used_name
    assert made["Cache-Control"] == "no-store" and patient.used_name not in made["Content-Disposition"]
    bundle = post(officer, address, {**body, "shape": "fhir"})
    assert (bundle["Content-Type"], bundle.json()["resourceType"]) == ("application/fhir+json", "Bundle")
    request.refresh_from_db()
    assert post(officer, f"/{request.id}/answer", {"way": "print"}, **{"If-Match": f'W/"{request.version}"'}).json()


@pytest.mark.requirement("ST-02")
def test_every_access_to_a_file_is_told_page_by_page(
    world: World, camille: Actor, travel: Any, patient: Patient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(accesses, "LARGEST_PAGE", 3)
    for _ in range(7):
        travel.shift(60)
        with acting_as(camille):
            open_patient(camille, patient.id)
    travel.shift(60)
    reader = signed_in(Client(), world.people[DR_MARTIN])
    address: str | None = f"/api/v1/patients/{patient.id}/accesses"
    instants: list[str] = []
    while address:
        page = reader.get(address).json()
        opened = [line for line in page["results"] if line["what"] == "Dossier ouvert"]
        assert {(line["name"], line["kind"]) for line in opened} <= {("Camille", "looked")} or opened[0]["name"]
        instants += [line["at"] for line in opened]
        address = page["next"]
    assert instants == sorted(set(instants), reverse=True) and len(instants) == 7
    refused = reader.get(f"/api/v1/patients/{patient.id}/accesses", {"before": "hier"})
    assert (refused.status_code, refused.json()["errors"][0]["field"]) == (400, "before")
    assert signed_in(Client(), world.people[CAMILLE]).get(f"/api/v1/patients/{patient.id}/accesses").status_code == 403
