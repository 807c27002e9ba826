"""The bench's own databases on the embedded PostgreSQL: made once per state of the product and of the data.

A name ends with a digest of the migrations, of this folder's loaders, of the sizes and of this week's Monday:
a second run in the same week finds its data, anything else makes them anew and drops the old ones.
"""

import contextlib
import hashlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import psycopg
from django.conf import settings
from django.core.management import call_command
from django.db import connections
from psycopg import sql

from config.embedded_postgres import Cluster
from config.migrating import migrate
from crypto.keyring import wipe_caches

ROOT = Path(__file__).resolve().parent.parent
ZONE = "Europe/Paris"
LOADERS = ("loading.py", "bulk.py", "practices_data.py", "patients_data.py", "agendas_data.py", "people_data.py")


@dataclass(frozen=True, slots=True)
class Database:
    """One loaded database. `superuser` opens a connection that row-level security does not bind: floors and loading."""

    cluster: Cluster
    name: str

    def superuser(self) -> "psycopg.Connection[Any]":
        return psycopg.connect(self.cluster.url("postgres", self.name), autocommit=True)

    def web_url(self) -> str:
        return self.cluster.url("permanence_web", self.name)

    def use(self, *, loading: bool = False) -> None:
        """Make it the database of this process's Django: as the web role, or as the superuser with triggers asleep."""
        role = "postgres" if loading else "permanence_web"
        default = connections["default"].settings_dict
        default.update({"USER": role, "PASSWORD": self.cluster.password(role)})
        default["OPTIONS"].pop("options", None)
        if loading:
            default["OPTIONS"]["options"] = "-c session_replication_role=replica -c synchronous_commit=off"
        for alias in ("default", "owner", "sealer"):
            connections[alias].close()
            connections[alias].settings_dict["NAME"] = self.name
        wipe_caches()


def this_monday() -> date:
    today = datetime.now(ZoneInfo(ZONE)).date()
    return today - timedelta(days=today.weekday())


def loaded(cluster: Cluster, kind: str, sizes: object, load: Callable[[Database], None]) -> tuple[Database, bool]:
    """The database of that kind, loaded by `load` unless it is there; and whether it was loaded now."""
    digest = _digest(f"{kind} {sizes}")
    database = Database(cluster, f"bench_{kind}_{digest}")
    with _server(cluster) as server:
        if _exists(server, database.name):
            return database, False
        for stale in _named(server, f"bench_{kind}_%"):
            _drop(server, stale)
        building = Database(cluster, f"{database.name}_building")
        _create(server, building.name, template=_migrated(server, cluster))
        building.use(loading=True)
        load(building)
        connections.close_all()
        server.execute(
            sql.SQL("ALTER DATABASE {} RENAME TO {}").format(
                sql.Identifier(building.name), sql.Identifier(database.name)
            )
        )
    return database, True


def _migrated(server: "psycopg.Connection[Any]", cluster: Cluster) -> str:
    """The name of an empty, migrated database."""
    name = f"bench_empty_{_digest('empty')}"
    if not _exists(server, name):
        for stale in _named(server, "bench_empty_%"):
            _drop(server, stale)
        building = Database(cluster, f"{name}_building")
        _create(server, building.name)
        building.use()
        migrate()
        call_command("install_context_key")
        connections.close_all()
        server.execute(
            sql.SQL("ALTER DATABASE {} RENAME TO {}").format(sql.Identifier(building.name), sql.Identifier(name))
        )
    return name


def _create(server: "psycopg.Connection[Any]", name: str, template: str = "template1") -> None:
    _drop(server, name)
    server.execute(
        sql.SQL("CREATE DATABASE {} TEMPLATE {} OWNER permanence_owner").format(
            sql.Identifier(name), sql.Identifier(template)
        )
    )


def _drop(server: "psycopg.Connection[Any]", name: str) -> None:
    server.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name)))


def _exists(server: "psycopg.Connection[Any]", name: str) -> bool:
    return bool(_named(server, name))


def _named(server: "psycopg.Connection[Any]", pattern: str) -> list[str]:
    return [row[0] for row in server.execute("SELECT datname FROM pg_database WHERE datname LIKE %s", [pattern])]


@contextlib.contextmanager
def _server(cluster: Cluster) -> Iterator["psycopg.Connection[Any]"]:
    with psycopg.connect(cluster.url("postgres", "postgres"), autocommit=True) as server:
        yield server


def _digest(about: str) -> str:
    digest = hashlib.sha256(f"{about} {this_monday()} {settings.CONTEXT_SIGNING_KEY}".encode())
    here = Path(__file__).parent
    sources = [*sorted(ROOT.glob("*/migrations/*.py")), *sorted(ROOT.glob("*/structure.py")), ROOT / "core/tenancy.py"]
    if not about.startswith("empty"):
        sources += [here / name for name in LOADERS]
    for path in sources:
        digest.update(path.read_bytes())
    return digest.hexdigest()[:12]
