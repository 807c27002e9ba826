"""Real starts of the product, each in a process and an environment of its own, without half of the loading.

One process loads the libraries, and neither settings nor a module of the product; it is forked for each start, which
then ends as a process does: with its own words and its own code.
"""

import gc
import importlib
import json
import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

ROOT = Path(__file__).resolve().parent.parent.parent
START = "from config import start_checks; start_checks.enforce(); print('started')"
# The largest of those that need no settings. One that the product gives up may go from here.
LIBRARIES = (
    "django.contrib.auth.hashers", "django.contrib.postgres.fields", "django.core.handlers.wsgi",
    "django.core.management", "django.test", "django.views.generic", "drf_spectacular.utils", "holidays", "httpx",
    "OpenSSL", "phonenumbers", "psycopg", "requests", "webauthn",
)  # fmt: skip

Started = subprocess.CompletedProcess[str]


@contextmanager
def starts() -> Iterator[Callable[[dict[str, str]], Started]]:
    """A function that starts the product in the environment given, and nothing of ours."""
    command = [sys.executable, "-m", "tests.config.starting"]
    with (
        TemporaryDirectory(prefix="starts-") as folder,
        subprocess.Popen(
            command,
            cwd=ROOT,
            env={"PATH": os.environ["PATH"]},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        ) as process,
    ):
        assert process.stdin is not None and process.stdout is not None
        stdin, stdout = process.stdin, process.stdout

        def start(environment: dict[str, str]) -> Started:
            stdin.write(json.dumps({"environment": environment, "folder": folder}) + "\n")
            stdin.flush()
            code = int(stdout.readline())
            said = [Path(folder, name).read_text(encoding="utf-8") for name in ("stdout", "stderr")]
            return Started(START, code, *said)

        yield start


def main() -> None:
    """One start for each line of stdin; its code on stdout."""
    for name in LIBRARIES:
        importlib.import_module(name)
    gc.freeze()
    for line in sys.stdin:
        pid = os.fork()
        if pid == 0:
            _become(**json.loads(line))
            exec(START, {"__name__": "__main__"})
            return
        _, status = os.waitpid(pid, 0)
        print(os.waitstatus_to_exitcode(status), flush=True)


def _become(environment: dict[str, str], folder: str) -> None:
    """A process that knows this environment alone and speaks to files."""
    os.environ.clear()
    os.environ.update(environment)
    os.dup2(os.open(os.devnull, os.O_RDONLY), 0)
    for number, name in ((1, "stdout"), (2, "stderr")):
        os.dup2(os.open(Path(folder, name), os.O_WRONLY | os.O_CREAT | os.O_TRUNC), number)


if __name__ == "__main__":
    main()
