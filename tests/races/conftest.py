"""Real web workers on the test database, and crowds of clients that all knock at once."""

import http.client
import json
import os
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest
from django.conf import settings as product
from django.db import connections
from django.test import Client

from accounts.models import User
from crypto import keyring
from crypto.providers import provider
from tests.factories.accounts import signed_in

ROOT = Path(__file__).resolve().parent.parent.parent
WORKERS = 4
CSRF = "c" * 32
START_WITHIN = 60.0


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


@pytest.fixture
def shared_keys(committed: None, tmp_path: Path, settings: Any) -> Iterator[Path]:
    """A keyring in a file: keys in memory would belong to one process alone."""
    settings.KEYRING_PROVIDER, settings.KEYRING_FILE = "file", tmp_path / "keyring.json"
    provider.cache_clear()
    keyring.wipe_caches()
    keyring.ensure_platform_key()
    yield settings.KEYRING_FILE
    provider.cache_clear()
    keyring.wipe_caches()


@pytest.fixture
def server(shared_keys: Path, tmp_path: Path) -> Iterator[Server]:
    """gunicorn's synchronous workers, as a production house may start them, on this test's database."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    log = tmp_path / "workers.log"
    with log.open("wb") as output, _workers(port, shared_keys, output) as process:
        _wait_until_it_answers(port, process, log)
        yield Server(port)
        # Read while they still serve: a worker told to quit may write one for the answer it is cut in.
        said = log.read_text()
    assert "Traceback" not in said, said[-4000:]


@contextmanager
def _workers(port: int, keyring_file: Path, output: Any) -> Iterator[subprocess.Popen[bytes]]:
    command = [
        sys.executable, "-m", "gunicorn", "config.wsgi:application", "--bind", f"127.0.0.1:{port}",
        "--workers", str(WORKERS), "--timeout", "90", "--backlog", "256", "--preload",
    ]  # fmt: skip
    environment = {
        **os.environ,
        "DJANGO_SETTINGS_MODULE": "config.settings.test",
        "KEYRING_PROVIDER": "file",
        "KEYRING_FILE": str(keyring_file),
        "DATABASE_URL": _address("default"),
        "DATABASE_OWNER_URL": _address("owner"),
        "DATABASE_SEALER_URL": _address("sealer"),
    }
    process = subprocess.Popen(
        command, cwd=ROOT, env=environment, stdout=output, stderr=subprocess.STDOUT, start_new_session=True
    )
    try:
        yield process
    finally:
        # Every answer has come: nobody is left to wait for, and a polite end takes seconds.
        os.killpg(process.pid, signal.SIGKILL)
        process.wait(timeout=30)


def _address(alias: str) -> str:
    """The test database's address, as the environment of a process gives it."""
    database = connections[alias].settings_dict
    user, password = quote(database["USER"], safe=""), quote(database["PASSWORD"], safe="")
    port = f":{database['PORT']}" if database["PORT"] else ""
    return f"postgresql://{user}:{password}@{quote(database['HOST'], safe='')}{port}/{database['NAME']}"


def _wait_until_it_answers(port: int, process: subprocess.Popen[bytes], log: Path) -> None:
    deadline = time.monotonic() + START_WITHIN
    while time.monotonic() < deadline:
        if process.poll() is not None:
            break
        try:
            with socket.create_connection(("127.0.0.1", port), timeout=1):
                return
        except OSError:
            threading.Event().wait(0.1)
    raise AssertionError(f"the workers did not start:\n{log.read_text()[-4000:]}")


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
