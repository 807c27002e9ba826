"""The booking routes, as clients that exist today rely on them."""

import json
from datetime import timedelta
from typing import Any
from urllib.parse import urlencode
from uuid import UUID, uuid4

import pytest
import time_machine
from django.test import Client

from booking.models import Appointment, HeldVisit, Occupancy, OpeningRule
from core.scoping import acting_as, system_actor
from patients.models import Patient
from tests.factories.accounts import signed_in
from tests.factories.booking import MONDAY, at
from tests.factories.patients import make_patient
from tests.factories.practices import House, World, make_role
from tests.personas import CAMILLE, CHARLIE, NADIA

PROBLEM = "application/problem+json"
API = "/api/v1"


@pytest.fixture
def desk(world: World) -> Client:
    """camille's browser, both factors passed."""
    return signed_in(Client(), world.people[CAMILLE])


@pytest.fixture
def stranger(world: World) -> Client:
    return signed_in(Client(), world.people[CHARLIE])


def post(client: Client, path: str, body: Any, **headers: str) -> Any:
    given = {name.replace("_", "-"): value for name, value in headers.items()}
    return client.post(f"{API}{path}", json.dumps(body), content_type="application/json", headers=given)


def get(client: Client, path: str, **params: Any) -> Any:
    return client.get(f"{API}{path}?{urlencode(params, doseq=True)}" if params else f"{API}{path}")


def wanted(house: House, start: str = "09:00") -> dict[str, str]:
    return {
        "visit_reason": str(house.visit_reason.id),
        "practitioner_role": str(house.role.id),
        "start": at(start).isoformat(),
    }


def problem(response: Any, status: int, code: str) -> dict[str, Any]:
    assert response.status_code == status, response.content
    assert response["Content-Type"] == PROBLEM
    body: dict[str, Any] = response.json()
    assert body["type"] == f"/problems/{code}"
    return body


def fields(body: dict[str, Any]) -> set[tuple[str, str]]:
    return {(error["field"], error["code"]) for error in body["errors"]}


def nothing_is_kept(house: House) -> bool:
    """Asked inside the practice's own context: without one, every table looks empty."""
    with acting_as(system_actor(house.practice.id)):
        return OpeningRule.objects.exists() and not Occupancy.objects.exists() and not HeldVisit.objects.exists()


def test_a_secretary_books_from_slot_to_cancellation(desk: Client, ours: House, patient: Patient) -> None:
    slots = get(
        desk,
        "/slots",
        visit_reason=ours.visit_reason.id,
        **{"from": at("09:00").isoformat(), "to": at("10:00").isoformat()},
    )
    assert slots.status_code == 200
    [group] = slots.json()["results"]
    assert group == {
        "practitioner_role": str(ours.role.id),
        "location": str(ours.location.id),
        "timezone": "Europe/Paris",
        "duration_minutes": 15,
        "starts": [at(start).isoformat() for start in ("09:00", "09:15", "09:30", "09:45")],
        "marks": [],
    }
    held = post(desk, "/holds", {**wanted(ours), "start": group["starts"][0]})
    assert held.status_code == 201
    assert set(held.json()) >= {"id", "start", "end", "expires_at", "timezone"}
    booked = post(desk, "/appointments", {"patient": str(patient.id), "hold": held.json()["id"]})
    assert (booked.status_code, booked["ETag"]) == (201, 'W/"1"')
    one = f"/appointments/{booked.json()['id']}"
    read = get(desk, one)
    # Read alone, it also says which text the person had been told, and which consignes applied.
    detail = {"policy_version": 1, "consignes": [], **booked.json()}
    assert (read.status_code, read["ETag"], read.json()) == (200, 'W/"1"', detail)
    moved = post(desk, f"{one}/move", {"start": at("11:00").isoformat()}, If_Match='W/"1"')
    assert (moved.status_code, moved["ETag"], moved.json()["start"]) == (200, 'W/"2"', at("11:00").isoformat())
    cancelled = post(desk, f"{one}/cancellation", {"by": "patient", "reason": "Ne peut pas venir"})
    assert (cancelled.status_code, cancelled.json()["status"]) == (200, "cancelled")
    assert "Ne peut pas venir" not in cancelled.content.decode()


def test_an_appointment_has_no_text_and_no_name_in_its_answer(desk: Client, ours: House, patient: Patient) -> None:
    booked = post(desk, "/appointments", {"patient": str(patient.id), **wanted(ours), "note": "Douleur au genou"})
    assert booked.status_code == 201 and booked.json()["has_note"] is True
    assert booked.json()["timezone"] == "Europe/Paris" and booked.json()["end"] == at("09:15").isoformat()
    for word in ("Douleur", "Lefèvre", "Camille"):
        assert word not in booked.content.decode()


def test_a_lost_race_offers_the_nearest_free_slots(
    desk: Client, ours: House, patient: Patient, other_patient: Patient
) -> None:
    assert post(desk, "/appointments", {"patient": str(patient.id), **wanted(ours)}).status_code == 201
    for path, body in (("/appointments", {"patient": str(other_patient.id), **wanted(ours)}), ("/holds", wanted(ours))):
        lost = problem(post(desk, path, body), 409, "slot-taken")
        assert [offer["start"] for offer in lost["alternatives"]] == [
            at(start).isoformat() for start in ("09:15", "09:30", "09:45")
        ]


def test_an_expired_hold_is_gone_and_an_unknown_one_never_was(
    desk: Client, stranger: Client, ours: House, patient: Patient, travel: time_machine.Traveller
) -> None:
    held = post(desk, "/holds", wanted(ours)).json()["id"]
    problem(post(stranger, "/appointments", {"patient": str(patient.id), "hold": held}), 404, "not-found")
    assert stranger.delete(f"{API}/holds/{held}").status_code == 404
    travel.shift(timedelta(minutes=2))
    problem(post(desk, "/appointments", {"patient": str(patient.id), "hold": held}), 410, "hold-expired")
    assert desk.delete(f"{API}/holds/{held}").status_code == 204
    unknown = post(desk, "/appointments", {"patient": str(patient.id), "hold": str(uuid4())})
    problem(unknown, 404, "not-found")


def test_an_appointment_is_attended_over_the_api(
    desk: Client, ours: House, patient: Patient, travel: time_machine.Traveller
) -> None:
    one = f"/appointments/{post(desk, '/appointments', {'patient': str(patient.id), **wanted(ours)}).json()['id']}"
    problem(post(desk, f"{one}/fulfilment", {}), 422, "forbidden-transition")
    assert post(desk, f"{one}/arrival", {}).json()["status"] == "arrived"
    bare = desk.generic("POST", f"{API}{one}/fulfilment", b"", content_type="")
    assert (bare.status_code, bare.json()["status"]) == (200, "fulfilled")
    soon = {"patient": str(patient.id), **wanted(ours, "07:05"), "overbooked": {"reason": "Demandé par le médecin"}}
    other = post(desk, "/appointments", soon).json()["id"]
    early = problem(post(desk, f"/appointments/{other}/noshow", {}), 422, "too-early")
    assert early["detail"] == "Possible à partir du 14/01/2041 à 07:05, heure du lieu."
    travel.move_to(at("07:05"))
    assert post(desk, f"/appointments/{other}/noshow", {}).json()["status"] == "noshow"


def test_an_overbooked_visit_says_so_and_ends_at_the_limit(desk: Client, ours: House) -> None:
    lanes = []
    for name in ("Un", "Deux", "Trois"):
        body = {
            "patient": str(make_patient(ours.practice, name).id),
            **wanted(ours),
            "overbooked": {"reason": "Urgence"},
        }
        answer = post(desk, "/appointments", body)
        assert answer.status_code == 201
        lanes.append((answer.json()["lane"], answer.json()["overbooked"]))
    assert lanes == [(0, True), (1, True), (2, True)]
    body["patient"] = str(make_patient(ours.practice, "Quatre").id)
    problem(post(desk, "/appointments", body), 409, "overbooking-full")


def test_a_stale_etag_changes_nothing(desk: Client, ours: House, patient: Patient) -> None:
    one = f"/appointments/{post(desk, '/appointments', {'patient': str(patient.id), **wanted(ours)}).json()['id']}"
    stale = post(desk, f"{one}/move", {"start": at("10:00").isoformat()}, If_Match='W/"7"')
    assert problem(stale, 412, "appointment-changed")["version"] == 1
    problem(post(desk, f"{one}/move", {"start": at("10:00").isoformat()}, If_Match="hier"), 400, "invalid-input")
    assert post(desk, f"{one}/move", {"start": at("10:00").isoformat()}, If_Match="*").status_code == 200


def test_the_same_key_books_once(
    desk: Client, world: World, ours: House, patient: Patient, other_patient: Patient
) -> None:
    body = {"patient": str(patient.id), **wanted(ours)}
    first = post(desk, "/appointments", body, Idempotency_Key="appel-1")
    again = post(desk, "/appointments", body, Idempotency_Key="appel-1")
    assert (first.status_code, again.status_code) == (201, 201)
    assert (again.json(), again["Idempotent-Replayed"], again["ETag"]) == (first.json(), "true", 'W/"1"')
    other = post(desk, "/appointments", {**body, "patient": str(other_patient.id)}, Idempotency_Key="appel-1")
    problem(other, 422, "idempotency-key-reused")
    with acting_as(world.actor(CAMILLE)):
        assert Appointment.objects.count() == 1


def test_appointments_are_listed_in_pages(desk: Client, ours: House, patient: Patient) -> None:
    ids = [
        post(desk, "/appointments", {"patient": str(patient.id), **wanted(ours, start)}).json()["id"]
        for start in ("09:00", "10:00", "11:00")
    ]
    whole = {"practice": ours.practice.id, "from": "2041-01-14", "to": "2041-01-15"}
    first = get(desk, "/appointments", **whole, limit=2).json()
    assert [visit["id"] for visit in first["results"]] == ids[:2]
    rest = desk.get(first["next"]).json()
    assert ([visit["id"] for visit in rest["results"]], rest["next"]) == (ids[2:], None)
    by_patient = get(desk, "/appointments", **whole, patient=patient.id, practitioner_role=ours.role.id).json()
    assert len(by_patient["results"]) == 3


def test_a_date_means_midnight_at_the_place_and_a_lost_plus_is_found(desk: Client, ours: House) -> None:
    by_date = get(
        desk, "/slots", visit_reason=ours.visit_reason.id, **{"from": "2041-01-14", "to": "2041-01-15"}
    ).json()
    assert len(by_date["results"][0]["starts"]) == 12
    raw = f"{API}/slots?visit_reason={ours.visit_reason.id}&from=2041-01-14T09:00:00+01:00&to=2041-01-14T10:00:00+01:00"
    assert len(desk.get(raw).json()["results"][0]["starts"]) == 4


def test_after_an_empty_period_the_answer_names_the_next_start(desk: Client, ours: House) -> None:
    saturday, monday = MONDAY + timedelta(days=5), MONDAY + timedelta(days=7)
    answer = get(desk, "/slots", visit_reason=ours.visit_reason.id, **{"from": str(saturday), "to": str(monday)}).json()
    assert answer == {"results": [], "next_available": at("09:00", monday).isoformat()}


def test_several_agendas_may_be_asked_for(desk: Client, ours: House) -> None:
    idle = make_role(ours.practice, ours.location)
    day = {"from": "2041-01-14", "to": "2041-01-15"}
    both = get(desk, "/slots", visit_reason=ours.visit_reason.id, practitioner_role=[ours.role.id, idle.id], **day)
    assert [group["practitioner_role"] for group in both.json()["results"]] == [str(ours.role.id)]


# Bad input


INSTANTS = [
    ("2041-01-14T09:00:00", "offset-required"),
    ("2041-03-31T02:30:00", "offset-required"),
    ("9999-12-31T23:59:59Z", "out-of-range"),
    ("0001-01-01T00:00:00+14:00", "out-of-range"),
    ("1969-07-20T20:17:00Z", "out-of-range"),
    ("2041-02-29T09:00:00+01:00", "no-such-time"),
    ("2041-01-14T24:30:00+01:00", "no-such-time"),
    ("2041-01-14T09:00:00+99:00", "no-such-time"),
    ("2041-01-14", "invalid-datetime"),
    ("demain 9 h", "invalid-datetime"),
    ("２０４１-01-14T09:00:00+01:00", "invalid-datetime"),
    ("20410114T090000Z", "invalid-datetime"),
    ("2041-W03-1T09:00:00Z", "invalid-datetime"),
    ("2041-01-14T09:00:00+01:00\x00", "invalid-datetime"),
    ("'; DROP TABLE booking_occupancy; --", "invalid-datetime"),
    ("", "invalid-datetime"),
    (None, "null"),
    (2241853200, "invalid-datetime"),
    (["2041-01-14T09:00:00+01:00"], "invalid-datetime"),
]


@pytest.mark.parametrize(("start", "code"), INSTANTS)
def test_a_wrong_instant_is_refused_by_name_and_nothing_is_kept(
    desk: Client, ours: House, patient: Patient, start: Any, code: str
) -> None:
    for path, extra in (("/holds", {}), ("/appointments", {"patient": str(patient.id)})):
        body = problem(post(desk, path, {**wanted(ours), **extra, "start": start}), 400, "invalid-input")
        assert fields(body) == {("start", code)}
    assert nothing_is_kept(ours)


def test_an_hour_that_exists_twice_is_told_apart_by_its_offset(desk: Client, ours: House) -> None:
    for start in ("2041-10-27T02:30:00+02:00", "2041-10-27T02:30:00+01:00"):
        problem(post(desk, "/holds", {**wanted(ours), "start": start}), 422, "not-offered")


@pytest.mark.parametrize("wrong", ["00000000-0000-0000-0000-000000000000", "0197c0de-0000-7000-8000-000000000404"])
@pytest.mark.parametrize("name", ["visit_reason", "practitioner_role", "patient"])
def test_an_unknown_or_nil_id_is_not_found(desk: Client, ours: House, patient: Patient, name: str, wrong: str) -> None:
    body = {"patient": str(patient.id), **wanted(ours), name: wrong}
    problem(post(desk, "/appointments", body), 404, "not-found")
    assert nothing_is_kept(ours)


@pytest.mark.parametrize("name", ["visit_reason", "practitioner_role", "patient", "hold"])
@pytest.mark.parametrize("wrong", ["abc", "", None, {}, "1; SELECT 1", "＃"])
def test_a_malformed_id_is_refused_by_name(desk: Client, ours: House, patient: Patient, name: str, wrong: Any) -> None:
    body: dict[str, Any] = {"patient": str(patient.id), **({} if name == "hold" else wanted(ours)), name: wrong}
    refused = problem(post(desk, "/appointments", body), 400, "invalid-input")
    assert {field for field, _ in fields(refused)} == {name}


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        ({"surprise": 1}, {("surprise", "unknown-field")}),
        ({"duration_minutes": 0}, {("duration_minutes", "unknown-field")}),
        ({"end": "2041-01-14T08:00:00+01:00"}, {("end", "unknown-field")}),
        ({"overbooked": {}}, {("overbooked.reason", "required")}),
        ({"overbooked": {"reason": " "}}, {("overbooked.reason", "blank")}),
        ({"overbooked": {"reason": "x" * 501}}, {("overbooked.reason", "max_length")}),
        ({"overbooked": True}, {("overbooked", "invalid")}),
        ({"note": "x" * 2001}, {("note", "max_length")}),
        ({"note": "a\x00b"}, {("note", "control-character")}),
        ({"note": "a\x1bb"}, {("note", "control-character")}),
    ],
)
def test_a_wrong_booking_is_refused_by_field(
    desk: Client, ours: House, patient: Patient, change: dict[str, Any], expected: set[tuple[str, str]]
) -> None:
    refused = problem(
        post(desk, "/appointments", {"patient": str(patient.id), **wanted(ours), **change}), 400, "invalid-input"
    )
    assert fields(refused) == expected
    assert nothing_is_kept(ours)


def test_a_hold_goes_alone_and_without_one_everything_is_asked(desk: Client, ours: House, patient: Patient) -> None:
    held = post(desk, "/holds", wanted(ours)).json()["id"]
    mixed = post(desk, "/appointments", {"patient": str(patient.id), "hold": held, **wanted(ours)})
    assert fields(problem(mixed, 400, "invalid-input")) == {
        (name, "not-with-hold") for name in ("visit_reason", "practitioner_role", "start")
    }
    bare = post(desk, "/appointments", {"patient": str(patient.id)})
    assert fields(problem(bare, 400, "invalid-input")) == {
        (name, "required") for name in ("visit_reason", "practitioner_role", "start")
    }


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({"by": "doctor", "reason": "x"}, "by"),
        ({"reason": "x"}, "by"),
        ({"by": "patient"}, "reason"),
        ({"by": "patient", "reason": ""}, "reason"),
        ({"by": "patient", "reason": "x" * 501}, "reason"),
        ({"by": "patient", "reason": "x", "status": "cancelled"}, "status"),
    ],
)
def test_a_wrong_cancellation_is_refused_by_field(
    desk: Client, ours: House, patient: Patient, body: dict[str, str], field: str
) -> None:
    one = post(desk, "/appointments", {"patient": str(patient.id), **wanted(ours)}).json()["id"]
    refused = problem(post(desk, f"/appointments/{one}/cancellation", body), 400, "invalid-input")
    assert {name for name, _ in fields(refused)} == {field}


@pytest.mark.parametrize(
    ("params", "field"),
    [
        ({"from": "2041-01-14T09:00:00", "to": "2041-01-15"}, "from"),
        ({"from": "2041-01-14"}, "to"),
        ({"from": "2041-01-15", "to": "2041-01-14"}, "to"),
        ({"from": "2041-01-14", "to": "2041-01-14"}, "to"),
        ({"from": "2041-01-14", "to": "2042-01-14"}, "to"),
        ({"from": "2041-01-14", "to": "9999-12-31"}, "to"),
        ({"from": "2041-02-30", "to": "2041-03-01"}, "from"),
        ({"from": "2041-01-14", "to": "2041-01-15", "limit": "0"}, "limit"),
        ({"from": "2041-01-14", "to": "2041-01-15", "limit": "-1"}, "limit"),
        ({"from": "2041-01-14", "to": "2041-01-15", "limit": "Infinity"}, "limit"),
        ({"from": "2041-01-14", "to": "2041-01-15", "name": "Durand"}, "name"),
        ({"from": ["2041-01-14", "2041-01-13"], "to": "2041-01-15"}, "from"),
        ({"from": "2041-01-14", "to": "2041-01-15", "practitioner_role": "x"}, "practitioner_role[0]"),
    ],
)
def test_a_wrong_slot_search_is_refused_by_parameter(
    desk: Client, ours: House, params: dict[str, Any], field: str
) -> None:
    answer = get(desk, "/slots", visit_reason=ours.visit_reason.id, **params)
    assert answer.status_code == 400, answer.content
    assert {name for name, _ in fields(answer.json())} == {field}


@pytest.mark.parametrize("cursor", ["%%%", "YWJj", "MjA0MXx4", "x" * 201])
def test_a_forged_cursor_is_refused(desk: Client, ours: House, cursor: str) -> None:
    answer = get(
        desk, "/appointments", practice=ours.practice.id, cursor=cursor, **{"from": "2041-01-14", "to": "2041-01-15"}
    )
    assert fields(problem(answer, 400, "invalid-input")).pop()[0] == "cursor"


@pytest.mark.requirement("ST-19")
def test_nobody_else_reaches_an_appointment(
    desk: Client, stranger: Client, world: World, ours: House, patient: Patient
) -> None:
    manager = signed_in(Client(), world.people[NADIA])
    one = f"/appointments/{post(desk, '/appointments', {'patient': str(patient.id), **wanted(ours)}).json()['id']}"
    calls = [
        ("GET", one, None),
        ("POST", f"{one}/move", {"start": at("10:00").isoformat()}),
        ("POST", f"{one}/cancellation", {"by": "practice", "reason": "Absence"}),
        ("POST", f"{one}/arrival", {}),
        ("POST", f"{one}/fulfilment", {}),
        ("POST", f"{one}/noshow", {}),
        ("POST", "/appointments", {"patient": str(patient.id), **wanted(ours, "11:00")}),
        ("POST", "/holds", wanted(ours, "11:00")),
    ]
    for method, path, body in calls:
        for client, status in ((Client(), 401), (stranger, 404), (manager, 403)):
            answer = get(client, path) if method == "GET" else post(client, path, body)
            assert (answer.status_code, path) == (status, path)
    period = {"practice": ours.practice.id, "from": "2041-01-14", "to": "2041-01-15"}
    assert [get(client, "/appointments", **period).status_code for client in (Client(), stranger, manager)] == [
        401,
        404,
        403,
    ]
    assert get(desk, one).json()["version"] == 1
    assert UUID(get(desk, one).json()["id"])
