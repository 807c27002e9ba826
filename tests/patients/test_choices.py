"""What a patient was told and decided, seen from the patient: by whom, through which door, under which text."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest
import time_machine
from django.db import connection
from django.test import Client

from consent import queries as consent
from consent.decisions import Reach
from consent.errors import NoticeOutdated, NotObjectable
from consent.purposes import Purpose
from core.errors import InvalidInput, NotFound
from core.scoping import Actor, acting_as
from patients import services
from patients.models import Patient
from tests.factories.accounts import signed_in
from tests.factories.booking import NOW, at, book, open_every_week
from tests.factories.consent import make_notice
from tests.factories.patients import make_patient
from tests.factories.practices import House, World
from tests.personas import CAMILLE


@pytest.fixture(autouse=True)
def clock() -> Iterator[Any]:
    with time_machine.travel(NOW, tick=False) as traveller:
        yield traveller


@pytest.fixture
def patient(ours: House, camille: Actor) -> Patient:
    return make_patient(ours.practice, phones=("+33639980001",))


@pytest.fixture
def client(world: World) -> Client:
    return signed_in(Client(), world.people[CAMILLE])


@pytest.mark.requirement("ST-10")
@pytest.mark.requirement("ST-06")
def test_a_known_patient_is_due_the_new_text_until_it_is_read_to_them(
    patient: Patient, ours: House, camille: Actor, clock: Any
) -> None:
    assert consent.notice_due(ours.practice.id, patient.id) is None
    clock.shift(timedelta(hours=1))
    make_notice(ours.practice, "Nouveau texte.")
    due = consent.notice_due(ours.practice.id, patient.id)
    assert due is not None and due.version == 2
    with pytest.raises(NoticeOutdated):
        services.tell_notice(actor=camille, patient_id=patient.id, notice_version=1, channel="phone")
    call = uuid4()
    services.tell_notice(actor=camille, patient_id=patient.id, notice_version=2, channel="phone", call_id=call)
    assert consent.notice_due(ours.practice.id, patient.id) is None
    last, first = consent.records_of(ours.practice.id, patient.id)
    assert (last.notice.version, last.recorded_by_id, last.call_id) == (2, camille.user_id, call)
    assert first.notice.version == 1


@pytest.mark.requirement("ST-06")
@pytest.mark.requirement("ST-07")
def test_the_policy_of_a_collection_is_found_for_the_patient_for_the_visit_and_by_date(
    patient: Patient, ours: House, camille: Actor, world: World, clock: Any
) -> None:
    """Recorded under version 1, booked under version 2: each keeps its own, whatever comes after."""
    open_every_week(ours.role)
    clock.shift(timedelta(hours=1))
    changed = datetime.now(tz=UTC)
    make_notice(ours.practice, "Deuxième texte.")
    with acting_as(camille):
        visit = book(camille, ours, patient.id, at("11:00"))
    clock.shift(timedelta(hours=1))
    make_notice(ours.practice, "Troisième texte.")
    client = signed_in(Client(), world.people[CAMILLE])
    known = client.get(f"/api/v1/patients/{patient.id}").json()
    assert (known["policy_version"], known["collected_via"]) == (1, "phone")
    assert client.get(f"/api/v1/appointments/{visit.id}").json()["policy_version"] == 2

    def in_force(at_instant: datetime) -> Any:
        return client.get("/api/v1/notices", {"practice": str(ours.practice.id), "at": at_instant.isoformat()}).json()[
            "results"
        ]

    assert [one["notice_version"] for one in in_force(changed - timedelta(microseconds=1))] == [1]
    (second,) = in_force(changed)
    assert (second["notice_version"], second["text"]) == (2, "Deuxième texte.")
    listed = client.get("/api/v1/notices", {"practice": str(ours.practice.id)}).json()["results"]
    assert [one["notice_version"] for one in listed] == [3, 2, 1]
    before = client.get("/api/v1/notices", {"practice": str(ours.practice.id), "at": "2001-01-01T00:00:00Z"})
    assert before.status_code == 404
    assert client.get("/api/v1/notices", {"practice": str(ours.practice.id), "at": "2041-01-14"}).status_code == 400


@pytest.mark.requirement("ST-26")
@pytest.mark.requirement("ST-28")
def test_over_the_api_a_no_is_one_request_in_force_at_once(patient: Patient, ours: House, client: Client) -> None:
    address = f"/api/v1/patients/{patient.id}/choices"

    def decide(**told: Any) -> Any:
        return client.post(address, {"channel": "phone", **told}, content_type="application/json")

    assert decide(purpose="reminders", agreed=True, reach="sms").status_code == 201
    refused = decide(purpose="reminders", agreed=True, reach="email")
    assert [error["field"] for error in refused.json()["errors"]] == ["reach"]
    no = decide(purpose="reminders", agreed=False)
    assert (no.status_code, no.json()["decision"]) == (201, "objected")
    assert consent.is_stopped(ours.practice.id, patient.id, Purpose.REMINDERS)
    read = client.get(address).json()
    assert {one["purpose"]: one["stopped"] for one in read["standings"]} == {"reminders": True, "preparation": True}
    assert [one["decision"] for one in read["results"]] == ["objected", "accepted"]
    contract = decide(purpose="appointments", agreed=False)
    assert (contract.status_code, contract.json()["legal_basis"]) == (422, "contract")


def test_a_decision_is_of_a_patient_one_may_reach(patient: Patient, charlie: Actor, camille: Actor) -> None:
    told: dict[str, Any] = {"patient_id": patient.id, "channel": "phone", "is_agreed": False}
    with acting_as(charlie), pytest.raises(NotFound):
        services.decide(actor=charlie, purpose=Purpose.REMINDERS, **told)
    with pytest.raises(NotObjectable):
        services.decide(actor=camille, purpose=Purpose.LINKING, **told)
    with pytest.raises(InvalidInput):
        services.decide(actor=camille, purpose=Purpose.REMINDERS, reach=Reach.EMAIL, **{**told, "is_agreed": True})
    assert services.decide(actor=camille, purpose=Purpose.REMINDERS, **told).id


@pytest.mark.requirement("ST-22")
def test_an_objection_made_on_one_record_holds_for_the_person_once_they_are_merged(
    patient: Patient, ours: House, camille: Actor, dr_martin: Actor
) -> None:
    double = make_patient(ours.practice)
    services.decide(actor=camille, patient_id=double.id, purpose=Purpose.REMINDERS, is_agreed=False, channel="phone")
    with acting_as(dr_martin):
        connection.check_constraints()
        merge = services.merge_patients(actor=dr_martin, survivor_id=patient.id, merged_id=double.id)
    assert consent.is_stopped(ours.practice.id, patient.id, Purpose.REMINDERS)
    with acting_as(dr_martin):
        connection.check_constraints()
        services.undo_merge(actor=dr_martin, merge_id=merge.id)
    assert not consent.is_stopped(ours.practice.id, patient.id, Purpose.REMINDERS)
    assert consent.is_stopped(ours.practice.id, double.id, Purpose.REMINDERS)
