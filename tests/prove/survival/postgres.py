"""A PostgreSQL of the proof's own: killed with all its processes, started again on the same data."""

import os
import shutil
import signal
from contextlib import suppress
from pathlib import Path
from typing import Any

import psycopg

from config import embedded_postgres
from tests.lab.processes import wait_until


class Postgres:
    def __init__(self, var_dir: Path) -> None:
        self.var_dir = var_dir
        self.cluster, _ = embedded_postgres.ensure_running(var_dir)

    def rows(self, statement: str) -> list[tuple[Any, ...]]:
        """As the superuser: of every practice."""
        with psycopg.connect(self.cluster.url("postgres"), autocommit=True) as connection:
            return connection.execute(statement.encode()).fetchall()

    def kill(self) -> None:
        """SIGKILL, to the server and to whatever it started."""
        server = int((self.cluster.data / "postmaster.pid").read_text().split()[0])
        family = [server, *_children(server)]
        for pid in family:
            with suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
        wait_until(lambda: not any(_lives(pid) for pid in family), "PostgreSQL is dead")
        # Where nobody buries the dead, the server would be believed alive by its number.
        for left in (self.cluster.data / "postmaster.pid", *self.cluster.place.socket.glob(".s.PGSQL.*.lock")):
            left.unlink()

    def restart(self) -> None:
        embedded_postgres.ensure_running(self.var_dir)

    def stop(self) -> None:
        """With its data, which may be outside the folder that it was given."""
        embedded_postgres.release(self.var_dir, self.cluster)
        shutil.rmtree(self.cluster.folder, ignore_errors=True)


def _children(parent: int) -> list[int]:
    return [int(each.name) for each in Path("/proc").iterdir() if each.name.isdigit() and _stat(each)[1:2] == [parent]]


def _lives(pid: int) -> bool:
    # One that nobody has waited for yet is dead all the same.
    return _stat(Path(f"/proc/{pid}"))[:1] not in ([], ["Z"])


def _stat(process: Path) -> list[Any]:
    """State and parent; empty for a process that is gone."""
    try:
        state, parent = (process / "stat").read_text().rpartition(")")[2].split()[:2]
    except OSError:
        return []
    return [state, int(parent)]
