"""Sessions live on the server, end by themselves, and cost little."""

from typing import Any

import pytest
import time_machine
from django.conf import settings as product
from django.contrib.sessions.backends.base import UpdateError
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from accounts.models import Session
from accounts.services import end_all_sessions, suspend_user
from accounts.sessions import SessionStore, digest
from core import clock
from core.scoping import system_actor
from tests.factories.accounts import next_code, person, session_of, signed_in
from tests.personas import PASSWORD

pytestmark = pytest.mark.django_db
STATE, ACCOUNT = "/api/v1/session", "/compte/"


@pytest.fixture
def moved() -> Any:
    with time_machine.travel("2026-11-23T09:00:00Z", tick=False) as clock:
        yield clock


def is_in(client: Client) -> bool:
    return bool(client.get(STATE).json()["state"] == "signed_in")


def test_a_session_ends_after_thirty_minutes_without_a_request(client: Client, moved: Any) -> None:
    signed_in(client, person())
    moved.shift(30 * 60 - 1)
    assert is_in(client)
    moved.shift(30 * 60)
    assert not is_in(client)


def test_use_keeps_a_session_alive_but_never_past_ten_hours(client: Client, moved: Any) -> None:
    signed_in(client, person())
    for _ in range(29):
        moved.shift(20 * 60)
        assert is_in(client)
    moved.shift(20 * 60)
    assert not is_in(client), "ten hours after the sign-in"


def test_a_step_up_does_not_prolong_a_session(client: Client, moved: Any) -> None:
    signed_in(client, person(), step_up=True)
    before = session_of(client).expires_at
    SessionStore(client.cookies["session"].value).cycle_key()
    assert Session.objects.get().expires_at == before


@pytest.mark.requirement("ST-41")
def test_the_key_is_not_in_the_database(client: Client) -> None:
    signed_in(client, person())
    key = client.cookies["session"].value
    row = Session.objects.get()
    assert row.key_sha256 == digest(key)
    assert key not in repr(Session.objects.values())
    thief = Client()
    thief.cookies["session"] = row.key_sha256
    assert not is_in(thief)


@pytest.mark.parametrize("key", ["", "x", "a" * 32, "é" * 40, "'; DROP TABLE accounts_session; --", "a" * 5000])
def test_an_invented_key_opens_nothing(client: Client, key: str) -> None:
    client.cookies["session"] = key
    assert client.get(STATE).json() == {"state": "anonymous"}


def test_changing_the_key_keeps_the_session_and_voids_the_former_key(client: Client) -> None:
    signed_in(client, person())
    former = SessionStore(client.cookies["session"].value)
    identity = session_of(client).id
    former.cycle_key()
    assert not is_in(client)
    client.cookies["session"] = former.session_key
    assert is_in(client)
    assert session_of(client).id == identity


def test_a_session_ended_elsewhere_is_not_written_again(client: Client) -> None:
    signed_in(client, person())
    store = SessionStore(client.cookies["session"].value)
    store["anything"] = 1
    Session.objects.all().delete()
    with pytest.raises(UpdateError):
        store.save()
    with pytest.raises(UpdateError):
        store.cycle_key()


def test_a_visitor_leaves_no_row(client: Client) -> None:
    client.get("/connexion/")
    client.get(STATE)
    assert not Session.objects.exists()


def test_a_session_without_its_second_factor_opens_nothing(client: Client) -> None:
    user = person()
    client.force_login(user, backend="accounts.backends.PersonBackend")
    assert client.get(ACCOUNT).status_code == 302
    assert client.get("/api/v1/practices").status_code == 401


@pytest.mark.requirement("CH-17")
def test_suspension_takes_effect_at_the_next_request(client: Client) -> None:
    user = person()
    signed_in(client, user)
    assert client.get(ACCOUNT).status_code == 200
    suspend_user(actor=system_actor(), user_id=user.id)
    assert client.get(ACCOUNT).status_code == 302
    assert client.get("/api/v1/practices").status_code == 401


def test_a_person_who_is_not_active_is_out_even_if_a_session_row_survives(client: Client) -> None:
    user = person()
    signed_in(client, user)
    user.__class__.objects.filter(id=user.id).update(status="suspended")
    assert client.get("/api/v1/practices").status_code == 401
    assert not Session.objects.exists()


def test_a_new_password_hash_voids_sessions_that_survived_it(client: Client) -> None:
    user = person()
    signed_in(client, user)
    user.set_password("Une-Autre-Valeur-58")
    user.save(update_fields=["password"])
    assert not is_in(client)


def test_ending_all_sessions_of_one_person_leaves_the_others(client: Client) -> None:
    user, other = person(), Client()
    signed_in(client, user)
    signed_in(other, person("charlie"))
    assert end_all_sessions(actor=system_actor(), user_id=user.id) == 1
    assert (is_in(client), is_in(other)) == (False, True)


def test_a_request_costs_one_statement_for_the_session_and_one_for_the_person(client: Client) -> None:
    signed_in(client, person())
    client.get(STATE)
    with CaptureQueriesContext(connection) as seen:
        client.get(STATE)
    reads = [query["sql"] for query in seen if "accounts_" in query["sql"]]
    assert len(reads) == 2, reads
    others = [query["sql"] for query in seen if "accounts_" not in query["sql"] and "set_config" not in query["sql"]]
    assert len(others) <= 1, "the actor's rights"


def test_being_seen_is_written_once_a_minute_at_most(client: Client, moved: Any) -> None:
    signed_in(client, person())
    moved.shift(61)
    for expected in (1, 0):
        with CaptureQueriesContext(connection) as seen:
            client.get(STATE)
        assert sum("UPDATE" in query["sql"] for query in seen) == expected


def test_old_sessions_are_cleared(client: Client, moved: Any) -> None:
    signed_in(client, person())
    moved.shift(30 * 60)
    SessionStore.clear_expired()
    assert not Session.objects.exists()


def test_the_cookie_is_closed_to_scripts_and_other_sites(client: Client) -> None:
    person()
    answer = client.post(
        STATE, {"username": "camille", "password": "Quatre-Violons-77-Lents"}, content_type="application/json"
    )
    cookie = answer.cookies["session"]
    assert (cookie["httponly"], cookie["samesite"], cookie["max-age"], cookie["path"]) == (True, "Lax", "", "/")


def test_production_keeps_the_strict_values() -> None:
    from config.settings import authentication

    assert authentication.PASSWORD_HASHERS == ["django.contrib.auth.hashers.Argon2PasswordHasher"]
    assert (authentication.SESSION_IDLE_SECONDS, authentication.SESSION_ABSOLUTE_SECONDS) == (1800, 36000)
    assert (authentication.STEP_UP_SECONDS, authentication.AXES_FAILURE_LIMIT) == (300, 10)
    assert product.AXES_LOCKOUT_PARAMETERS == [["username", "ip_address"]]


@pytest.mark.requirement("CH-05")
def test_a_second_sign_in_warns_on_every_screen_until_it_is_recognised(db: Any) -> None:
    """Positive control: alone, nobody is warned."""
    user = person()
    first, second = signed_in(Client(), user), Client()
    assert "Autre session ouverte" not in first.get("/compte/").content.decode()
    send = {"content_type": "application/json"}
    second.post("/api/v1/session", {"username": user.username, "password": PASSWORD}, **send)
    assert second.post("/api/v1/session/otp", {"code": next_code(user)}, **send).status_code == 200
    for screen in (first, second):
        assert "Autre session ouverte" in screen.get("/compte/").content.decode()
    assert first.post("/compte/sessions/reconnues/").status_code == 302
    for screen in (first, second):
        assert "Autre session ouverte" not in screen.get("/compte/").content.decode()


@pytest.mark.requirement("CH-05")
def test_closing_the_others_ends_the_warning(db: Any) -> None:
    user = person()
    first, second = signed_in(Client(), user), signed_in(Client(), user)
    type(session_of(first)).objects.filter(user=user).update(concurrent_at=clock.now())
    second.post("/compte/sessions/autres/fin/")
    assert session_of(second).concurrent_at is None
