"""`make run`: the demonstration on this machine, from nothing to a page that answers.

Order: port and folder, front-end files, PostgreSQL, `manage.py prepare` (migrations, signing key, static
files, demonstration data), then the five programs under one supervisor. Everything started here is
stopped here. A refusal is one sentence and exit code 1.
"""

import os
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path

from config import embedded_postgres, frontend_build
from config import environment as env
from config.embedded_postgres import Cluster
from config.environment import SettingError
from config.postgres_place import PostgresUnavailable
from config.supervisor import Program, Supervisor, say
from config.welcome import Welcome

HERE = Path(__file__).resolve().parent.parent
LOOPBACK = "127.0.0.1"
# A worker that is the only one has nobody to talk to.
ALONE = ("--without-gossip", "--without-mingle", "--without-heartbeat")
# Celery laments a worker run by root; on a demonstration machine that is somebody's choice already.
NO_LAMENT = "ignore:You're running the worker with superuser privileges:UserWarning"


class CannotRun(Exception):
    """The start is refused; the text is the sentence shown to the person."""


def main() -> None:
    began = time.monotonic()
    signal.signal(signal.SIGTERM, _interrupt)
    try:
        sys.exit(run(began))
    except (CannotRun, SettingError, PostgresUnavailable, frontend_build.CannotBuild) as refusal:
        sys.exit(str(refusal))
    except OSError as problem:
        sys.exit(f"{problem.filename or 'A needed file'} cannot be used: {problem.strerror}.")
    except KeyboardInterrupt:
        sys.exit(130)


def run(began: float) -> int:
    """Start everything, wait for the end, stop everything. Returns the exit code."""
    port, var_dir = env.integer("PORT", 8000, low=1, high=65_535), _folder()
    _check_port(port)
    os.environ.update(PORT=str(port), VAR_DIR=str(var_dir), DJANGO_SETTINGS_MODULE="config.settings.dev")
    os.environ["PYTHONWARNINGS"] = NO_LAMENT
    frontend_build.build(var_dir)
    cluster = _database(var_dir)
    try:
        _prepare()
        return Supervisor(os.environ).run(_programs(port), Welcome(port, began))
    finally:
        if cluster and embedded_postgres.release(var_dir, cluster):
            say("Stopped, PostgreSQL included.")


def _interrupt(*signal_and_frame: object) -> None:
    raise KeyboardInterrupt


def _folder() -> Path:
    """VAR_DIR, absolute, made if need be. Raises CannotRun when it cannot be written."""
    folder = Path(env.text("VAR_DIR", str(HERE / "var"))).absolute()
    try:
        folder.mkdir(parents=True, exist_ok=True)
        trial = folder / f".trial-{os.getpid()}"
        trial.touch()
        trial.unlink()
    except OSError as problem:
        raise CannotRun(
            f"The folder {folder} cannot be used ({problem.strerror}). Choose another: make run VAR_DIR=/a/folder"
        ) from None
    return folder


def _check_port(port: int) -> None:
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as trial:
        trial.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            trial.bind((LOOPBACK, port))
        except PermissionError:
            raise CannotRun(f"Port {port} is reserved to root. Choose another: make run PORT=8001") from None
        except OSError:
            raise CannotRun(
                f"Port {port} is already taken. Stop what uses it, or choose another: make run PORT={port % 65_535 + 1}"
            ) from None


def _database(var_dir: Path) -> Cluster | None:
    """The embedded server, started and held; None when DATABASE_URL names another."""
    if env.text("DATABASE_URL", "-") != "-":
        return None
    cluster, _ = embedded_postgres.ensure_running(var_dir)
    if cluster.place.elsewhere and cluster.place.owner:
        say(
            f"PostgreSQL may not run as root, and its account `{cluster.place.owner.name}` cannot enter {var_dir}:"
            f" its data are in {cluster.folder}"
        )
    return cluster


def _prepare() -> None:
    """Migrations, signing key, static files, demonstration data, in one process of their own."""
    # Its own session: after a Ctrl-C it is stopped by us, in silence.
    process = subprocess.Popen([sys.executable, str(HERE / "manage.py"), "prepare"], start_new_session=True)
    try:
        if process.wait() != 0:
            raise CannotRun("The database could not be prepared: the lines above say why.")
    finally:
        if process.poll() is None:
            process.terminate()
            process.wait()


def _programs(port: int) -> list[Program]:
    python, manage = sys.executable, str(HERE / "manage.py")
    web = [python, "-m", "config.live_server", "--pages", "--bind", f"{LOOPBACK}:{port}"]
    beat = ["--beat", "--schedule", str(Path(os.environ["VAR_DIR"]) / "celery" / "beat")]
    worker = [python, "-m", "celery", "--quiet", "--app", "config.celery", "worker", "--pool", "solo"]
    return [
        Program("web", web),
        Program("worker", [*worker, "--loglevel", "warning", *ALONE, *beat]),
        Program("sealer", [python, manage, "seal_journal"]),
        Program("calls", [python, manage, "read_calls"]),
        Program("sender", [python, manage, "send_outbox", "--loop"]),
    ]


if __name__ == "__main__":
    main()
