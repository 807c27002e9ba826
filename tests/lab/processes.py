"""A program for the length of a block: started, awaited, ended by its own id, and what it said kept for a failure."""

import socket
import subprocess
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, contextmanager
from pathlib import Path

PATIENCE = 20.0


class NotReady(AssertionError):
    """The text is the end of what the program said."""


@contextmanager
def running(
    command: Sequence[str], folder: Path, *, ready: Callable[[], bool] = lambda: True, name: str = ""
) -> Iterator[subprocess.Popen[bytes]]:
    """`ready` is asked until it is true; the program is ended with the block. Raises NotReady."""
    log = folder / f"{name or Path(command[0]).name}.log"
    with log.open("wb") as said:
        process = subprocess.Popen(
            list(command), cwd=folder, stdin=subprocess.PIPE, stdout=said, stderr=subprocess.STDOUT
        )
        try:
            wait_until(lambda: ready() or process.poll() is not None, f"{command[0]} starts")
            if process.poll() is not None and not ready():
                raise NotReady(_end_of(log))
            yield process
        finally:
            if process.stdin:
                process.stdin.close()
            process.terminate()
            try:
                process.wait(5)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait(5)


def wait_until(question: Callable[[], bool], what: str, patience: float = PATIENCE) -> None:
    """Ask until it is true; the time is bounded. Raises NotReady naming `what`."""
    until = time.monotonic() + patience
    while not question():
        if time.monotonic() > until:
            raise NotReady(f"{what}: not within {patience:.0f} s")
        time.sleep(0.02)


def answers_on(port: int, host: str = "127.0.0.1") -> bool:
    with closing(socket.socket()) as probe:
        probe.settimeout(0.5)
        return probe.connect_ex((host, port)) == 0


def free_port(kind: int = socket.SOCK_STREAM) -> int:
    """A port of loopback that nobody holds now."""
    with closing(socket.socket(socket.AF_INET, kind)) as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _end_of(log: Path) -> str:
    return log.read_text(encoding="utf-8", errors="replace")[-2000:]
