"""The supervisor passes on what its programs say, and leaves none of them behind."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent.parent
# Two programs; the second one's code is the argument.
SUPERVISED = """
import os, sys
from config.supervisor import Program, Supervisor, say
steady = [sys.executable, "-c", "import os, time; print('pid', os.getpid(), flush=True); time.sleep(60)"]
other = [sys.executable, "-c", sys.argv[1]]
supervisor = Supervisor(os.environ, patience_seconds=1.0)
sys.exit(supervisor.run([Program("steady", steady), Program("other", other)], lambda: (say("watching"), True)[1]))
"""
STUBBORN = (
    "import signal, time; signal.signal(signal.SIGTERM, signal.SIG_IGN); print('deaf', flush=True); time.sleep(60)"
)


def start(other: str) -> "subprocess.Popen[str]":
    return subprocess.Popen(
        [sys.executable, "-c", SUPERVISED, other], cwd=ROOT, stdout=subprocess.PIPE, text=True, env={**os.environ}
    )


def lines_until(process: "subprocess.Popen[str]", wanted: set[str]) -> list[str]:
    """Read until every wanted text has been seen."""
    assert process.stdout is not None
    seen: list[str] = []
    while not all(any(text in line for line in seen) for text in wanted):
        line = process.stdout.readline()
        assert line, f"it ended after {seen}"
        seen.append(line.rstrip())
    return seen


def pid_of(lines: list[str]) -> int:
    return int(next(line for line in lines if "pid" in line).split()[-1])


def is_alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return True


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_a_signal_stops_everything_and_is_a_good_end(number: signal.Signals) -> None:
    with start("import time; time.sleep(60)") as supervisor:
        lines = lines_until(supervisor, {"pid", "watching"})
        supervisor.send_signal(number)
        assert supervisor.wait(timeout=15) == 0
    assert not is_alive(pid_of(lines))


def test_lines_carry_the_name_of_who_says_them() -> None:
    with start("import time; print('bonjour', flush=True); time.sleep(60)") as supervisor:
        lines = lines_until(supervisor, {"bonjour"})
        supervisor.terminate()
    assert "     other │ bonjour" in lines


def test_one_program_that_ends_takes_the_others_along_and_is_named() -> None:
    with start("import sys, time; time.sleep(1); print('last words'); sys.exit(3)") as supervisor:
        rest = lines_until(supervisor, {"other ended by itself (code 3)", "pid"})
        assert supervisor.wait(timeout=15) == 1
    assert any("last words" in line for line in rest)
    assert not is_alive(pid_of(rest))


def test_nothing_survives_a_supervisor_that_was_killed() -> None:
    with start("import time; time.sleep(60)") as supervisor:
        lines = lines_until(supervisor, {"pid", "watching"})
        supervisor.kill()
    deadline = time.monotonic() + 5
    while is_alive(pid_of(lines)) and time.monotonic() < deadline:
        os.sched_yield()
    assert not is_alive(pid_of(lines))


@pytest.mark.slow
def test_a_deaf_program_is_killed_in_the_end() -> None:
    with start(STUBBORN) as supervisor:
        lines = lines_until(supervisor, {"deaf", "pid"})
        supervisor.terminate()
        assert supervisor.wait(timeout=30) == 0
    assert not is_alive(pid_of(lines))
