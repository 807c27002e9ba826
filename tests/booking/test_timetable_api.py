"""Opening and shutting agendas over the API: strict bodies, one effect a key, orphans named."""

import json
from typing import Any

import pytest
from django.test import Client

from booking.models import Absence, Closure, OpeningException, OpeningRule
from core.scoping import acting_as, system_actor
from patients.models import Patient
from tests.booking.test_api import API, fields, get, post, problem, wanted
from tests.factories.accounts import signed_in
from tests.factories.booking import at
from tests.factories.practices import House, World
from tests.personas import DR_MARTIN

WEEK = {"from": "2041-01-14", "to": "2041-01-28"}


@pytest.fixture
def doctor(world: World) -> Client:
    return signed_in(Client(), world.people[DR_MARTIN])


def patch(client: Client, path: str, body: Any) -> Any:
    return client.patch(f"{API}{path}", json.dumps(body), content_type="application/json")


def rule_of(ours: House, **more: Any) -> dict[str, Any]:
    terms = {"weekday": 6, "opens": "10:00", "closes": "11:30", "valid_from": "2041-01-14"}
    return {"practitioner_role": str(ours.role.id), **terms, **more}


def test_a_rule_is_added_changed_listed_and_ended(doctor: Client, ours: House, patient: Patient) -> None:
    made = post(doctor, "/opening-rules", rule_of(ours))
    assert made.status_code == 201, made.content
    rule = made.json()["opening_rule"]
    assert rule | {"id": ""} == {
        "id": "",
        "practice": str(ours.practice.id),
        **rule_of(ours),
        "valid_until": None,
        "every_weeks": 1,
        "timezone": "Europe/Paris",
    }
    start = at("10:00", at("00:00").date().replace(day=27)).isoformat()
    visit = post(doctor, "/appointments", {"patient": str(patient.id), **wanted(ours), "start": start}).json()
    terms = {"weekday": 6, "opens": "11:00", "closes": "00:00", "valid_from": "2041-01-21"}
    changed = post(doctor, f"/opening-rules/{rule['id']}/change", terms).json()
    assert changed["orphaned"] == [visit["id"]]
    listed = get(doctor, "/opening-rules", practitioner_role=ours.role.id).json()
    sundays = [(one["opens"], one["closes"], one["valid_until"]) for one in listed["results"] if one["weekday"] == 6]
    assert sundays == [("10:00", "11:30", "2041-01-20"), ("11:00", "00:00", None)]
    ended = post(doctor, f"/opening-rules/{changed['opening_rule']['id']}/end", {"last_day": "2041-01-20"})
    assert ended.json() == {"opening_rule": None, "orphaned": []}


def test_an_opening_of_one_day_is_added_changed_listed_and_removed(doctor: Client, ours: House) -> None:
    body = {"practitioner_role": str(ours.role.id), "day": "2041-01-20", "opens": "10:00", "closes": "12:00"}
    made = post(doctor, "/opening-exceptions", body).json()["opening_exception"]
    one = f"/opening-exceptions/{made['id']}"
    changed = patch(doctor, one, {"opens": "09:30", "closes": "12:00"}).json()
    assert changed["opening_exception"] == {**made, "opens": "09:30"}
    listed = get(doctor, "/opening-exceptions", practitioner_role=ours.role.id, **WEEK).json()["results"]
    assert listed == [changed["opening_exception"]]
    assert doctor.delete(API + one).json() == {"opening_exception": None, "orphaned": []}
    problem(doctor.delete(API + one), 404, "not-found")


def test_an_absence_is_added_changed_listed_and_removed(doctor: Client, ours: House, patient: Patient) -> None:
    visit = post(doctor, "/appointments", {"patient": str(patient.id), **wanted(ours)}).json()
    practice = str(ours.practice.id)
    who = str(ours.role.practitioner_id)
    body = {"practice": practice, "practitioner": who, "start": at("08:00").isoformat(), "end": at("10:00").isoformat()}
    made = post(doctor, "/absences", body).json()
    assert made["orphaned"] == [visit["id"]]
    assert made["absence"]["reason"] == "other" and made["absence"]["start"] == at("08:00").isoformat()
    one = f"/absences/{made['absence']['id']}"
    changed = patch(doctor, one, {"practice": practice, "end": at("11:00").isoformat(), "reason": "training"}).json()
    listed = get(doctor, "/absences", practice=practice, practitioner=who, **WEEK).json()["results"]
    assert listed == [changed["absence"]] and listed[0]["reason"] == "training"
    assert get(doctor, "/absences", practice=practice, practitioner=ours.role.id, **WEEK).json()["results"] == []
    gone = doctor.delete(f"{API}{one}?practice={practice}")
    assert gone.json() == {"absence": None, "orphaned": []}


def test_a_closure_is_added_changed_listed_and_removed(doctor: Client, ours: House, patient: Patient) -> None:
    visit = post(doctor, "/appointments", {"patient": str(patient.id), **wanted(ours)}).json()
    body = {"location": str(ours.location.id), "start": at("08:00").isoformat(), "end": at("10:00").isoformat()}
    made = post(doctor, "/closures", body).json()
    assert made["orphaned"] == [visit["id"]]
    one = f"/closures/{made['closure']['id']}"
    changed = patch(doctor, one, {"start": at("09:30").isoformat()}).json()
    assert changed["closure"]["start"] == at("09:30").isoformat()
    assert get(doctor, f"/appointments/{visit['id']}").json()["orphaned"] is False
    listed = get(doctor, "/closures", practice=ours.practice.id, **WEEK).json()["results"]
    assert listed == [changed["closure"]]
    assert doctor.delete(API + one).json() == {"closure": None, "orphaned": []}


def test_a_repeated_request_has_one_effect(doctor: Client, ours: House) -> None:
    bodies = {
        "/opening-rules": rule_of(ours),
        "/opening-exceptions": {
            "practitioner_role": str(ours.role.id),
            "day": "2041-01-20",
            "opens": "10:00",
            "closes": "12:00",
        },
        "/absences": {
            "practice": str(ours.practice.id),
            "practitioner": str(ours.role.practitioner_id),
            "start": at("08:00").isoformat(),
            "end": at("10:00").isoformat(),
        },
        "/closures": {
            "location": str(ours.location.id),
            "start": at("08:00").isoformat(),
            "end": at("10:00").isoformat(),
        },
    }
    with acting_as(system_actor(ours.practice.id)):
        before = OpeningRule.objects.count()
    for path, body in bodies.items():
        first, second = (post(doctor, path, body, Idempotency_Key=f"key-{path[1:]}") for _ in range(2))
        assert first.status_code == 201 and second.json() == first.json()
        assert second["Idempotent-Replayed"] == "true"
    with acting_as(system_actor(ours.practice.id)):
        assert OpeningRule.objects.count() == before + 1
        assert [kind.objects.count() for kind in (OpeningException, Absence, Closure)] == [1, 1, 1]


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        ({"weekday": "1"}, ("weekday", "invalid")),
        ({"weekday": True}, ("weekday", "invalid")),
        ({"weekday": 1.0}, ("weekday", "invalid")),
        ({"weekday": 7}, ("weekday", "max_value")),
        ({"every_weeks": 0}, ("every_weeks", "min_value")),
        ({"opens": "9:00"}, ("opens", "invalid-time")),
        ({"opens": "09:00:00"}, ("opens", "invalid-time")),
        ({"closes": "24:00"}, ("closes", "invalid-time")),
        ({"closes": 12}, ("closes", "invalid-time")),
        ({"closes": "10:00"}, ("closes", "end-before-start")),
        ({"valid_from": "2041-1-14"}, ("valid_from", "invalid-date")),
        ({"valid_from": "2041-02-30"}, ("valid_from", "invalid")),
        ({"valid_from": "2041-01-13"}, ("valid_from", "past")),
        ({"valid_until": "2041-01-13"}, ("valid_until", "end-before-start")),
        ({"colour": "blue"}, ("colour", "unknown-field")),
    ],
)
def test_a_rule_of_another_shape_is_refused_by_field(
    doctor: Client, ours: House, change: dict[str, Any], expected: tuple[str, str]
) -> None:
    refused = problem(post(doctor, "/opening-rules", rule_of(ours, **change)), 400, "invalid-input")
    assert fields(refused) == {expected}


@pytest.mark.parametrize("limit", ["1.0", " 1", "+1", "", "0", "201", "1e2", "\u0661"])
def test_a_number_in_an_address_is_written_in_digits(doctor: Client, ours: House, limit: str) -> None:
    asked = {"practice": ours.practice.id, **WEEK}
    assert get(doctor, "/appointments", **asked, limit="1").status_code == 200
    refused = problem(get(doctor, "/appointments", **asked, limit=limit), 400, "invalid-input")
    assert {name for name, _ in fields(refused)} == {"limit"}
