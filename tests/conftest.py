"""The suite's ground: a real PostgreSQL, migrated once as the owner, then used as the web role.

A template database is kept per state of the migrations, so that a second run starts at once.
`db` tests roll back; `committed` tests really commit and are swept by the owner afterwards.
"""

import gc
import hashlib
import json
import os
import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import quote

import hypothesis
import psycopg
import pytest
from django.conf import settings
from django.core.management import call_command
from django.db import connections
from psycopg import sql

from config import embedded_postgres, garbage
from config.deep_calls import with_room
from config.embedded_postgres import Cluster
from config.migrating import migrate

ROOT = Path(__file__).resolve().parent.parent
ALIASES = ("default", "owner", "sealer")
ALONE = "SELECT pg_advisory_lock(7001)"
# A busy machine draws slowly and answers late: neither is a defect of a rule.
hypothesis.settings.register_profile("suite", deadline=None, suppress_health_check=[hypothesis.HealthCheck.too_slow])
hypothesis.settings.load_profile("suite")


@pytest.hookimpl(tryfirst=True)
def pytest_cmdline_main(config: pytest.Config) -> object:
    """Each process of the suite calls as a web worker does: with room."""
    ours = config.pluginmanager.get_plugin(__file__)
    return with_room(config.pluginmanager.subset_hook_caller("pytest_cmdline_main", [ours]), config=config)


def pytest_collection() -> None:
    garbage.begin()


def pytest_collection_finish() -> None:
    """As the product does once it is loaded; tests leave little that waits for the collector."""
    garbage.settle()
    gc.set_threshold(*garbage.SELDOM)


@pytest.fixture(scope="session")
def django_db_setup(django_db_blocker: Any) -> Iterator[None]:
    embedded_postgres.ensure_running(Path(os.environ["VAR_DIR"]))
    worker = os.environ.get("PYTEST_XDIST_WORKER", "main")
    ground = _ground()
    template, name = _template(ground), f"test_permanence_{worker}"
    with _maintenance() as server:
        # One migration at a time: the workers of a parallel run all want the same template.
        server.execute(ALONE)
        if not server.execute("SELECT 1 FROM pg_database WHERE datname = %s", [template]).fetchone():
            _build_template(server, template, ground, django_db_blocker)
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


def copy_of_the_template(cluster: Cluster) -> None:
    """Fill the empty database of another cluster as the template is: tables, rights, and what migrations write."""
    ours = embedded_postgres.cluster_in(Path(os.environ["VAR_DIR"]))
    programs = ours.place.programs
    with tempfile.NamedTemporaryFile() as dump:
        with _maintenance() as server:
            # A template that somebody reads cannot be copied from.
            server.execute(ALONE)
            source = ours.url("postgres", _template(_ground()))
            subprocess.run([programs / "pg_dump", "--format=custom", "-Z0", "-f", dump.name, source], check=True)
        options = ["--single-transaction", "--exit-on-error", "--dbname", cluster.url("postgres")]
        subprocess.run([programs / "pg_restore", *options, dump.name], check=True)


def _build_template(server: psycopg.Connection[Any], template: str, ground: dict[str, str], blocker: Any) -> None:
    """From the newest template that only lacks migrations, else from nothing; the others go."""
    building = f"{template}_building"
    # One that an interrupted run left half-built is no former template.
    _drop(server, building)
    former = _former_templates(server)
    base = next((name for name, built_on in former if built_on.items() <= ground.items()), None)
    source = sql.SQL(" TEMPLATE {}").format(sql.Identifier(base)) if base else sql.SQL("")
    server.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(building)) + source)
    _point_at(building)
    with blocker.unblock():
        migrate()
        call_command("install_context_key")
    connections.close_all()
    for stale, _ in former:
        if stale != building:  # one that an interrupted run left was replaced above
            _drop(server, stale)
    note = sql.Literal(json.dumps(ground))
    server.execute(sql.SQL("COMMENT ON DATABASE {} IS {}").format(sql.Identifier(building), note))
    server.execute(sql.SQL("ALTER DATABASE {} RENAME TO {}").format(sql.Identifier(building), sql.Identifier(template)))


def _former_templates(server: psycopg.Connection[Any]) -> list[tuple[str, dict[str, str]]]:
    """Templates of other states, newest first, and what each was built on; a half-built one was built on nothing."""
    found = server.execute(
        "SELECT datname, coalesce(shobj_description(oid, 'pg_database'), '') FROM pg_database"
        " WHERE datname ~ '^test_[0-9a-f]{16}' ORDER BY oid DESC"
    ).fetchall()
    return [(name, json.loads(note) if note else {"": "unknown"}) for name, note in found]


def _drop(server: psycopg.Connection[Any], name: str) -> None:
    """FORCE ends forgotten connections but may not end an autovacuum worker; the plain form ends only those."""
    try:
        server.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name)))
    except psycopg.errors.InsufficientPrivilege:
        server.execute(sql.SQL("DROP DATABASE IF EXISTS {}").format(sql.Identifier(name)))


def _recreate(server: psycopg.Connection[Any], name: str, template: str) -> None:
    _drop(server, name)
    server.execute(sql.SQL("CREATE DATABASE {} TEMPLATE {}").format(sql.Identifier(name), sql.Identifier(template)))
    # No test pulls the plug of the machine: nobody waits for the disk.
    server.execute(sql.SQL("ALTER DATABASE {} SET synchronous_commit = off").format(sql.Identifier(name)))


def _point_at(name: str) -> None:
    for alias in ALIASES:
        connections[alias].close()
        settings.DATABASES[alias]["NAME"] = name
        connections[alias].settings_dict["NAME"] = name


def _ground() -> dict[str, str]:
    """What a template depends on, file by file: migrations, and what they take from elsewhere."""
    taken = [ROOT / "core/tenancy.py", ROOT / "config/database_roles.sql", *sorted(ROOT.glob("*/structure.py"))]
    files = [*sorted(ROOT.glob("*/migrations/0*.py")), *taken]
    digests = {str(path.relative_to(ROOT)): hashlib.sha256(path.read_bytes()).hexdigest()[:16] for path in files}
    key = hashlib.sha256(settings.CONTEXT_SIGNING_KEY.encode()).hexdigest()[:16]
    return {**digests, "context key": key}


def _template(ground: dict[str, str]) -> str:
    return "test_" + hashlib.sha256(json.dumps(ground, sort_keys=True).encode()).hexdigest()[:16]


@pytest.fixture
def committed(django_db_setup: None, django_db_blocker: Any) -> Iterator[None]:
    """A test that really commits (races, deferred constraints, several connections); swept afterwards."""
    with django_db_blocker.unblock():
        yield
        sweep()


def sweep() -> None:
    """Empty every table: no trigger, no policy and no foreign key has a say, as for whoever restores a copy.

    Rows go, files stay: TRUNCATE would make five hundred new ones, a hundred times as slowly.
    """
    for alias in ALIASES:
        connections[alias].close()
    with psycopg.connect(superuser_address()) as everything:
        everything.execute("SET LOCAL session_replication_role = replica")
        (deletions,) = everything.execute(
            "SELECT string_agg(format('DELETE FROM %I', relname), ';') FROM pg_class"
            " WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace"
            " AND relname NOT IN ('django_migrations', 'django_content_type')"
        ).fetchone() or ("",)
        everything.execute(deletions)


def superuser_address() -> str:
    cluster = embedded_postgres.cluster_in(Path(os.environ["VAR_DIR"]))
    return cluster.url("postgres", connections["owner"].settings_dict["NAME"])


def address_of(alias: str) -> str:
    """The test database for the role of that alias, as the environment of a process gives it."""
    database = settings.DATABASES[alias]
    user, password, host = (quote(database[key], safe="") for key in ("USER", "PASSWORD", "HOST"))
    port = f":{database['PORT']}" if database["PORT"] else ""
    return f"postgresql://{user}:{password}@{host}{port}/{database['NAME']}"


@pytest.fixture(autouse=True)
def fresh_caches() -> Iterator[None]:
    """Keys of a rolled-back practice must not outlive its test."""
    from tests.factories import kept

    kept.begin()
    yield
    from django.core.cache import cache

    cache.clear()
