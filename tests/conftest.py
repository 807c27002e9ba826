"""The suite's ground: a real PostgreSQL, migrated once as the owner, then used as the web role.

A template database is kept per state of the migrations, so that a second run starts at once.
`db` tests roll back; `committed` tests really commit and are swept by the owner afterwards.
"""

import hashlib
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import psycopg
import pytest
from django.conf import settings
from django.core.management import call_command
from django.db import connections, transaction
from psycopg import sql

from config import embedded_postgres

ROOT = Path(__file__).resolve().parent.parent
ALIASES = ("default", "owner", "sealer")


@pytest.fixture(scope="session")
def django_db_setup(django_db_blocker: Any) -> Iterator[None]:
    if settings.DATABASES["owner"]["HOST"].startswith(str(settings.VAR_DIR)) or "DATABASE_SERVER" not in os.environ:
        embedded_postgres.ensure_running(Path(os.environ["VAR_DIR"]))
    worker = os.environ.get("PYTEST_XDIST_WORKER", "main")
    template, name = f"test_{_migrations_digest()}", f"test_permanence_{worker}"
    with _maintenance() as server:
        # One migration at a time: the workers of a parallel run all want the same template.
        server.execute("SELECT pg_advisory_lock(7001)")
        if not server.execute("SELECT 1 FROM pg_database WHERE datname = %s", [template]).fetchone():
            _build_template(server, template, django_db_blocker)
        _recreate(server, name, template)
        server.execute("SELECT pg_advisory_unlock(7001)")
    _point_at(name)
    yield
    connections.close_all()
    with _maintenance() as server:
        _drop(server, name)


def _maintenance() -> psycopg.Connection[Any]:
    owner = settings.DATABASES["owner"]
    return psycopg.connect(
        host=owner["HOST"], port=owner["PORT"] or None, user=owner["USER"], password=owner["PASSWORD"],
        dbname="postgres", autocommit=True,
    )  # fmt: skip


def _build_template(server: psycopg.Connection[Any], template: str, blocker: Any) -> None:
    building = f"{template}_building"
    for (stale,) in server.execute("SELECT datname FROM pg_database WHERE datname ~ '^test_[0-9a-f]{16}'").fetchall():
        _drop(server, stale)
    server.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(building)))
    _point_at(building)
    with blocker.unblock():
        call_command("migrate", database="owner", verbosity=0, interactive=False)
        call_command("install_context_key")
    connections.close_all()
    server.execute(sql.SQL("ALTER DATABASE {} RENAME TO {}").format(sql.Identifier(building), sql.Identifier(template)))


def _drop(server: psycopg.Connection[Any], name: str) -> None:
    """FORCE ends forgotten connections but may not end an autovacuum worker; the plain form ends only those."""
    try:
        server.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name)))
    except psycopg.errors.InsufficientPrivilege:
        server.execute(sql.SQL("DROP DATABASE IF EXISTS {}").format(sql.Identifier(name)))


def _recreate(server: psycopg.Connection[Any], name: str, template: str) -> None:
    _drop(server, name)
    server.execute(sql.SQL("CREATE DATABASE {} TEMPLATE {}").format(sql.Identifier(name), sql.Identifier(template)))


def _point_at(name: str) -> None:
    for alias in ALIASES:
        connections[alias].close()
        settings.DATABASES[alias]["NAME"] = name
        connections[alias].settings_dict["NAME"] = name


def _migrations_digest() -> str:
    digest = hashlib.sha256(settings.CONTEXT_SIGNING_KEY.encode())
    for path in [*sorted(ROOT.glob("*/migrations/*.py")), ROOT / "core/tenancy.py", ROOT / "config/database_roles.sql"]:
        digest.update(path.read_bytes())
    for path in sorted(ROOT.glob("*/structure.py")):
        digest.update(path.read_bytes())
    return digest.hexdigest()[:16]


@pytest.fixture
def committed(django_db_setup: None, django_db_blocker: Any) -> Iterator[None]:
    """A test that really commits (races, deferred constraints, several connections); swept afterwards."""
    with django_db_blocker.unblock():
        yield
        sweep()


def sweep() -> None:
    """Empty every table, as the owner."""
    for alias in ALIASES:
        connections[alias].close()
    with transaction.atomic(using="owner"), connections["owner"].cursor() as cursor:
        cursor.execute(
            "SELECT string_agg(format('%I', relname), ', ') FROM pg_class"
            " WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace"
            " AND relname NOT IN ('django_migrations', 'django_content_type')"
        )
        tables = cursor.fetchone()[0]
        # The owner gave up the right to empty the journal.
        cursor.execute("GRANT TRUNCATE ON audit_auditevent, audit_chainhead TO permanence_owner")
        cursor.execute(f"TRUNCATE {tables} CASCADE")
        cursor.execute("REVOKE TRUNCATE ON audit_auditevent, audit_chainhead FROM permanence_owner")
    connections["owner"].close()


@pytest.fixture(autouse=True)
def fresh_caches() -> Iterator[None]:
    """Keys of a rolled-back practice must not outlive its test."""
    yield
    from django.core.cache import cache

    cache.clear()
