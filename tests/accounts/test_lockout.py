"""Guessing is stopped; the real person, elsewhere or on a known browser, always gets in."""

from typing import Any

import pytest
import time_machine
from django.test import Client

from accounts.devices import device_of, subject_of
from accounts.models import SignIn
from tests.factories.accounts import person, renew_code
from tests.personas import CAMILLE, DR_MARTIN, PASSWORD

pytestmark = pytest.mark.django_db
SESSION, CODE = "/api/v1/session", "/api/v1/session/otp"
ATTACKER, OFFICE = "203.0.113.9", "198.51.100.4"


@pytest.fixture(autouse=True)
def at_nine() -> Any:
    with time_machine.travel("2026-11-23T09:00:00Z", tick=False) as moved:
        yield moved


def attempt(
    password: str, *, name: str = CAMILLE, peer: str = ATTACKER, client: Client | None = None, **meta: str
) -> Any:
    body = {"username": name, "password": password}
    return (client or Client()).post(SESSION, body, content_type="application/json", REMOTE_ADDR=peer, **meta)


def guess(times: int, **how: Any) -> list[int]:
    return [attempt(f"wrong-{n}", **how).status_code for n in range(times)]


def known_browser() -> Client:
    """A browser in which Camille signed in with both factors."""
    client, user = Client(), person()
    attempt(PASSWORD, peer=OFFICE, client=client)
    signed = client.post(CODE, {"code": renew_code(user)}, content_type="application/json")
    assert signed.status_code == 200
    client.cookies.pop("session")
    return client


def test_ten_failures_from_one_address_stop_that_address_for_that_name() -> None:
    person()
    assert guess(10) == [401] * 9 + [429]
    stopped = attempt(PASSWORD)
    assert (stopped.status_code, stopped.json()["type"]) == (429, "/problems/locked-out")
    assert int(stopped["Retry-After"]) <= 900


def test_the_victim_gets_in_from_elsewhere_and_others_from_the_same_address() -> None:
    person()
    person(DR_MARTIN)
    guess(12)
    assert attempt(PASSWORD, peer=OFFICE).status_code == 200
    assert attempt(PASSWORD, name=DR_MARTIN).status_code == 200


def test_unknown_names_are_stopped_the_same_way() -> None:
    person()
    assert guess(11, name="nobody") == guess(11)


def test_the_stop_ends_after_a_quarter_of_an_hour(at_nine: Any) -> None:
    person()
    guess(12)
    at_nine.shift(14 * 60)
    assert attempt(PASSWORD).status_code == 429
    at_nine.shift(2 * 60)
    assert attempt(PASSWORD).status_code == 200


def test_a_thousand_forged_headers_move_nobody() -> None:
    person()
    codes = [
        attempt(f"wrong-{n}", HTTP_X_FORWARDED_FOR=f"198.51.{n % 250}.{n // 250}, {OFFICE}").status_code
        for n in range(12)
    ]
    assert codes == [401] * 9 + [429] * 3, "the attacker stays where they are"
    assert attempt(PASSWORD, peer=OFFICE).status_code == 200, "and the forged address stays free"


def test_behind_our_front_server_the_header_tells_callers_apart(settings: Any) -> None:
    settings.TRUSTED_PROXIES = ["127.0.0.1"]
    person()
    for n in range(12):
        attempt(f"wrong-{n}", peer="127.0.0.1", HTTP_X_FORWARDED_FOR=ATTACKER)
    assert attempt(PASSWORD, peer="127.0.0.1", HTTP_X_FORWARDED_FOR=ATTACKER).status_code == 429
    assert attempt(PASSWORD, peer="127.0.0.1", HTTP_X_FORWARDED_FOR=OFFICE).status_code == 200


def test_guesses_from_many_addresses_stop_unknown_browsers_only() -> None:
    client = known_browser()
    codes = [attempt(f"wrong-{n}", peer=f"203.0.113.{n}").status_code for n in range(30)]
    assert codes == [401] * 25 + [429] * 5
    assert attempt(PASSWORD, peer="192.0.2.200").status_code == 429, "a browser never seen must wait"
    assert attempt(PASSWORD, peer="192.0.2.200", client=client).status_code == 200, "the known one gets in"


def test_a_name_that_does_not_exist_waits_like_one_that_does() -> None:
    codes = [attempt("wrong", name="nobody", peer=f"203.0.113.{n}").status_code for n in range(27)]
    assert codes == [401] * 25 + [429] * 2


def test_the_wait_of_unknown_browsers_ends_by_itself(at_nine: Any) -> None:
    person()
    for n in range(25):
        attempt(f"wrong-{n}", peer=f"203.0.113.{n}")
    stopped = attempt(PASSWORD, peer=OFFICE)
    at_nine.shift(int(stopped["Retry-After"]))
    assert attempt(PASSWORD, peer=OFFICE).status_code == 200


def test_a_known_browser_passes_even_at_the_attackers_address() -> None:
    client = known_browser()
    guess(12, peer=OFFICE)
    assert attempt(PASSWORD, peer=OFFICE).status_code == 429
    assert attempt(PASSWORD, peer=OFFICE, client=client).status_code == 200


def test_a_stolen_known_browser_is_stopped_in_its_turn() -> None:
    client = known_browser()
    codes = guess(25, client=client, peer=OFFICE)
    assert 429 in codes and codes.index(429) <= 20
    assert attempt(PASSWORD, client=client, peer=OFFICE).status_code == 429


def test_a_forged_device_cookie_is_worth_nothing(rf: Any) -> None:
    request = rf.get("/")
    request.COOKIES["device"] = "eyJkIjoiMDAiLCJzIjpbXX0:1abcde:forged"
    assert not device_of(request).knows(subject_of(CAMILLE))


@pytest.mark.requirement("ST-41")
def test_neither_log_keeps_the_name_that_was_typed() -> None:
    from axes.models import AccessAttempt

    attempt("x", name="My-Secret-Password-By-Mistake")
    rows = [*AccessAttempt.objects.values(), *SignIn.objects.values()]
    assert rows
    assert "mistake" not in repr(rows).lower()


def test_success_forgets_the_failures_of_that_address() -> None:
    user = person()
    guess(9)
    client = Client()
    assert attempt(PASSWORD, client=client).status_code == 200
    client.post(CODE, {"code": renew_code(user)}, content_type="application/json", REMOTE_ADDR=ATTACKER)
    assert guess(9) == [401] * 9
