"""What must be true on a real database, where a refused request rolls back and a refused attempt must not."""

from collections.abc import Iterator
from time import perf_counter
from typing import Any

import pytest
from axes.models import AccessAttempt
from django.db import connections
from django.test import Client

from accounts.models import SignIn, TotpDevice, User
from tests.factories.accounts import next_code, person, signed_in
from tests.personas import CAMILLE, PASSWORD

SESSION, CODE, STEP_UP = "/api/v1/session", "/api/v1/session/otp", "/api/v1/session/step-up"
JSON = "application/json"


@pytest.fixture
def hashes(monkeypatch: Any) -> list[str]:
    """Counts the password hashes that a request costs."""
    from tests.hashers import QuickArgon2

    counted: list[str] = []
    encode, verify = QuickArgon2.encode, QuickArgon2.verify
    monkeypatch.setattr(QuickArgon2, "encode", lambda *a, **k: counted.append("encode") or encode(*a, **k))
    monkeypatch.setattr(QuickArgon2, "verify", lambda *a, **k: counted.append("verify") or verify(*a, **k))
    return counted


def events() -> int:
    with connections["sealer"].cursor() as cursor:
        cursor.execute("SELECT count(*) FROM audit_auditevent WHERE practice_id IS NULL")
        return int(cursor.fetchone()[0])


@pytest.mark.slow
@pytest.mark.requirement("ST-41")
def test_a_refused_attempt_is_committed_with_all_its_traces(committed: None, client: Client) -> None:
    user = person()
    before = events()
    assert client.post(SESSION, {"username": CAMILLE, "password": "faux"}, content_type=JSON).status_code == 401
    assert (SignIn.objects.count(), AccessAttempt.objects.count(), events() - before) == (1, 1, 1)
    client.post("/connexion/", {"username": CAMILLE, "password": "faux"})
    assert (SignIn.objects.count(), AccessAttempt.objects.get().failures_since_start) == (2, 2)
    client.post(SESSION, {"username": CAMILLE, "password": PASSWORD}, content_type=JSON)
    assert client.post(CODE, {"code": "000000"}, content_type=JSON).status_code == 401
    assert TotpDevice.objects.get(user=user).throttling_failure_count == 1
    signed_in(client, user)
    assert client.post(STEP_UP, {"code": "000000"}, content_type=JSON).status_code == 401
    assert client.post("/compte/confirmation/", {"code": "000000"}).status_code == 401
    assert TotpDevice.objects.get(user=user).throttling_failure_count == 3
    answer = client.post(STEP_UP, {"code": next_code(user)}, content_type=JSON)
    assert (answer.status_code, answer["Retry-After"]) == (429, "1")
    TotpDevice.objects.update(throttling_failure_count=0)
    assert client.post(STEP_UP, {"code": next_code(user)}, content_type=JSON).status_code == 200


@pytest.fixture
def three_kinds(db: None) -> Iterator[list[tuple[str, str]]]:
    """Who tries: nobody, somebody with a wrong password, somebody suspended with the right one, one without any."""
    person()
    person("suspendue")
    User.objects.filter(username="suspendue").update(status="suspended")
    blank = person("compromise")
    blank.set_unusable_password()
    blank.save(update_fields=["password"])
    yield [("personne", PASSWORD), (CAMILLE, "faux"), ("suspendue", PASSWORD), ("compromise", PASSWORD)]


def test_every_refusal_costs_exactly_one_password_hash(
    three_kinds: list[tuple[str, str]], hashes: list[str], client: Client
) -> None:
    costs = []
    for username, password in three_kinds:
        hashes.clear()
        client.post(SESSION, {"username": username, "password": password}, content_type=JSON)
        # Verifying hashes the typed password once; QuickArgon2.verify does not call encode.
        costs.append(len(hashes))
    assert costs == [1, 1, 1, 1]


@pytest.mark.slow
def test_the_time_taken_says_nothing_about_a_name(
    three_kinds: list[tuple[str, str]], client: Client, settings: Any
) -> None:
    """With the real hasher: the least time that each kind takes is close to the others'.

    A machine that is busy only adds; a refusal that skips the hash would show in the least as well.
    """
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
    for user in User.objects.exclude(username="compromise"):
        user.set_password(PASSWORD)
        user.save(update_fields=["password"])
    taken: dict[str, list[float]] = {username: [] for username, _ in three_kinds}
    for turn in range(5):
        for username, password in three_kinds:
            start = perf_counter()
            client.post(
                SESSION,
                {"username": username, "password": password},
                content_type=JSON,
                REMOTE_ADDR=f"192.0.2.{turn}",
            )
            taken[username].append(perf_counter() - start)
    least = [min(values) for values in taken.values()]
    assert max(least) < 1.5 * min(least), least
