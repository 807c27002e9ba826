"""The web server in its production layout: gunicorn, two WSGI workers of two threads, on loopback."""

import contextlib
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from bench.database import Database

LOOPBACK = "127.0.0.1"
WORKERS, THREADS = 2, 2
PATIENCE_SECONDS = 60
MEGABYTE_KB = 1024
NOT_HERE = 404
MANAGE = Path(__file__).resolve().parent.parent / "manage.py"


@dataclass(frozen=True, slots=True)
class Server:
    """A running server; `memory_mb` reads the resident memory of its largest worker."""

    port: int
    process: "subprocess.Popen[bytes]"

    def memory_mb(self) -> float:
        children = Path(f"/proc/{self.process.pid}/task/{self.process.pid}/children").read_text().split()
        return max(_resident_kb(int(child)) for child in children) / MEGABYTE_KB


@contextlib.contextmanager
def serving(database: Database, log: Path, port: int | None = None) -> Iterator[Server]:
    """Start the server on `database`, wait until it answers, stop it at the end. `port`: PORT by default, 0 any."""
    port = (int(os.environ.get("PORT") or 0) if port is None else port) or _free_port()
    command = [
        sys.executable, "-m", "gunicorn", "config.wsgi:application", "--bind", f"{LOOPBACK}:{port}",
        "--workers", str(WORKERS), "--threads", str(THREADS), "--worker-tmp-dir", _memory_folder(),
        "--keep-alive", "30", "--no-control-socket", "--log-level", "warning", "--access-logfile", "/dev/null",
    ]  # fmt: skip
    environment = {**os.environ, "DATABASE_URL": database.web_url()}
    with log.open("ab") as words:
        process = subprocess.Popen(command, env=environment, stdout=words, stderr=words)
    try:
        _await(port, process, log)
        yield Server(port, process)
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait(timeout=PATIENCE_SECONDS)


@contextlib.contextmanager
def beside(database: Database, log: Path) -> Iterator[int]:
    """The process that streams and the one that folds calls, beside the pages. Gives the port of the first."""
    port = _free_port()
    commands = (
        [sys.executable, "-m", "config.live_server", "--bind", f"{LOOPBACK}:{port}"],
        [sys.executable, str(MANAGE), "read_calls"],
    )
    environment = {**os.environ, "DATABASE_URL": database.web_url()}
    with log.open("ab") as words:
        processes = [subprocess.Popen(each, env=environment, stdout=words, stderr=words) for each in commands]
    try:
        _await(port, processes[0], log, path="/nowhere/")
        yield port
    finally:
        for process in processes:
            process.send_signal(signal.SIGTERM)
        for process in processes:
            process.wait(timeout=PATIENCE_SECONDS)


def _await(port: int, process: "subprocess.Popen[bytes]", log: Path, path: str = "/healthz") -> None:
    until = time.monotonic() + PATIENCE_SECONDS
    while time.monotonic() < until and process.poll() is None:
        if _answers(f"http://{LOOPBACK}:{port}{path}"):
            return
        time.sleep(0.2)
    raise RuntimeError(f"the server does not answer on port {port}: see {log}")


def _answers(address: str) -> bool:
    try:
        urllib.request.urlopen(address, timeout=2).close()  # noqa: S310 - our own server
    except urllib.error.HTTPError as answer:
        # The stream's own process answers 404 to whatever is not its address.
        answer.close()
        return answer.code == NOT_HERE
    except (urllib.error.URLError, ConnectionError, TimeoutError):
        return False
    return True


def _free_port() -> int:
    with socket.socket() as trial:
        trial.bind((LOOPBACK, 0))
        return int(trial.getsockname()[1])


def _memory_folder() -> str:
    return "/dev/shm" if os.access("/dev/shm", os.W_OK) else "/tmp"  # noqa: S108


def _resident_kb(pid: int) -> int:
    for line in Path(f"/proc/{pid}/status").read_text().splitlines():
        if line.startswith("VmRSS:"):
            return int(line.split()[1])
    return 0
