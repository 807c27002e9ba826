"""Booking takes what is of the right shape and nothing near it; a refusal repeats nothing."""

from typing import Any

import pytest
from django.test import Client

from booking import queries
from booking.models import Appointment, HeldVisit, Occupancy
from booking.services import book_appointment, cancel_appointment
from core.errors import InvalidInput
from core.scoping import Actor, acting_as, system_actor
from patients.models import Patient
from tests.booking.test_api import fields, get, nothing_is_kept, post, problem, wanted
from tests.factories.accounts import signed_in
from tests.factories.booking import at
from tests.factories.patients import make_patient
from tests.factories.practices import House, World
from tests.personas import CAMILLE, DR_MARTIN

TYPED = "175067800683738"
WEEK = {"from": "2041-01-14", "to": "2041-01-18"}


@pytest.fixture
def desk(world: World) -> Client:
    return signed_in(Client(), world.people[CAMILLE])


def booking_of(ours: House, person: Patient, **more: Any) -> dict[str, Any]:
    return {"patient": str(person.id), **wanted(ours), **more}


def test_a_note_is_kept_without_what_nobody_sees(desk: Client, ours: House, patient: Patient) -> None:
    made = post(desk, "/appointments", booking_of(ours, patient, note="\u202eRappeler\u200b le\u00adsoir\u2069\n5 h"))
    assert made.status_code == 201
    with acting_as(system_actor(ours.practice.id)):
        note = Appointment.objects.get(pk=made.json()["id"]).note
        assert note is not None and note.open() == "Rappeler lesoir\n5 h"


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        ({"note": "a\u0085b"}, ("note", "control-character")),
        ({"note": "\u202ea\u0085b"}, ("note", "control-character")),
        ({"note": "a\u009bb"}, ("note", "control-character")),
        ({"note": 5}, ("note", "invalid")),
        ({"overbooked": {"reason": "..."}}, ("overbooked.reason", "no-words")),
        ({"overbooked": {"reason": "12 34"}}, ("overbooked.reason", "no-words")),
        ({"overbooked": {"reason": "\u200b\u200b\u200b"}}, ("overbooked.reason", "blank")),
        ({"overbooked": {"reason": "Urgence\u0085"}, "note": "a\u0085b"}, ("note", "control-character")),
        ({"overbooked": {"reason": 12345}}, ("overbooked.reason", "invalid")),
        ({"patient": 5}, ("patient", "invalid")),
        ({"visit_reason": True}, ("visit_reason", "invalid")),
        ({"practitioner_role": {"id": 5}}, ("practitioner_role", "invalid")),
        ({"patient": "0197c0de00007000800000000000404"}, ("patient", "invalid")),
        ({"patient": "urn:uuid:0197c0de-0000-7000-8000-000000000404"}, ("patient", "invalid")),
    ],
)
def test_a_booking_of_another_shape_is_refused_by_field(
    desk: Client, ours: House, patient: Patient, change: dict[str, Any], expected: tuple[str, str]
) -> None:
    refused = problem(post(desk, "/appointments", booking_of(ours, patient, **change)), 400, "invalid-input")
    assert fields(refused) == {expected}
    assert nothing_is_kept(ours)


@pytest.mark.parametrize("reason", ["...", "-", "\u202e", "a\u0085b", 12])
def test_a_cancellation_without_words_is_refused_and_changes_nothing(
    desk: Client, ours: House, patient: Patient, reason: Any
) -> None:
    one = f"/appointments/{post(desk, '/appointments', booking_of(ours, patient)).json()['id']}"
    for path, more in ((f"{one}/cancellation", {}), (f"{one}/series/cancellation", {"scope": "all"})):
        body = {"by": "patient", "reason": reason, **more}
        refused = problem(post(desk, path, body), 400, "invalid-input")
        assert {name for name, _ in fields(refused)} == {"reason"}
    assert get(desk, one).json()["version"] == 1


def test_the_services_ask_for_words_at_every_door(camille: Actor, ours: House, patient: Patient) -> None:
    asked = {
        "actor": camille,
        "patient_id": patient.id,
        "visit_reason_id": ours.visit_reason.id,
        "practitioner_role_id": ours.role.id,
        "start": at("09:00"),
    }
    with pytest.raises(InvalidInput) as refused:
        book_appointment(**asked, overbooked="...")
    assert refused.value.errors[0].field == "overbooked"
    assert not Appointment.objects.exists()
    made = book_appointment(**asked)
    with pytest.raises(InvalidInput):
        cancel_appointment(actor=camille, appointment_id=made.id, by="patient", reason="?!")
    assert queries.appointment(camille, made.id).status == "booked"


def test_a_value_outside_a_list_is_not_repeated(desk: Client, ours: House, patient: Patient) -> None:
    one = f"/appointments/{post(desk, '/appointments', booking_of(ours, patient)).json()['id']}"
    answers = {
        "by": post(desk, f"{one}/cancellation", {"by": TYPED, "reason": "Empêchement"}),
        "scope": post(desk, f"{one}/series/move", {"start": at("10:00").isoformat(), "scope": TYPED}),
        "order": get(desk, "/slots", visit_reason=ours.visit_reason.id, order=TYPED, **WEEK),
    }
    for name, answer in answers.items():
        assert fields(problem(answer, 400, "invalid-input")) == {(name, "invalid_choice")}
        assert TYPED not in answer.content.decode()
    assert get(desk, one).json()["version"] == 1


def test_a_parameter_twice_or_too_many_is_refused(desk: Client, ours: House, patient: Patient) -> None:
    one = f"/appointments/{post(desk, '/appointments', booking_of(ours, patient)).json()['id']}"
    twice = get(desk, "/appointments", practice=[ours.practice.id, ours.practice.id], **WEEK)
    assert fields(problem(twice, 400, "invalid-input")) == {("practice", "duplicate-key")}
    for path in (one, f"{one}/series"):
        assert fields(problem(get(desk, path, name="x"), 400, "invalid-input")) == {("name", "unknown-field")}
        assert get(desk, path).status_code == 200
    for settled, status in (("yes", 400), ("1", 400), ("true", 200), ("false", 200)):
        answer = get(desk, "/overrides", practitioner_role=ours.role.id, settled=settled)
        assert answer.status_code == status, settled


def test_a_colleagues_hold_is_not_found_and_stays(desk: Client, world: World, ours: House) -> None:
    held = post(desk, "/holds", wanted(ours)).json()["id"]
    for name in (DR_MARTIN,):
        other = signed_in(Client(), world.people[name])
        problem(other.delete(f"/api/v1/holds/{held}"), 404, "not-found")
    with acting_as(system_actor(ours.practice.id)):
        assert Occupancy.objects.filter(pk=held).exists() and HeldVisit.objects.filter(pk=held).exists()
    for _ in range(2):  # one's own: given back, then already ended
        assert desk.delete(f"/api/v1/holds/{held}").status_code == 204
    with acting_as(system_actor(ours.practice.id)):
        assert not Occupancy.objects.exists()


def test_a_hold_that_became_a_visit_is_left_alone(desk: Client, ours: House) -> None:
    held = post(desk, "/holds", wanted(ours)).json()["id"]
    patient = make_patient(ours.practice)
    made = post(desk, "/appointments", {"patient": str(patient.id), "hold": held})
    assert made.status_code == 201
    assert desk.delete(f"/api/v1/holds/{held}").status_code == 204
    assert get(desk, f"/appointments/{made.json()['id']}").json()["status"] == "booked"
