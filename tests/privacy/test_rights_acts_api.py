"""Carrying out a decision over the API: the same services as the office, one version at a time."""

from typing import Any

import pytest
from django.db import connection
from django.test import Client

from consent.purposes import Purpose
from consent.queries import is_stopped
from core.scoping import Actor
from patients.models import Patient
from privacy.models import RightsRequest
from tests.factories.accounts import signed_in
from tests.factories.practices import House, World
from tests.personas import CAMILLE, DR_MARTIN, INES
from tests.privacy.requests import granted

URL = "/api/v1/rights-requests"


@pytest.fixture
def officer(world: World) -> Client:
    return signed_in(Client(), world.people[INES], step_up=True)


def post(client: Client, request: RightsRequest, act: str, body: dict[str, Any], **headers: str) -> Any:
    return client.post(f"{URL}/{request.id}/{act}", data=body, content_type="application/json", headers=headers)


@pytest.mark.requirement("ST-24")
def test_a_rectification_is_carried_out_told_and_read(
    officer: Client, world: World, ines: Actor, ours: House, patient: Patient
) -> None:
    request = granted(ines, ours.practice, patient)
    body = {"changes": {"email": "neuf@example.fr", "sex": "male"}, "recipients": ["Mutuelle du Test"]}
    assert post(signed_in(Client(), world.people[CAMILLE]), request, "rectification", body).status_code == 403
    assert post(officer, request, "rectification", body, **{"If-Match": 'W/"99"'}).status_code == 412
    made = post(officer, request, "rectification", body)
    assert (made.status_code, made.json()["executed"]) == (200, ["rectified"]), made.json()
    assert made["ETag"] == f'W/"{made.json()["version"]}"'
    assert Patient.objects.get(id=patient.id).sex == "male"
    (recipient,) = officer.get(f"{URL}/{request.id}").json()["recipients"]
    assert (recipient["name"], recipient["state"]) == ("Mutuelle du Test", "pending")
    letter = officer.get(f"{URL}/{request.id}/letters/{recipient['letter']}").json()
    assert letter["letter"]["letter"] == "recipient" and "article 19" in letter["text"]
    settled = post(officer, request, f"recipients/{recipient['id']}/settlement", {"state": "told"})
    assert (settled.status_code, settled.json()["state"]) == (200, "told")
    again = post(officer, request, f"recipients/{recipient['id']}/settlement", {"state": "told"})
    assert again.status_code == 409


@pytest.mark.requirement("ST-25", "ST-27")
def test_a_record_is_restricted_locked_and_given_back(
    officer: Client, ines: Actor, ours: House, patient: Patient
) -> None:
    limiting = granted(ines, ours.practice, patient, kind="restriction", data_concerned="")
    assert post(officer, limiting, "restriction", {"ground": "whim"}).json()["errors"][0]["field"] == "ground"
    assert post(officer, limiting, "restriction", {"ground": "accuracy-contested"}).status_code == 200
    assert Patient.objects.get(id=patient.id).restricted_at is not None
    assert post(officer, limiting, "restriction/lift", {}).json()["executed"] == ["restricted", "restriction-lifted"]
    locking = granted(ines, ours.practice, patient, kind="locking-or-erasure")
    assert post(officer, locking, "lock", {"ground": "unlawful"}).status_code == 200
    assert Patient.objects.get(id=patient.id).locked_at is not None
    assert post(officer, locking, "unlock", {}).status_code == 200
    assert Patient.objects.get(id=patient.id).locked_at is None


@pytest.mark.requirement("ST-25", "ST-34")
def test_an_erasure_says_its_extent(
    officer: Client, world: World, ines: Actor, dr_martin: Actor, ours: House, patient: Patient
) -> None:
    request = granted(dr_martin, ours.practice, patient, kind="locking-or-erasure")
    connection.check_constraints()
    for body in ({}, {"extent": "parts"}, {"extent": "all", "parts": ["notes"]}):
        assert post(officer, request, "erasure", body).status_code == 400
    without_code = signed_in(Client(), world.people[INES])
    assert post(without_code, request, "erasure", {"extent": "all"}).json()["type"].endswith("step-up-required")
    assert Patient.objects.filter(id=patient.id).exists()
    decider = signed_in(Client(), world.people[DR_MARTIN], step_up=True)
    assert post(decider, request, "erasure", {"extent": "all"}).json()["type"].endswith("erasure-by-another")
    erased = post(officer, request, "erasure", {"extent": "all"}).json()
    assert (erased["executed"], erased["patient"]) == (["erased"], None)
    assert not Patient.objects.filter(id=patient.id).exists()


@pytest.mark.requirement("ST-28")
def test_an_objection_stops_its_purpose(officer: Client, ines: Actor, ours: House, patient: Patient) -> None:
    request = granted(ines, ours.practice, patient, kind="objection", data_concerned="Les rappels")
    assert post(officer, request, "purposes", {"purposes": []}).status_code == 400
    assert post(officer, request, "purposes", {"purposes": ["reminders"]}).status_code == 200
    assert is_stopped(ours.practice.id, patient.id, Purpose.REMINDERS)
