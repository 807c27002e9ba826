"""The Python environment of this clone: .venv, filled from the hash-locked requirements and nothing else.

A stamp per requirement set holds the hash of what was installed, so that a second call costs milliseconds.
Runs on the machine's own Python: standard library only.
"""

import contextlib
import fcntl
import hashlib
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

from config import debian

HERE = Path(__file__).resolve().parent.parent
FOLDER = HERE / ".venv"
SETS = {"run": ["run.txt"], "dev": ["run.txt", "dev.txt"], "node": ["node.txt"], "bench": ["run.txt", "bench.txt"]}
QUIET_PIP = {"PIP_DISABLE_PIP_VERSION_CHECK": "1", "PIP_NO_INPUT": "1", "PIP_ROOT_USER_ACTION": "ignore"}


class CannotPrepare(Exception):
    """The environment cannot be made; the text is the sentence shown to the person."""


def prepare(which: str) -> str:
    """Make sure the requirement set `which` is installed. Returns the path of the environment's Python."""
    python = FOLDER / "bin" / "python"
    files = [HERE / "requirements" / name for name in SETS[which]]
    fingerprint = _fingerprint(files)
    stamp = FOLDER / f"installed-{which}"
    if _read(stamp) == fingerprint and python.exists():
        return str(python)
    try:
        with _one_at_a_time():
            if _read(stamp) != fingerprint or not python.exists():
                _create(python)
                _install(python, files)
                stamp.write_text(fingerprint)
    except OSError as problem:
        raise CannotPrepare(f"The environment {FOLDER} cannot be written: {problem.strerror}.") from None
    return str(python)


@contextlib.contextmanager
def _one_at_a_time() -> Iterator[None]:
    """Two `make` at once: the second waits. The lock is on the clone's own folder, so it leaves no file."""
    folder = os.open(HERE, os.O_RDONLY)
    try:
        fcntl.flock(folder, fcntl.LOCK_EX)
        yield
    finally:
        os.close(folder)


def _fingerprint(files: list[Path]) -> str:
    digest = hashlib.sha256(f"{HERE} {sys.version_info[:2]}".encode())
    for file in files:
        digest.update(file.read_bytes())
    return digest.hexdigest()


def _read(stamp: Path) -> str:
    try:
        return stamp.read_text()
    except OSError:
        return ""


def _create(python: Path) -> None:
    """An environment whose Python runs, with pip inside."""
    works = python.exists() and subprocess.run([python, "-m", "pip", "--version"], capture_output=True).returncode == 0
    if works:
        return
    print("Preparing the Python environment …", flush=True)
    if not _has_ensurepip():
        _install_venv_package()
    made = subprocess.run([sys.executable, "-m", "venv", "--clear", FOLDER], capture_output=True, text=True)
    if made.returncode != 0:
        raise CannotPrepare(f"The environment {FOLDER} cannot be made: {_last_line(made.stdout + made.stderr)}")


def _install_venv_package() -> None:
    """Debian ships venv apart from Python: as root we install it, otherwise we say the command to type."""
    name = f"python{sys.version_info[0]}.{sys.version_info[1]}-venv"
    if debian.can_install():
        debian.install(name)
    if not _has_ensurepip():
        raise CannotPrepare(f"This Python has no venv module. Type: sudo {debian.INSTALL} {name}")


def _has_ensurepip() -> bool:
    return subprocess.run([sys.executable, "-c", "import ensurepip"], capture_output=True).returncode == 0


def _install(python: Path, files: list[Path]) -> None:
    print(f"Installing {', '.join(file.name for file in files)} (a minute the first time) …", flush=True)
    wanted = [argument for file in files for argument in ("-r", str(file))]
    # The lock names everything: pip has nothing to resolve. It would also compile on one core only.
    command = [str(python), "-m", "pip", "install", "--quiet", "--require-hashes", "--no-deps", "--no-compile", *wanted]
    done = subprocess.run(command, env={**os.environ, **QUIET_PIP}, stderr=subprocess.PIPE, text=True)
    if done.returncode != 0:
        raise CannotPrepare(f"The packages could not be installed: {_last_line(done.stderr)}")
    # What some package ships as a template is no Python and does not compile: no reason to stop.
    subprocess.run([str(python), "-m", "compileall", "-q", "-j", "0", str(FOLDER / "lib")], stdout=subprocess.DEVNULL)


def _last_line(text: str) -> str:
    lines = [line for line in text.splitlines() if line.strip()]
    return lines[-1] if lines else "no reason given"
