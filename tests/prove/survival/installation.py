"""The whole installation under proof: database, queue, senders, a worker, a gateway that loses answers."""

import json
import os
import random
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path

from celery import Celery
from kombu.exceptions import OperationalError

from config.run import ALONE
from telephony_adapters.protocols import Account
from tests.notifications.gateway import Gateway
from tests.prove.survival.postgres import Postgres
from tests.prove.survival.rabbit import Rabbit

ROOT = Path(__file__).resolve().parent.parent.parent.parent
TASK, WAKE_SECONDS = "notifications.tasks.send_what_is_due", 0.25
MANAGE = [sys.executable, str(ROOT / "manage.py")]
COMMANDS = {
    "sender 1": [*MANAGE, "send_outbox", "--loop"],
    "sender 2": [*MANAGE, "send_outbox", "--loop"],
    "worker": [
        *[sys.executable, "-m", "celery", "--quiet", "--app", "config.celery", "worker", "--pool", "solo"],
        *["--loglevel", "error", *ALONE],
    ],
}
SENDING = tuple(COMMANDS)


@dataclass
class Installation:
    folder: Path
    gateway: Gateway
    postgres: Postgres
    rabbit: Rabbit
    environment: dict[str, str]
    place: list[str]
    processes: dict[str, subprocess.Popen[bytes]] = field(default_factory=dict)

    def start(self, name: str) -> None:
        self.processes[name] = self.act_apart(name, COMMANDS[name])

    def act_apart(self, name: str, command: list[str], **options: int) -> subprocess.Popen[bytes]:
        with (self.folder / f"{name.split()[0]}.log").open("ab") as said:
            streams = {"stdin": subprocess.DEVNULL, "stdout": said, **options}
            return subprocess.Popen(
                command, env=self.environment, cwd=ROOT, stderr=said, start_new_session=True, **streams
            )  # type: ignore[call-overload, no-any-return]

    def kill(self, name: str) -> None:
        """The program with its children, or a whole server; it is back when this returns."""
        if name in ("postgres", "rabbit"):
            server = self.postgres if name == "postgres" else self.rabbit
            server.kill()
            server.restart()
            return
        process = self.processes[name]
        with suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        process.wait()
        self.start(name)

    def stop(self) -> None:
        for process in self.processes.values():
            with suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGKILL)
            process.wait()

    def is_done(self) -> bool:
        """Nothing waits and nothing is under way."""
        (left,) = self.postgres.rows(
            "SELECT (SELECT count(*) FROM outbox_outboxrow WHERE state = 'pending')"
            " + (SELECT count(*) FROM notifications_delivery"
            " WHERE state = 'sending' OR (state = 'queued' AND due_at <= now()))"
        )
        return left == (0,)


def account_file(folder: Path, account: Account) -> Path:
    """TELEPHONY_FILE with this account alone."""
    secrets = ", ".join(f"{name} = {json.dumps(value)}" for name, value in account.secrets.items())
    options = "".join(f"{name} = {json.dumps(value)}\n" for name, value in account.options.items())
    path = folder / "telephony.toml"
    path.touch(mode=0o600)
    path.write_text(f'[{account.name}]\nprovider = "{account.provider}"\nsecrets = {{ {secrets} }}\n{options}')
    return path


@contextmanager
def installation(folder: Path, gateway: Gateway, account: Account) -> Iterator[Installation]:
    """Servers started and a practice prepared; its senders and its worker are started by `start`."""
    postgres = Postgres(folder / "var")
    try:
        rabbit = Rabbit(folder / "rabbit")
    except BaseException:
        postgres.stop()
        raise
    environment = {
        **{name: value for name, value in os.environ.items() if not name.startswith(("DATABASE_", "PYTEST_"))},
        "DJANGO_SETTINGS_MODULE": "config.settings.dev",
        "VAR_DIR": str(folder / "var"),
        "KEYRING_PROVIDER": "file",
        "TELEPHONY_FILE": str(account_file(folder, account)),
        "CELERY_BROKER_URL": rabbit.url,
    }
    found = Installation(folder, gateway, postgres, rabbit, environment, [])
    try:
        found.place = json.loads(_prepared(found))
        yield found
    finally:
        found.stop()
        rabbit.stop()
        postgres.stop()


@contextmanager
def woken(rabbit: Rabbit) -> Iterator[None]:
    """The queue wakes the worker several times a second, as long as it takes connections."""
    over, queue = threading.Event(), Celery(broker=rabbit.url)
    queue.conf.update(broker_transport_options={"max_retries": 0}, task_ignore_result=True)

    def wake() -> None:
        while not over.wait(WAKE_SECONDS):
            with suppress(OperationalError, OSError):
                queue.send_task(TASK, retry=False)

    thread = threading.Thread(target=wake, daemon=True)
    thread.start()
    try:
        yield
    finally:
        over.set()
        thread.join(30)


@contextmanager
def a_bad_moment(gateway: Gateway, chance: random.Random) -> Iterator[None]:
    """For the length of the block the gateway answers nobody, so that whoever sends waits; or any moment at all."""
    if chance.random() < 0.5:
        time.sleep(chance.uniform(0.0, 0.5))
        yield
    else:
        # One message for each program that sends; fewer when there is nothing left to send.
        with held(gateway, len(SENDING), 1.5):
            yield


@contextmanager
def held(gateway: Gateway, messages: int, patience: float) -> Iterator[None]:
    """For the length of the block the gateway answers nobody, once it has so many messages, or waited for each."""
    waiting, over = threading.Semaphore(0), threading.Event()

    def hold(_: int) -> None:
        waiting.release()
        over.wait(10)

    gateway.listener = hold
    try:
        for _ in range(messages):
            waiting.acquire(timeout=patience)
        yield
    finally:
        gateway.listener = None
        over.set()


def _prepared(found: Installation) -> str:
    done = subprocess.run(
        [sys.executable, "-m", "tests.prove.survival.ground", "prepare"],
        env=found.environment, cwd=ROOT, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr[-2000:]
    return done.stdout.strip().splitlines()[-1]
