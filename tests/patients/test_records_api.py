"""Duplicates, merges and identities over HTTP: shapes, problem documents, nothing sealed in an answer."""

from typing import Any

import pytest
from django.test import Client

from core.scoping import Actor
from patients.models import Patient
from tests.factories.accounts import signed_in
from tests.factories.patients import make_patient, nir_for
from tests.factories.practices import House, World
from tests.patients.merging import settle
from tests.personas import CAMILLE

pytestmark = pytest.mark.requirement("ST-22")
API = "/api/v1/"


@pytest.fixture
def client(world: World, camille: Actor) -> Client:
    return signed_in(Client(), world.people[CAMILLE])


@pytest.fixture
def records(ours: House, camille: Actor) -> tuple[Patient, Patient]:
    one = make_patient(ours.practice, phones=("+33199000001",))
    other = make_patient(ours.practice, given_names="Camille Rose", nir=nir_for(order=5))
    settle()
    return one, other


def post(client: Client, path: str, body: dict[str, Any], **headers: str) -> Any:
    return client.post(API + path, body, content_type="application/json", headers=headers)


def pair(records: tuple[Patient, Patient]) -> dict[str, Any]:
    return {"survivor": str(records[0].id), "merged": str(records[1].id)}


def test_a_merge_is_compared_chosen_made_read_and_undone(
    client: Client, ours: House, records: tuple[Patient, Patient]
) -> None:
    listed = client.get(API + "duplicates", {"practice": str(ours.practice.id)}).json()
    assert [{line["id"] for line in one["patients"]} for one in listed["results"]] == [{str(r.id) for r in records}]
    seen = post(client, "merges/comparison", pair(records)).json()
    facts = {fact["name"]: fact for fact in seen["facts"]}
    assert facts["given_names"]["standing"] == "different" and facts["nir"]["merged"] == {"present": True}
    assert nir_for(order=5) not in str(seen) and seen["versions"] == [1, 1]

    left_open = post(client, "merges", pair(records))
    assert (left_open.status_code, left_open.json()["type"]) == (409, "/problems/merge-needs-choices")
    assert [error["field"] for error in left_open.json()["errors"]] == ["given_names"]
    assert post(client, "merges", {**pair(records), "choices": {"given_names": "both"}}).status_code == 400
    body = {**pair(records), "choices": {"given_names": "merged"}, "versions": [1, 1]}
    made = post(client, "merges", body, **{"Idempotency-Key": "one-merge"})
    assert made.status_code == 201 and made.json()["moved"]["consent_noticerecord.subject_id"] == 1
    again = post(client, "merges", body, **{"Idempotency-Key": "one-merge"})
    assert again.json() == made.json() and again.headers["Idempotent-Replayed"] == "true"

    gone = client.get(API + f"patients/{records[1].id}")
    assert (gone.status_code, gone.json()["type"]) == (409, "/problems/patient-merged")
    assert gone.json()["merged_into"] == str(records[0].id)
    assert client.get(made.headers["Location"]).json()["undone_at"] is None
    undone = post(client, f"merges/{made.json()['id']}/undo", {})
    assert undone.status_code == 200 and undone.json()["undone_at"] is not None
    assert post(client, f"merges/{made.json()['id']}/undo", {}).json()["type"] == "/problems/merge-already-undone"
    assert client.get(API + f"patients/{records[1].id}").status_code == 200


def test_what_changed_since_it_was_compared_is_not_merged_unseen(
    client: Client, records: tuple[Patient, Patient]
) -> None:
    client.patch(API + f"patients/{records[0].id}", {"email": "a@example.fr"}, content_type="application/json")
    answer = post(client, "merges", {**pair(records), "choices": {"given_names": "survivor"}, "versions": [1, 1]})
    assert (answer.status_code, answer.json()["type"]) == (412, "/problems/version-mismatch")


def test_a_pair_told_apart_leaves_the_list(client: Client, ours: House, records: tuple[Patient, Patient]) -> None:
    told = post(client, "duplicates/dismissals", {"patients": [str(record.id) for record in records]})
    assert told.status_code == 201 and set(told.json()["patients"]) == {str(record.id) for record in records}
    listed = client.get(API + "duplicates", {"practice": str(ours.practice.id)}).json()
    assert listed == {"results": [], "complete": True, "next": None}


def test_an_identity_is_flagged_and_its_history_read(client: Client, records: tuple[Patient, Patient]) -> None:
    path = f"patients/{records[0].id}/identity"
    flagged = post(client, path + "/flags", {"flag": "doubtful", "raised": True}).json()
    assert flagged["is_doubtful"] and flagged["status"] == "PROV" and not flagged["carries_matricule"]
    assert [line["event"] for line in client.get(API + path).json()["history"]] == ["doubt-raised"]
    assert client.get(API + f"patients/{records[0].id}").json()["is_doubtful"] is True
    refused = post(client, path + "/validation", {"document": "passport"})
    assert (refused.status_code, refused.json()["type"]) == (403, "/problems/forbidden")
