"""Starts a few programs, prefixes what they print, and stops them all when one ends or when we are told to.

Knows nothing of the product. Each program leads its own session, so that a Ctrl-C in the terminal reaches
the supervisor alone, which then stops them in the reverse order of their start.
"""

import ctypes
import os
import selectors
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from types import FrameType


@dataclass(slots=True)
class Program:
    """One program under supervision: its name is the prefix of its lines."""

    name: str
    command: Sequence[str]
    process: subprocess.Popen[bytes] | None = None
    half_line: bytes = field(default=b"", repr=False)


class Supervisor:
    """Usage: `Supervisor(environment).run(programs, when_started)`; returns the exit code."""

    def __init__(self, environment: Mapping[str, str], *, patience_seconds: float = 10.0) -> None:
        self.environment, self.patience_seconds = environment, patience_seconds
        self.stopping: int | None = None
        self.selector = selectors.DefaultSelector()

    def run(self, programs: Sequence[Program], when_started: Callable[[], bool]) -> int:
        """Start all, call `when_started` at each turn until it returns True, then watch until the end.

        Returns 0 after SIGINT or SIGTERM, 1 when a program ended by itself.
        """
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(number, self._remember)
        try:
            for program in programs:
                if self.stopping is None:
                    self._start(program)
            return self._watch(programs, when_started)
        finally:
            self._stop(programs)

    def _remember(self, number: int, frame: FrameType | None) -> None:
        self.stopping = number

    def _start(self, program: Program) -> None:
        program.process = subprocess.Popen(
            program.command,
            env=dict(self.environment),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            start_new_session=True,
            # Safe here: this process has no other thread.
            preexec_fn=_end_with_the_supervisor,
        )
        assert program.process.stdout is not None
        os.set_blocking(program.process.stdout.fileno(), False)
        self.selector.register(program.process.stdout, selectors.EVENT_READ, program)

    def _watch(self, programs: Sequence[Program], when_started: Callable[[], bool]) -> int:
        started = False
        while self.stopping is None:
            self._pass_on_lines(timeout=0.5 if started else 0.1)
            for program in programs:
                if program.process is not None and program.process.poll() is not None:
                    self._pass_on_lines(timeout=0)
                    say(f"{program.name} ended by itself (code {program.process.returncode}); stopping the others.")
                    return 1
            started = started or when_started()
        return 0

    def _pass_on_lines(self, *, timeout: float) -> None:
        for key, _ in self.selector.select(timeout):
            program: Program = key.data
            chunk = os.read(key.fd, 65_536)
            if not chunk:
                self.selector.unregister(key.fileobj)
                continue
            *lines, program.half_line = (program.half_line + chunk).split(b"\n")
            for line in lines:
                say(line.decode(errors="replace"), program.name)

    def _stop(self, programs: Sequence[Program]) -> None:
        """Ask politely, last started first; whoever is still there after a while is killed with its children."""
        alive = [p for p in reversed(programs) if p.process is not None and p.process.poll() is None]
        for program in alive:
            _signal(program, signal.SIGTERM)
        deadline = time.monotonic() + self.patience_seconds
        while any(p.process and p.process.poll() is None for p in alive) and time.monotonic() < deadline:
            if self.selector.get_map():
                self._pass_on_lines(timeout=0.1)
            else:
                time.sleep(0.05)
        for program in alive:
            if program.process and program.process.poll() is None:
                os.killpg(program.process.pid, signal.SIGKILL)
                program.process.wait()


_LIBC = ctypes.CDLL(None)
_PR_SET_PDEATHSIG = 1


def _end_with_the_supervisor() -> None:
    """In the new process: be told to stop if the supervisor is killed outright (Linux only; no harm elsewhere)."""
    if sys.platform == "linux":
        _LIBC.prctl(_PR_SET_PDEATHSIG, signal.SIGTERM)


def _signal(program: Program, number: signal.Signals) -> None:
    """To the leader alone: gunicorn and Celery stop their own children, without losing what these are doing."""
    if program.process is not None and program.process.poll() is None:
        program.process.send_signal(number)


def say(text: str, who: str = "") -> None:
    """One line of the terminal, prefixed with who says it. A closed terminal is no reason to stop badly."""
    try:
        print(f"{who:>10} │ {text}" if who else text, flush=True)
    except (BrokenPipeError, OSError):
        sys.stdout = open(os.devnull, "w")  # noqa: SIM115 - for the rest of this process
