"""The corpus of what people and machines send: stored normalised, or refused by the name of the field; never half.

Each case goes through the API into the real database. One house serves a whole list: making a house
costs more than fifty requests.
"""

import json
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.http import HttpResponse
from django.test import Client

from consent.models import NoticeRecord
from core.scoping import acting_as, system_actor
from crypto.models import PatientKey
from patients.models import Patient, PatientPhone, RelatedPerson, SearchToken
from tests.factories.accounts import signed_in
from tests.factories.patients import make_patient, nir_for, notice_in_force
from tests.factories.practices import World
from tests.patients.bad_input_corpus import RAW, REFUSED, STORED
from tests.personas import CAMILLE, DR_MARTIN

TABLES = (Patient, PatientPhone, SearchToken, RelatedPerson, NoticeRecord, PatientKey)


@pytest.fixture
def told(world: World) -> dict[str, Any]:
    return {
        "practice": str(world.ours.practice.id),
        "family_name": "Lefèvre",
        "given_names": "Camille",
        "birth_date": "1984-03-12",
        "confirm_not_duplicate": True,
        "consent": {"notice_version": notice_in_force(world.ours.practice), "channel": "phone"},
    }


Send = Callable[..., HttpResponse]


@pytest.fixture
def send(world: World) -> Send:
    """`send(method, path, body)` as camille, in one session."""
    clients = {name: signed_in(Client(), world.people[name], step_up=True) for name in (CAMILLE, DR_MARTIN)}

    def request(method: str, path: str, body: Any, *, as_: str = CAMILLE) -> HttpResponse:
        data = body if isinstance(body, str) else json.dumps(body)
        return clients[as_].generic(method, f"/api/v1/{path}", data, content_type="application/json")

    return request


def rows(world: World) -> Iterator[int]:
    with acting_as(system_actor(world.ours.practice.id, world.theirs.practice.id)):
        yield from (table.objects.count() for table in TABLES)  # type: ignore[attr-defined]


def named(response: HttpResponse) -> list[str]:
    assert response["Content-Type"] == "application/problem+json", response.content
    return [error["field"] for error in response.json()["errors"]]


@pytest.mark.requirement("ST-14")
@pytest.mark.requirement("ST-22")
def test_odd_but_true_values_are_stored_in_their_written_form(send: Send, told: dict[str, Any]) -> None:
    for change, expected in STORED:
        response = send("POST", "patients", {**told, **change})
        assert response.status_code == 201, (change, response.content)
        assert {name: response.json()[name] for name in expected} == expected
        opened = send("GET", f"patients/{response.json()['id']}", {})
        assert opened.json() == response.json()


@pytest.mark.slow
@pytest.mark.requirement("ST-14")
def test_wrong_values_are_refused_by_the_name_of_the_field_and_nothing_is_written(
    send: Send, told: dict[str, Any], world: World
) -> None:
    before = list(rows(world))
    for change, field in REFUSED:
        response = send("POST", "patients", {**told, **change})
        assert response.status_code in (400, 422), (change, response.status_code, response.content[:300])
        assert field in named(response), (change, named(response))
        assert list(rows(world)) == before, change


def test_broken_json_is_one_clear_refusal(send: Send, world: World) -> None:
    before = list(rows(world))
    for body, field in RAW:
        response = send("POST", "patients", body)
        assert (response.status_code, named(response)) == (400, [field]), (body[:60], response.content[:300])
    too_large = send("POST", "patients", json.dumps({"family_name": "x" * 10_000_000}))
    assert too_large.status_code == 413
    assert list(rows(world)) == before


def test_wrong_changes_leave_the_patient_as_it_was(send: Send, world: World) -> None:
    patient = make_patient(world.ours.practice, phones=("0639980001",), nir=nir_for(order=1))
    path = f"patients/{patient.id}"
    before, kept = list(rows(world)), send("GET", path, {}).json()
    wrong = [(c, f) for c, f in REFUSED if set(c) & {"family_name", "given_names", "sex", "phones", "email", "nir"}]
    for change, field in wrong[::3]:
        response = send("PATCH", path, change)
        assert response.status_code in (400, 422) and field in named(response), (change, response.content)
    assert list(rows(world)) == before and send("GET", path, {}).json() == kept


def test_wrong_reasons_notes_and_searches_name_their_field(send: Send, world: World) -> None:
    patient = make_patient(world.ours.practice, nir=nir_for(order=1))
    parent = {"relation": "parent", "scope": "contact"}
    cases = [
        ("POST", f"patients/{patient.id}/nir-disclosure", {"reason": ""}, "reason"),
        ("POST", f"patients/{patient.id}/nir-disclosure", {"reason": "a\x00"}, "reason"),
        ("POST", f"patients/{patient.id}/nir-disclosure", {"reason": None}, "reason"),
        ("POST", f"patients/{patient.id}/nir-disclosure", {"reason": "x", "nir": "1"}, "nir"),
        ("PUT", f"patients/{patient.id}/medical-note", {"text": "a\x00"}, "text"),
        ("PUT", f"patients/{patient.id}/medical-note", {"text": "x" * 4001}, "text"),
        ("PUT", f"patients/{patient.id}/medical-note", {}, "text"),
        ("POST", "patients/search", {}, "birth_date"),
        ("POST", "patients/search", {"name": "a"}, "name"),
        ("POST", "patients/search", {"name": "\x00"}, "name"),
        ("POST", "patients/search", {"name": "x" * 400}, "name"),
        ("POST", "patients/search", {"phone": "12"}, "phone"),
        ("POST", "patients/search", {"nir": "295109912611199"}, "nir"),
        ("POST", "patients/search", {"birth_date": "31/02/1984"}, "birth_date"),
        ("POST", "patients/search", {"practice": "x", "name": "le"}, "practice"),
        ("POST", "patients/search", {"limit": 10_000}, "limit"),
        ("POST", f"patients/{patient.id}/relatives", {**parent, "name": "=cmd"}, "name"),
        ("POST", f"patients/{patient.id}/relatives", parent, "name"),
    ]  # fmt: skip
    for method, path, body, field in cases:
        response = send(method, path, body, as_=DR_MARTIN)
        assert response.status_code in (400, 422) and field in named(response), (path, body, response.content)


@pytest.mark.requirement("ST-41")
def test_a_nir_typed_into_any_other_field_never_comes_back_in_the_refusal(
    send: Send, told: dict[str, Any], world: World
) -> None:
    nir = nir_for(order=99)
    before = list(rows(world))
    for name in (
        "practice", "family_name", "birth_name", "given_names", "birth_date", "sex", "email", "treating_practitioner",
        "referring_practitioner", "confirm_not_duplicate", "consent", "address", "phones",
    ):  # fmt: skip
        for value in (nir, {"line": nir}, {"country": nir}, {"channel": nir, "notice_version": nir}, [nir]):
            response = send("POST", "patients", {**told, name: value})
            assert response.status_code in (400, 422), (name, value)
            assert nir[:13] not in response.content.decode()
    assert list(rows(world)) == before
