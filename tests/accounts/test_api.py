"""The sign-in routes of the API, as clients that exist today use them."""

from typing import Any

import pytest
import time_machine
from django.test import Client

from accounts.models import Session, SignIn
from tests.factories.accounts import next_code, person, renew_code, session_of, signed_in
from tests.personas import CAMILLE, PASSWORD

pytestmark = pytest.mark.django_db
SESSION, CODE, STEP_UP = "/api/v1/session", "/api/v1/session/otp", "/api/v1/session/step-up"
PROBLEM = "application/problem+json"


def send(client: Client, method: str, path: str, body: Any = None) -> Any:
    return client.generic(method, path, data=_json(body), content_type="application/json")


def _json(body: Any) -> bytes:
    import json

    return b"" if body is None else json.dumps(body).encode()


def test_a_person_signs_in_with_password_and_code(client: Client) -> None:
    user = person()
    assert client.get(SESSION).json() == {"state": "anonymous"}
    first = send(client, "POST", SESSION, {"username": CAMILLE, "password": PASSWORD})
    assert (first.status_code, first.json()) == (200, {"state": "otp_required"})
    second = send(client, "POST", CODE, {"code": next_code(user)})
    assert second.status_code == 200
    assert second.json()["state"] == "signed_in"
    assert second.json()["user"] == {"id": str(user.id), "username": CAMILLE, "display_name": user.display_name}
    assert client.get(SESSION).json()["state"] == "signed_in"


def test_the_state_route_sets_the_csrf_cookie(client: Client) -> None:
    assert client.get(SESSION).cookies["csrftoken"].value


def test_a_foreign_page_cannot_sign_a_browser_in() -> None:
    person()
    strict = Client(enforce_csrf_checks=True)
    refused = send(strict, "POST", SESSION, {"username": CAMILLE, "password": PASSWORD})
    assert refused.status_code == 403
    token = strict.get(SESSION).cookies["csrftoken"].value
    accepted = strict.post(
        SESSION,
        {"username": CAMILLE, "password": PASSWORD},
        content_type="application/json",
        headers={"X-CSRFToken": token},
    )
    assert accepted.status_code == 200


@pytest.mark.parametrize("name", ["camille", "CAMILLE", " Camille "])
def test_the_name_is_read_however_it_is_typed(client: Client, name: str) -> None:
    person()
    assert send(client, "POST", SESSION, {"username": name, "password": PASSWORD}).status_code == 200


def test_unknown_wrong_and_suspended_get_the_same_answer(client: Client) -> None:
    person()
    person("suspended_one").__class__.objects.filter(username="suspended_one").update(status="suspended")
    answers = [
        send(client, "POST", SESSION, {"username": name, "password": password})
        for name, password in ((CAMILLE, "wrong"), ("nobody", PASSWORD), ("suspended_one", PASSWORD))
    ]
    assert {answer.status_code for answer in answers} == {401}
    assert len({answer.content for answer in answers}) == 1
    assert answers[0]["Content-Type"] == PROBLEM
    assert answers[0].json()["type"] == "/problems/invalid-credentials"


def test_a_password_alone_opens_nothing(client: Client) -> None:
    person()
    send(client, "POST", SESSION, {"username": CAMILLE, "password": PASSWORD})
    for path in ("/api/v1/practices", "/api/v1/no-such-route", STEP_UP):
        refused = client.get(path)
        assert (refused.status_code, refused["Content-Type"]) == (401, PROBLEM)


def test_a_wrong_code_is_refused_then_the_right_one_accepted(client: Client) -> None:
    user = person()
    send(client, "POST", SESSION, {"username": CAMILLE, "password": PASSWORD})
    good = next_code(user)
    wrong = f"{(int(good) + 1) % 1_000_000:06d}"
    refused = send(client, "POST", CODE, {"code": wrong})
    assert (refused.status_code, refused.json()["type"]) == (401, "/problems/invalid-code")
    assert send(client, "POST", CODE, {"code": good}).status_code == 200


def test_a_code_without_password_is_refused(client: Client) -> None:
    user = person()
    refused = send(client, "POST", CODE, {"code": next_code(user)})
    assert (refused.status_code, refused.json()["type"]) == (401, "/problems/sign-in-expired")


def test_the_password_waits_ten_minutes_for_its_code(client: Client) -> None:
    user = person()
    with time_machine.travel("2026-11-23T09:00:00Z", tick=False) as clock:
        send(client, "POST", SESSION, {"username": CAMILLE, "password": PASSWORD})
        clock.shift(601)
        assert send(client, "POST", CODE, {"code": next_code(user)}).status_code == 401


def test_signing_in_gives_a_new_key_and_the_old_one_is_worth_nothing(client: Client) -> None:
    user = person()
    send(client, "POST", SESSION, {"username": CAMILLE, "password": PASSWORD})
    before = client.cookies["session"].value
    send(client, "POST", CODE, {"code": next_code(user)})
    assert client.cookies["session"].value != before
    thief = Client()
    thief.cookies["session"] = before
    assert thief.get(SESSION).json() == {"state": "anonymous"}


def test_a_step_up_lasts_five_minutes_and_changes_the_key(client: Client) -> None:
    user = person()
    with time_machine.travel("2026-11-23T09:00:00Z", tick=False):
        signed_in(client, user)
        before, session = client.cookies["session"].value, session_of(client)
        answer = send(client, "POST", STEP_UP, {"code": next_code(user)})
        assert (answer.status_code, answer.json()) == (200, {"until": "2026-11-23T10:05:00+01:00"})
        assert client.cookies["session"].value != before
        assert session_of(client).id == session.id


def test_a_step_up_needs_a_right_code(client: Client) -> None:
    user = person()
    signed_in(client, user)
    assert send(client, "POST", STEP_UP, {"code": "000000"}).status_code == 401
    assert session_of(client).step_up_until is None


def test_signing_out_ends_the_session_on_the_server(client: Client) -> None:
    signed_in(client, person())
    stolen = Client()
    stolen.cookies["session"] = client.cookies["session"].value
    assert client.delete(SESSION).status_code == 204
    assert stolen.get(SESSION).json() == {"state": "anonymous"}
    assert not Session.objects.exists()


def test_signing_out_twice_is_no_error(client: Client) -> None:
    assert client.delete(SESSION).status_code == 204


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({"username": CAMILLE}, "password"),
        ({"username": CAMILLE, "password": PASSWORD, "admin": True}, "admin"),
        ({"username": "a\0b", "password": PASSWORD}, "username"),
        ({"username": "x" * 200, "password": PASSWORD}, "username"),
        ({"username": CAMILLE, "password": "x" * 600}, "password"),
        ({"username": ["camille"], "password": PASSWORD}, "username"),
    ],
)
def test_malformed_credentials_name_their_field(client: Client, body: dict[str, Any], field: str) -> None:
    person()
    refused = send(client, "POST", SESSION, body)
    assert refused.status_code == 400
    assert field in {error["field"] for error in refused.json()["errors"]}
    assert not SignIn.objects.exists()


@pytest.mark.parametrize("code", ["", "12345", "1234567", "１２３４５６", "=cmd", "0" * 65, "abc\u202edef"])
def test_a_strange_code_is_refused_without_a_crash(client: Client, code: str) -> None:
    person()
    send(client, "POST", SESSION, {"username": CAMILLE, "password": PASSWORD})
    assert send(client, "POST", CODE, {"code": code}).status_code in {400, 401}


def test_signing_in_again_replaces_the_former_session(client: Client) -> None:
    user = person()
    signed_in(client, user)
    former = session_of(client).id
    send(client, "POST", SESSION, {"username": CAMILLE, "password": PASSWORD})
    assert not Session.objects.filter(id=former).exists()
    assert send(client, "POST", CODE, {"code": renew_code(user)}).status_code == 200
