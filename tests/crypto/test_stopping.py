"""Keys leave the memory of a process that ends: a worker stopped by SIGTERM, and a cache that is wiped."""

import os
import signal
import subprocess
import sys
import urllib.request
from pathlib import Path

import pytest

from tests.crypto import scanning

ROOT = Path(__file__).resolve().parent.parent.parent


def stopped_worker(tmp_path: Path, by: signal.Signals, **environment: str) -> tuple[str, str]:
    """What a gunicorn worker held while it served, and when it had been stopped."""
    report = tmp_path / "report"
    server = subprocess.Popen(
        [
            sys.executable, "-m", "gunicorn", "tests.crypto.stopping:application", "--bind", "127.0.0.1:0",
            "--worker-class", "gthread", "--threads", "1", "--no-control-socket", "--log-level", "info",
        ],
        cwd=ROOT, stderr=subprocess.PIPE, text=True,
        env={**os.environ, "DJANGO_SETTINGS_MODULE": "config.settings.test", "REPORT": str(report), **environment},
    )  # fmt: skip
    try:
        assert server.stderr is not None
        line = next(line for line in server.stderr if "Listening at" in line)
        address = line.split("Listening at: ")[1].split(" ")[0]
        # Its thread served once already: one that is being started when the worker ends would never be waited for,
        # and the process be killed half a minute later.
        for _ in range(2):
            with urllib.request.urlopen(address, timeout=60) as answer:
                serving = answer.read().decode()
        server.send_signal(by)
        server.communicate(timeout=60)
    finally:
        server.kill()
        server.communicate()
    return serving, report.read_text(encoding="ascii")


@pytest.mark.slow
@pytest.mark.parametrize("by", [signal.SIGTERM, signal.SIGINT])
def test_a_stopped_worker_has_wiped_its_keys(tmp_path: Path, by: signal.Signals) -> None:
    assert stopped_worker(tmp_path, by) == ("1 keys", "0 keys")


@pytest.mark.slow
def test_without_the_wiping_the_keys_would_still_be_there(tmp_path: Path) -> None:
    assert stopped_worker(tmp_path, signal.SIGTERM, FORGETFUL="no") == ("1 keys", "1 keys")


@pytest.mark.slow
def test_the_bytes_of_a_wiped_key_are_nowhere_in_the_process() -> None:
    """Read from /proc/self/mem; the control finds the key while it is kept."""
    answer = subprocess.run(
        [sys.executable, "-m", "tests.crypto.scanning"],
        cwd=ROOT, capture_output=True, text=True, timeout=100,
        env={**os.environ, "DJANGO_SETTINGS_MODULE": "config.settings.test"},
    )  # fmt: skip
    assert answer.returncode == 0, answer.stderr
    kept, wiped = map(int, answer.stdout.split())
    assert kept > 0
    assert wiped == 0


def test_the_scan_finds_what_is_there() -> None:
    marker = os.urandom(32)
    assert scanning.copies(bytes(value ^ scanning.MASK for value in marker)) > 0
