"""Real web workers on the test database, and crowds of clients that all knock at once."""

import http.client
import json
import threading
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import pytest
from django.conf import settings as product
from django.db import connections
from django.test import Client

from accounts.models import User
from crypto import keyring
from crypto.providers import provider
from tests.factories.accounts import signed_in
from tests.races.web_workers import WebWorkers, web_workers

CSRF = "c" * 32


@dataclass(frozen=True)
class Answer:
    status: int
    body: dict[str, Any]


@dataclass(frozen=True)
class Browser:
    """One signed-in session; each call opens its own connection, as a crowd does."""

    port: int
    session: str

    def post(self, path: str, body: dict[str, Any], **headers: str) -> Answer:
        return self.call("POST", path, body, headers)

    def call(self, method: str, path: str, body: dict[str, Any] | None, headers: dict[str, str]) -> Answer:
        link = http.client.HTTPConnection("127.0.0.1", self.port, timeout=90)
        try:
            link.request(
                method,
                f"/api/v1{path}",
                None if body is None else json.dumps(body),
                {
                    "Content-Type": "application/json",
                    "Cookie": f"{product.SESSION_COOKIE_NAME}={self.session}; csrftoken={CSRF}",
                    "X-CSRFToken": CSRF,
                    **headers,
                },
            )
            response = link.getresponse()
            text = response.read()
            return Answer(response.status, json.loads(text) if text else {})
        finally:
            link.close()


@dataclass(frozen=True)
class Server:
    port: int

    def browser(self, user: User) -> Browser:
        """A fresh session of this person."""
        client = signed_in(Client(), user)
        return Browser(self.port, client.cookies[product.SESSION_COOKIE_NAME].value)


@pytest.fixture(scope="session")
def workers(django_db_setup: None, tmp_path_factory: pytest.TempPathFactory) -> Iterator[WebWorkers]:
    with web_workers(tmp_path_factory.mktemp("workers")) as workers:
        yield workers


@pytest.fixture
def shared_keys(committed: None, workers: WebWorkers, settings: Any) -> Iterator[None]:
    """A keyring in a file, new keys for each test: keys in memory would belong to one process alone."""
    workers.keyring_file.unlink(missing_ok=True)
    settings.KEYRING_PROVIDER, settings.KEYRING_FILE = "file", workers.keyring_file
    provider.cache_clear()
    keyring.wipe_caches()
    keyring.ensure_platform_key()
    yield
    provider.cache_clear()
    keyring.wipe_caches()


@pytest.fixture
def server(shared_keys: None, workers: WebWorkers) -> Iterator[Server]:
    """Workers that have served nobody yet, on this test's database."""
    workers.wait_until_they_answer()
    yield Server(workers.port)
    # Read while they still serve: one that is killed may write of the answer it is cut in.
    said = workers.said()
    workers.renew()
    assert "Traceback" not in said, said[-4000:]


def all_at_once(calls: Sequence[Callable[[], Answer]]) -> list[Answer]:
    """Every call from its own thread, released together; their answers in order."""
    barrier = threading.Barrier(len(calls))
    answers: list[Answer | BaseException | None] = [None] * len(calls)

    def run(number: int, call: Callable[[], Answer]) -> None:
        try:
            barrier.wait(timeout=60)
            answers[number] = call()
        except BaseException as error:
            answers[number] = error

    threads = [threading.Thread(target=run, args=pair) for pair in enumerate(calls)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    failures = [answer for answer in answers if not isinstance(answer, Answer)]
    assert not failures, failures
    return [answer for answer in answers if isinstance(answer, Answer)]


def deadlocks() -> int:
    """How many the server has broken in this database so far."""
    with connections["owner"].cursor() as cursor:
        cursor.execute("SELECT pg_stat_clear_snapshot()")
        cursor.execute("SELECT deadlocks FROM pg_stat_database WHERE datname = current_database()")
        return int(cursor.fetchone()[0])
