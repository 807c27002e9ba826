"""Processes that begin where another has finished loading: it is forked for each order, and serves no order itself.

Each then ends as a process does, with its own words and its own code.
"""

import gc
import json
import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
Done = subprocess.CompletedProcess[str]
Order = Callable[..., Done]


@contextmanager
def forks(module: str, environment: dict[str, str]) -> Iterator[Order]:
    """Load that module, which calls `serve`, in an environment; gives a function that waits for the end of an order."""
    command = [sys.executable, "-m", module]
    pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE}
    with (
        TemporaryDirectory(prefix="forks-") as folder,
        subprocess.Popen(command, cwd=ROOT, env=environment, text=True, **pipes) as process,
    ):
        stdin, stdout = process.stdin, process.stdout
        assert stdin is not None and stdout is not None

        def order(**told: Any) -> Done:
            stdin.write(json.dumps({"folder": folder, "told": told}) + "\n")
            stdin.flush()
            code = int(stdout.readline())
            said = [Path(folder, name).read_text(encoding="utf-8") for name in ("stdout", "stderr")]
            return Done(command, code, *said)

        yield order


def serve(act: Callable[..., None]) -> None:
    """Called when all is loaded: `act` is what a new process does, with what it was told."""
    gc.freeze()
    for line in sys.stdin:
        pid = os.fork()
        if pid == 0:
            order = json.loads(line)
            _speak_to_files_in(order["folder"])
            act(**order["told"])
            return
        _, status = os.waitpid(pid, 0)
        print(os.waitstatus_to_exitcode(status), flush=True)


def _speak_to_files_in(folder: str) -> None:
    os.dup2(os.open(os.devnull, os.O_RDONLY), 0)
    for number, name in ((1, "stdout"), (2, "stderr")):
        os.dup2(os.open(Path(folder, name), os.O_WRONLY | os.O_CREAT | os.O_TRUNC), number)
