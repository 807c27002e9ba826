"""Patients over HTTP: the contract of the API, its refusals, and what never leaves."""

import json
from collections.abc import Callable
from datetime import date
from typing import Any
from uuid import uuid4

import pytest
from django.http import HttpResponse
from django.test import Client

from audit import services as audit
from core.scoping import acting_as, system_actor
from patients.models import Patient
from tests.factories.accounts import signed_in
from tests.factories.patients import BIRTH, make_patient, nir_for, notice_in_force
from tests.factories.practices import World
from tests.personas import CAMILLE, CHARLIE, DR_MARTIN, NADIA

Call = Callable[..., HttpResponse]
NIL = "00000000-0000-0000-0000-000000000000"


@pytest.fixture
def call(world: World) -> Call:
    """`call("POST", "patients", body, as_=CAMILLE)`: one request of a signed-in persona."""

    def request(method: str, path: str, body: Any = None, *, as_: str = CAMILLE, **more: Any) -> HttpResponse:
        client = signed_in(Client(), world.people[as_], step_up=more.pop("step_up", False))
        data = body if isinstance(body, str) else json.dumps(body or {})
        return client.generic(method, f"/api/v1/{path}", data, content_type="application/json", **more)

    return request


@pytest.fixture
def told(world: World) -> dict[str, Any]:
    """The body of the README's example."""
    return {
        "practice": str(world.ours.practice.id),
        "family_name": "Lefèvre",
        "given_names": "Camille",
        "birth_date": "1984-03-12",
        "sex": "female",
        "phones": ["06 39 98 00 01"],
        "consent": {"notice_version": notice_in_force(world.ours.practice), "channel": "phone"},
    }


def field_codes(response: HttpResponse) -> dict[str, str]:
    assert response["Content-Type"] == "application/problem+json"
    return {error["field"]: error["code"] for error in response.json().get("errors", [])}


def test_a_patient_is_created_shown_masked_and_opened(call: Call, told: dict[str, Any]) -> None:
    nir = nir_for(order=42)
    response = call("POST", "patients", {**told, "nir": nir, "address": {"line": "12 rue X", "city": "Nancy"}})
    assert response.status_code == 201, response.content
    body = response.json()
    assert body["nir_masked"] == f"• •• •• •• ••• {nir[10:13]} {nir[13:]}" and "nir" not in body
    assert nir[:13] not in response.content.decode()
    assert (body["phones"], body["identity_status"], body["warnings"]) == (["+33639980001"], "PROV", [])
    assert response["Location"] == f"/api/v1/patients/{body['id']}"
    opened = call("GET", f"patients/{body['id']}")
    assert opened.status_code == 200 and opened.json() == body
    assert opened["ETag"] == 'W/"1"' and "no-store" in opened["Cache-Control"]


def test_a_nir_that_tells_otherwise_is_a_warning_not_a_refusal(call: Call, told: dict[str, Any]) -> None:
    response = call("POST", "patients", {**told, "nir": nir_for(date(1951, 5, 1), female=False)})
    assert response.status_code == 201
    assert [warning["field"] for warning in response.json()["warnings"]] == ["sex", "birth_date", "birth_date"]


@pytest.mark.requirement("ST-09")
@pytest.mark.parametrize(
    ("change", "status", "type_", "field"),
    [
        ({"consent": None}, 422, "consent-required", None),
        ({"consent": {"notice_version": 99, "channel": "phone"}}, 422, "notice-outdated", None),
        ({"consent": {"notice_version": 1, "channel": "pigeon"}}, 400, "invalid-input", "consent.channel"),
        ({"nir": "295109912611199"}, 422, "invalid-nir", "nir"),
        ({"birth_date": "2020-02-29"}, 422, "guardian-consent-required", None),
        ({"practice": str(uuid4())}, 404, "not-found", None),
        ({"practice": NIL}, 404, "not-found", None),
    ],
)
def test_the_refusals_of_a_creation(
    call: Call, world: World, told: dict[str, Any], change: dict[str, Any], status: int, type_: str, field: str | None
) -> None:
    response = call("POST", "patients", {**told, **change})
    assert (response.status_code, response.json()["type"]) == (status, f"/problems/{type_}")
    assert field is None or field in field_codes(response)
    assert nobody_recorded(world)


def nobody_recorded(world: World) -> bool:
    with acting_as(system_actor(world.ours.practice.id, world.theirs.practice.id)):
        return not Patient.objects.exists()


def test_a_probable_duplicate_names_candidates_and_yields_to_a_confirmation(
    call: Call, told: dict[str, Any], world: World
) -> None:
    known = make_patient(world.ours.practice)
    response = call("POST", "patients", told)
    assert response.status_code == 409
    assert response.json() == {
        "type": "/problems/probable-duplicate",
        "title": "Ce patient est probablement déjà enregistré.",
        "status": 409,
        "candidates": [str(known.id)],
    }
    assert call("POST", "patients", {**told, "confirm_not_duplicate": True}).status_code == 201


def test_the_same_key_creates_one_patient(call: Call, told: dict[str, Any]) -> None:
    first = call("POST", "patients", told, HTTP_IDEMPOTENCY_KEY="k1")
    again = call("POST", "patients", told, HTTP_IDEMPOTENCY_KEY="k1")
    assert (first.status_code, again.status_code) == (201, 201)
    assert again["Idempotent-Replayed"] == "true" and again.json() == first.json()


def test_a_search_answers_lines_without_any_nir(call: Call, world: World) -> None:
    patient = make_patient(world.ours.practice, phones=("0639980001",), nir=nir_for(order=3))
    make_patient(world.theirs.practice)
    response = call("POST", "patients/search", {"birth_date": "1984-03-12", "name": "lef"})
    assert response.status_code == 200
    assert response.json() == {
        "results": [
            {
                "id": str(patient.id),
                "practice": str(world.ours.practice.id),
                "family_name": "Lefèvre",
                "birth_name": "Lefèvre",
                "given_names": "Camille",
                "birth_date": "1984-03-12",
                "sex": "female",
                "phones": ["+33639980001"],
                "city": "",
                "is_doubtful": False,
                "is_namesake": False,
                "is_restricted": False,
            }
        ],
        "next": None,
    }
    assert call("GET", "patients/search").status_code == 405, "terms never travel in an address"


def test_a_patch_changes_what_is_given_under_the_version_read(call: Call, world: World) -> None:
    patient = make_patient(world.ours.practice, phones=("0639980001",))
    path = f"patients/{patient.id}"
    changed = call("PATCH", path, {"email": "c@example.fr", "treating_practitioner": None}, HTTP_IF_MATCH='W/"1"')
    assert changed.status_code == 200 and changed["ETag"] == 'W/"2"'
    assert (changed.json()["email"], changed.json()["phones"]) == ("c@example.fr", ["+33639980001"])
    assert call("PATCH", path, {"email": "d@example.fr"}, HTTP_IF_MATCH='W/"1"').status_code == 412
    assert field_codes(call("PATCH", path, {"email": "d@example.fr"}, HTTP_IF_MATCH="x")) == {
        "If-Match": "invalid-etag"
    }
    assert field_codes(call("PATCH", path, {"practice": str(world.theirs.practice.id)})) == {
        "practice": "unknown-field"
    }
    assert call("PATCH", path, {"family_name": None}).status_code == 400


@pytest.mark.requirement("ST-41")
def test_a_disclosure_needs_a_fresh_step_up_then_gives_the_number(call: Call, world: World) -> None:
    patient = make_patient(world.ours.practice, nir=nir_for(order=8))
    path, body = f"patients/{patient.id}/nir-disclosure", {"reason": "Feuille de soins"}
    refused = call("POST", path, body, as_=DR_MARTIN)
    assert (refused.status_code, refused.json()["type"]) == (403, "/problems/step-up-required")
    shown = call("POST", path, body, as_=DR_MARTIN, step_up=True)
    assert shown.status_code == 200 and shown.json() == {"nir": nir_for(order=8)}
    assert "no-store" in shown["Cache-Control"]
    assert field_codes(call("POST", path, {}, as_=DR_MARTIN, step_up=True)) == {"reason": "required"}


def test_a_medical_note_is_put_and_disclosed(call: Call, world: World) -> None:
    patient = make_patient(world.ours.practice)
    path = f"patients/{patient.id}/medical-note"
    assert call("PUT", path, {"text": "Diabète"}, as_=DR_MARTIN).status_code == 204
    shown = call("POST", f"{path}/disclosure", {"reason": "Urgence"}, as_=DR_MARTIN)
    assert shown.json() == {"text": "Diabète"}
    opened = call("GET", f"patients/{patient.id}", as_=DR_MARTIN)
    assert opened.json()["has_medical_note"] is True and "Diabète" not in opened.content.decode()


def test_relatives_are_listed_added_and_ended(call: Call, world: World) -> None:
    patient = make_patient(world.ours.practice)
    path = f"patients/{patient.id}/relatives"
    added = call("POST", path, {"relation": "parent", "scope": "booking", "name": "Anne Lefèvre"})
    assert added.status_code == 201
    ended = call("POST", f"{path}/{added.json()['id']}/end", {})
    assert ended.status_code == 200 and ended.json()["ends_on"] is not None
    assert call("GET", path).json() == {"results": [ended.json()], "next": None}
    assert field_codes(call("POST", path, {"relation": "x", "scope": "booking"})) == {"relation": "invalid_choice"}


@pytest.mark.requirement("ST-19")
def test_nothing_of_a_patient_answers_to_charlie_a_manager_or_a_stranger(call: Call, world: World) -> None:
    patient = make_patient(world.ours.practice, nir=nir_for(order=8))
    routes = [
        ("GET", "", None),
        ("PATCH", "", {"email": "c@example.fr"}),
        ("POST", "/nir-disclosure", {"reason": "x"}),
        ("PUT", "/medical-note", {"text": "x"}),
        ("POST", "/medical-note/disclosure", {"reason": "x"}),
        ("GET", "/relatives", None),
        ("POST", "/relatives", {"relation": "parent", "scope": "contact", "name": "Anne"}),
        ("POST", f"/relatives/{uuid4()}/end", {}),
    ]
    for method, suffix, body in routes:
        path = f"patients/{patient.id}{suffix}"
        assert call(method, path, body, as_=CHARLIE, step_up=True).status_code == 404, path
        assert call(method, path, body, as_=NADIA, step_up=True).status_code == 403, path
        assert Client().generic(method, f"/api/v1/{path}", "{}", content_type="application/json").status_code == 401
        missing = call(method, f"patients/{uuid4()}{suffix}", body, as_=CHARLIE, step_up=True)
        assert missing.json() == call(method, path, body, as_=CHARLIE, step_up=True).json(), "one uniform answer"
    assert call("GET", f"patients/{patient.id}").status_code == 200


def test_a_request_over_the_limit_says_when_to_come_back(
    call: Call, world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("patients.nir_lookups.LIMIT_PER_MINUTE", 0)
    response = call("POST", "patients/search", {"nir": nir_for()})
    assert response.status_code == 429 and 0 < int(response["Retry-After"]) <= 61


def test_everybody_born_that_day_is_at_most_twenty(call: Call, world: World) -> None:
    make_patient(world.ours.practice, birth_date=BIRTH)
    response = call("POST", "patients/search", {"birth_date": "1984-03-12", "practice": str(world.ours.practice.id)})
    assert len(response.json()["results"]) == 1


@pytest.mark.requirement("ST-41")
def test_every_route_that_touches_a_patient_leaves_an_event_that_names_them(
    call: Call, world: World, told: dict[str, Any], journal: list[audit.Event]
) -> None:
    created = call("POST", "patients", told).json()["id"]
    path = f"patients/{created}"
    added = call("POST", f"{path}/relatives", {"relation": "parent", "scope": "contact", "name": "Anne"}).json()["id"]
    call("PATCH", path, {"nir": nir_for(order=5)})
    requests: list[tuple[str, str, Any, str]] = [
        ("GET", path, None, CAMILLE),
        ("PATCH", path, {}, CAMILLE),
        ("PATCH", path, {"email": "c@example.fr"}, CAMILLE),
        ("POST", "patients/search", {"name": "lefe"}, CAMILLE),
        ("POST", f"{path}/nir-disclosure", {"reason": "Feuille de soins"}, DR_MARTIN),
        ("PUT", f"{path}/medical-note", {"text": "x"}, DR_MARTIN),
        ("POST", f"{path}/medical-note/disclosure", {"reason": "Urgence"}, DR_MARTIN),
        ("GET", f"{path}/relatives", None, CAMILLE),
        ("POST", f"{path}/relatives", {"relation": "parent", "scope": "contact", "name": "Paul"}, CAMILLE),
        ("POST", f"{path}/relatives/{added}/end", {}, CAMILLE),
    ]
    for method, where, body, who in requests:
        journal.clear()
        assert call(method, where, body, as_=who, step_up=True).status_code < 300, (method, where)
        (event,) = [event for event in journal if event.patient_id is not None]
        assert (str(event.patient_id), event.practice_id) == (created, world.ours.practice.id), (method, where)
        assert event.actor is not None and event.actor.user_id == world.people[who].id
