"""gunicorn's synchronous workers, as a production house may start them, on this process's test database.

Loading the application costs two seconds of a processor, forking it next to nothing: one master has it loaded, and
each test gets workers of its own, with nothing cached and no connection open.
"""

import os
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from tests.conftest import address_of
from tests.forking import ROOT

WORKERS = 4
READY_WITHIN = 60.0


@dataclass
class WebWorkers:
    """A master and its present workers; `heard`: how much of their log was read."""

    port: int
    keyring_file: Path
    log: Path
    master: "subprocess.Popen[bytes]"
    heard: int = 0

    def wait_until_they_answer(self) -> None:
        self._wait_for(lambda: len(self._pids()) == WORKERS and self._is_reached())

    def said(self) -> str:
        """What they said since this was last asked."""
        words = self.log.read_bytes()[self.heard :]
        self.heard += len(words)
        return words.decode()

    def renew(self) -> None:
        """The master forks others in place of these; a polite end would take seconds."""
        former = self._pids()
        for pid in former:
            os.kill(pid, signal.SIGKILL)
        self._wait_for(lambda: not former & self._pids())

    def _pids(self) -> set[int]:
        """The dead count until the master has buried them: no number is another process's meanwhile."""
        children = Path(f"/proc/{self.master.pid}/task/{self.master.pid}/children")
        return set(map(int, children.read_text().split()))

    def _is_reached(self) -> bool:
        try:
            with socket.create_connection(("127.0.0.1", self.port), timeout=1):
                return True
        except OSError:
            return False

    def _wait_for(self, is_so: Callable[[], bool]) -> None:
        deadline = time.monotonic() + READY_WITHIN
        while self.master.poll() is None and time.monotonic() < deadline:
            if is_so():
                return
            threading.Event().wait(0.02)
        raise AssertionError(f"the workers did not start:\n{self.log.read_text()[-4000:]}")


@contextmanager
def web_workers(folder: Path) -> Iterator[WebWorkers]:
    """Started with a log and a file of keys in that folder; ended with all that they started."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    keyring_file, log = folder / "keyring.json", folder / "workers.log"
    command = [
        sys.executable, "-m", "gunicorn", "config.wsgi:application", "--bind", f"127.0.0.1:{port}",
        "--workers", str(WORKERS), "--timeout", "90", "--backlog", "256", "--preload",
        # Its thread lives in the master: workers forked later would inherit its locks.
        "--no-control-socket",
    ]  # fmt: skip
    with log.open("wb") as output:
        master = subprocess.Popen(
            command, cwd=ROOT, env=_environment(keyring_file), stdout=output, stderr=subprocess.STDOUT,
            start_new_session=True,
        )  # fmt: skip
    try:
        yield WebWorkers(port, keyring_file, log, master)
    finally:
        # Every answer has come: nobody is left to wait for.
        os.killpg(master.pid, signal.SIGKILL)
        master.wait(timeout=30)


def _environment(keyring_file: Path) -> dict[str, str]:
    return {
        **os.environ,
        "DJANGO_SETTINGS_MODULE": "config.settings.test",
        "KEYRING_PROVIDER": "file",
        "KEYRING_FILE": str(keyring_file),
        "DATABASE_URL": address_of("default"),
        "DATABASE_OWNER_URL": address_of("owner"),
        "DATABASE_SEALER_URL": address_of("sealer"),
    }
