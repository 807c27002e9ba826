"""Guardians over the API, as a client relies on them: a child's booking waits, an answer books it, and so on."""

from datetime import date, timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client

from booking.models import Appointment
from consent.models import GuardianConsent, GuardianLink
from core.scoping import acting_as
from outbox.models import OutboxRow
from patients.models import Patient
from tests.booking.test_api import fields, get, post, problem
from tests.factories.accounts import signed_in
from tests.factories.booking import MONDAY, at
from tests.factories.patients import make_patient
from tests.factories.practices import House, World
from tests.personas import CAMILLE, CHARLIE, DR_MARTIN

CHILD = date(2030, 6, 1)
LATER = MONDAY + timedelta(days=10)
IN_A_WEEK = "2041-01-21T07:00:00+01:00"
MOTHER = {"name": "Jeanne Petit", "relation": "parent", "answer": "agreed", "text_version": 1}
FATHER_REFUSES = {**MOTHER, "name": "Paul Petit", "answer": "refused"}


@pytest.fixture
def desk(world: World) -> Client:
    """camille's browser, both factors passed."""
    return signed_in(Client(), world.people[CAMILLE])


@pytest.fixture
def doctor(world: World) -> Client:
    return signed_in(Client(), world.people[DR_MARTIN])


@pytest.fixture
def stranger(world: World) -> Client:
    return signed_in(Client(), world.people[CHARLIE])


@pytest.fixture
def child(ours: House) -> Patient:
    return make_patient(ours.practice, "Petit", "Léa", CHILD, phones=("0199001234",))


def booked(desk: Client, house: House, patient: Patient, start: str = "09:00", day: date = LATER, **more: Any) -> Any:
    """The answer to a booking, ten days ahead unless said."""
    body = {
        "patient": str(patient.id),
        "visit_reason": str(house.visit_reason.id),
        "practitioner_role": str(house.role.id),
        "start": at(start, day).isoformat(),
    }
    return post(desk, "/appointments", {**body, **more})


@pytest.fixture
def waiting(desk: Client, ours: House, child: Patient) -> str:
    """The address of a child's visit that waits."""
    return f"/appointments/{booked(desk, ours, child).json()['id']}"


def work_list(desk: Client, house: House) -> list[dict[str, Any]]:
    answer = get(desk, "/appointments/pending", practice=house.practice.id)
    assert answer.status_code == 200
    found: list[dict[str, Any]] = answer.json()["results"]
    return found


def kept(world: World, model: Any) -> int:
    with acting_as(world.actor(CAMILLE)):
        return int(model.objects.count())


@pytest.mark.requirement("ST-44")
def test_a_child_s_booking_answers_that_it_waits_and_until_when(
    desk: Client, ours: House, child: Patient, patient: Patient
) -> None:
    made = booked(desk, ours, child)
    assert (made.status_code, made["ETag"], made.json()["status"]) == (201, 'W/"1"', "pending")
    assert made.json()["guardian"] == {"state": "awaited", "expires_at": IN_A_WEEK}
    one = f"/appointments/{made.json()['id']}"
    assert get(desk, one).json()["guardian"] == made.json()["guardian"]
    file = get(desk, f"{one}/guardian").json()
    assert (file["who_must_agree"], file["standing"], file["answers"]) == ("guardian", "awaited", [])
    assert file["text"]["version"] == 1 and "titulaire de l'autorité parentale" in file["text"]["spoken"]
    (work,) = work_list(desk, ours)
    assert (work["appointment"], work["standing"], work["expires_at"]) == (made.json()["id"], "awaited", IN_A_WEEK)
    adult = booked(desk, ours, patient, "10:00").json()
    assert (adult["status"], adult["guardian"]) == ("booked", None)
    assert len(work_list(desk, ours)) == 1


@pytest.mark.requirement("ST-44")
def test_an_agreement_heard_on_the_phone_books_and_tells_who_answered(desk: Client, ours: House, waiting: str) -> None:
    answered = post(desk, f"{waiting}/guardian", MOTHER, If_Match='W/"1"')
    assert (answered.status_code, answered["ETag"]) == (200, 'W/"2"')
    assert (answered.json()["status"], answered.json()["guardian"]) == ("booked", None)
    assert "Jeanne" not in answered.content.decode()
    file = get(desk, f"{waiting}/guardian").json()
    (answer,) = file["answers"]
    assert file["standing"] == "agreed"
    assert {name: answer[name] for name in (*MOTHER, "scope", "withdrawn")} == {
        **MOTHER,
        "scope": "appointment",
        "withdrawn": False,
    }
    assert work_list(desk, ours) == []
    problem(post(desk, f"{waiting}/guardian", MOTHER, If_Match='W/"1"'), 412, "appointment-changed")


@pytest.mark.requirement("ST-44")
def test_an_agreement_may_come_with_the_booking_and_must_on_the_eve(
    desk: Client, ours: House, child: Patient, world: World
) -> None:
    heard = {name: value for name, value in MOTHER.items() if name != "answer"}
    assert booked(desk, ours, child, guardian=heard).json()["status"] == "booked"
    problem(booked(desk, ours, child, "10:00", MONDAY), 422, "guardian-needed-now")
    assert kept(world, Appointment) == 1
    assert booked(desk, ours, child, "10:00", MONDAY, guardian=heard).json()["status"] == "booked"


@pytest.mark.requirement("ST-44")
def test_a_refusal_suspends_and_only_the_practice_settles_a_disagreement(
    desk: Client, doctor: Client, waiting: str
) -> None:
    assert post(desk, f"{waiting}/guardian", FATHER_REFUSES).json()["status"] == "pending"
    assert get(desk, f"{waiting}/guardian").json()["standing"] == "refused"
    why = {"reason": "Les deux parents ont été entendus"}
    problem(post(doctor, f"{waiting}/guardian/settlement", why), 422, "nothing-awaited")
    assert post(desk, f"{waiting}/guardian", MOTHER).json()["status"] == "pending"
    assert get(desk, f"{waiting}/guardian").json()["standing"] == "disputed"
    problem(post(desk, f"{waiting}/guardian/settlement", why), 403, "forbidden")
    settled = post(doctor, f"{waiting}/guardian/settlement", why)
    assert (settled.status_code, settled.json()["status"]) == (200, "booked")
    assert "entendus" not in settled.content.decode()


@pytest.mark.requirement("ST-44")
def test_an_agreement_is_taken_back_once_and_leaves_work_for_a_person(desk: Client, ours: House, waiting: str) -> None:
    post(desk, f"{waiting}/guardian", MOTHER)
    (answer,) = get(desk, f"{waiting}/guardian").json()["answers"]
    back = f"{waiting}/guardian/{answer['id']}/withdrawal"
    problem(post(desk, f"{waiting}/guardian/{uuid4()}/withdrawal", {}), 404, "not-found")
    assert post(desk, back, {}).json()["status"] == "booked"
    (work,) = work_list(desk, ours)
    assert (work["status"], work["standing"], work["expires_at"]) == ("booked", "awaited", None)
    assert get(desk, f"{waiting}/guardian").json()["answers"][0]["withdrawn"] is True
    problem(post(desk, back, {}), 409, "guardian-consent-withdrawn")


@pytest.mark.requirement("ST-45")
def test_a_new_link_ends_the_former_one_and_none_leaves_once_the_visit_is_booked(
    desk: Client, waiting: str, world: World
) -> None:
    sent = post(desk, f"{waiting}/guardian/link", {})
    assert (sent.status_code, sent.json()["status"]) == (200, "pending")
    with acting_as(world.actor(CAMILLE)):
        assert GuardianLink.objects.filter(used_at__isnull=True).count() == 1
        assert OutboxRow.objects.filter(topic="guardian.answer").count() == 2
    post(desk, f"{waiting}/guardian", MOTHER)
    problem(post(desk, f"{waiting}/guardian/link", {}), 422, "nothing-awaited")


@pytest.mark.requirement("ST-44")
def test_an_answer_sent_twice_under_one_key_is_kept_once(desk: Client, waiting: str, world: World) -> None:
    first = post(desk, f"{waiting}/guardian", MOTHER, Idempotency_Key="accord-1")
    again = post(desk, f"{waiting}/guardian", MOTHER, Idempotency_Key="accord-1")
    assert (again.status_code, again.json(), again["Idempotent-Replayed"]) == (200, first.json(), "true")
    assert again["ETag"] == first["ETag"]
    assert kept(world, GuardianConsent) == 1
    other = post(desk, f"{waiting}/guardian", FATHER_REFUSES, Idempotency_Key="accord-1")
    problem(other, 422, "idempotency-key-reused")
    post(desk, f"{waiting}/guardian", MOTHER)  # the control: without a key it is another answer
    assert kept(world, GuardianConsent) == 2


def test_a_link_sent_twice_under_one_key_leaves_once(desk: Client, waiting: str, world: World) -> None:
    before = kept(world, GuardianLink)
    for _ in range(2):
        assert post(desk, f"{waiting}/guardian/link", {}, Idempotency_Key="lien-1").status_code == 200
    assert kept(world, GuardianLink) == before + 1


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"name": " "}, "name"),
        ({"name": "..."}, "name"),
        ({"relation": "neighbour"}, "relation"),
        ({"scope": "everything"}, "scope"),
        ({"answer": "perhaps"}, "answer"),
        ({"text_version": "1"}, "text_version"),
        ({"child_joined": "yes"}, "child_joined"),
        ({"related_person": "x"}, "related_person"),
    ],
)
def test_a_wrong_answer_is_named_by_the_field_that_was_sent(
    desk: Client, waiting: str, wrong: dict[str, Any], field: str
) -> None:
    body = problem(post(desk, f"{waiting}/guardian", {**MOTHER, **wrong}), 400, "invalid-input")
    assert {name for name, _ in fields(body)} == {field}


def test_an_answer_to_another_wording_names_the_one_in_force(desk: Client, waiting: str) -> None:
    body = problem(post(desk, f"{waiting}/guardian", {**MOTHER, "text_version": 9}), 422, "guardian-text-outdated")
    assert body["current_version"] == 1


@pytest.mark.requirement("ST-45")
def test_a_minor_s_visit_is_kept_secret_and_its_reason_is_never_answered(
    desk: Client, ours: House, waiting: str, patient: Patient
) -> None:
    secret = post(desk, f"{waiting}/minor-secrecy", {"reason": "Le Dr Martin l'a demandé", "own_phone": "0639981234"})
    assert (secret.status_code, secret.json()["status"], secret.json()["minor_secrecy"]) == (200, "booked", True)
    assert "demandé" not in secret.content.decode() and "639981234" not in secret.content.decode()
    assert work_list(desk, ours) == []
    adult = f"/appointments/{booked(desk, ours, patient, '10:00').json()['id']}"
    problem(post(desk, f"{adult}/minor-secrecy", {"reason": "Demandé"}), 422, "nothing-awaited")


@pytest.mark.parametrize(("wrong", "field"), [({"reason": " "}, "reason"), ({"own_phone": "12"}, "own_phone")])
def test_wrong_words_about_a_secret_are_named_by_the_field_that_was_sent(
    desk: Client, ours: House, child: Patient, waiting: str, wrong: dict[str, str], field: str
) -> None:
    told = {"reason": "Le Dr Martin l'a demandé", **wrong}
    body = problem(post(desk, f"{waiting}/minor-secrecy", told), 400, "invalid-input")
    assert {name for name, _ in fields(body)} == {field}
    body = problem(booked(desk, ours, child, "10:00", minor_secrecy=told), 400, "invalid-input")
    assert {name for name, _ in fields(body)} == {f"minor_secrecy.{field}"}


def test_another_secretariat_finds_none_of_it(stranger: Client, desk: Client, ours: House, waiting: str) -> None:
    post(desk, f"{waiting}/guardian", MOTHER)
    (answer,) = get(desk, f"{waiting}/guardian").json()["answers"]
    problem(get(stranger, f"{waiting}/guardian"), 404, "not-found")
    problem(get(stranger, "/appointments/pending", practice=ours.practice.id), 404, "not-found")
    for path, body in (
        ("guardian", MOTHER),
        ("guardian/link", {}),
        ("guardian/settlement", {"reason": "Entendus"}),
        (f"guardian/{answer['id']}/withdrawal", {}),
        ("minor-secrecy", {"reason": "Demandé"}),
    ):
        problem(post(stranger, f"{waiting}/{path}", body), 404, "not-found")
