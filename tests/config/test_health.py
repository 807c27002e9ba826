"""`/healthz` says that this process serves; `/readyz` says which part it stands on does not answer, and no more."""

from contextlib import ExitStack
from pathlib import Path
from typing import Any

import psycopg
import pytest
from django.conf import settings
from django.db import connection
from django.test import Client

from calls.hearing import READS, TELLS, listens
from config import celery, health
from core.named_locks import SHARE
from crypto import keyring
from telephony_adapters.protocols import Account
from tests.lab.processes import wait_until


@pytest.fixture
def keys(db: None) -> None:
    keyring.ensure_platform_key()


def test_serving_needs_no_database(client: Client) -> None:
    answer = client.get("/healthz")
    assert (answer.status_code, answer.json()) == (200, {"status": "ok"})


def test_everything_that_answers_is_ok(client: Client, keys: None) -> None:
    answer = client.get("/readyz")
    assert answer.json() == {"status": "ok", "database": "ok", "migrations": "ok", "keys": "ok", "broker": "ok"}
    assert answer.status_code == 200


@pytest.mark.parametrize("part", ["database", "migrations", "keys", "broker"])
def test_a_part_that_fails_is_named_without_its_reason(
    client: Client, keys: None, monkeypatch: pytest.MonkeyPatch, part: str
) -> None:
    def fail() -> None:
        raise RuntimeError("postgresql://somebody:secret@host/name")

    monkeypatch.setitem(health.CHECKS, part, fail)
    answer = client.get("/readyz")
    assert answer.status_code == 503
    assert answer.json()[part] == "failing"
    assert "secret" not in answer.content.decode()
    assert [name for name, state in answer.json().items() if state == "failing"] == ["status", part]


def test_a_database_behind_the_release_is_not_ready(keys: None, monkeypatch: pytest.MonkeyPatch) -> None:
    health.check_migrations()
    newer = frozenset({*health._known_migrations(), ("patients", "9999_from_tomorrow")})
    monkeypatch.setattr(health, "_known_migrations", lambda: newer)
    with pytest.raises(health.NotReady):
        health.check_migrations()


def test_the_web_role_may_read_the_list_of_migrations_and_not_write_it(db: None) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT right_, has_table_privilege('django_migrations', right_)"
            " FROM unnest(ARRAY['SELECT', 'INSERT', 'DELETE']) AS right_"
        )
        assert dict(cursor.fetchall()) == {"SELECT": True, "INSERT": False, "DELETE": False}


def test_only_get_and_head_are_answered(client: Client) -> None:
    assert client.head("/healthz").status_code == 200
    assert client.post("/healthz").status_code == 405


def test_the_queue_keeps_its_messages_in_a_private_folder(tmp_path: Path) -> None:
    options = celery.transport_options("filesystem://", tmp_path)
    for name in ("data_folder_in", "data_folder_out", "control_folder"):
        folder = Path(options[name])
        assert folder.is_relative_to(tmp_path)
        assert folder.stat().st_mode & 0o777 == 0o700
    assert celery.transport_options("amqps://rabbit.example/permanence", tmp_path) == {}


def test_tasks_travel_as_json_and_workers_take_no_orders() -> None:
    assert celery.app.conf.accept_content == ["json"]
    assert celery.app.conf.worker_enable_remote_control is False
    assert str(settings.VAR_DIR) in celery.app.conf.broker_transport_options["data_folder_in"]


def test_the_telephone_is_ready_while_it_is_heard_read_and_told(client: Client, settings: Any, db: None) -> None:
    account = Account("asterisk", "lab", {"username": "u", "password": "p"}, {"ari_url": "http://127.0.0.1:1"})
    settings.TELEPHONY_ACCOUNTS = {"lab": account}
    place = connection.settings_dict
    at = {"host": place["HOST"], "user": place["USER"], "password": place["PASSWORD"], "dbname": place["NAME"]}
    with ExitStack() as processes:
        held = {}
        for part, name in (("listeners", listens("lab")), ("reader", READS), ("stream", TELLS)):
            assert client.get("/readyz/calls").json()[part] == "failing"
            held[part] = processes.enter_context(psycopg.connect(**at, autocommit=True))
            held[part].execute(SHARE, [name])
        answer = client.get("/readyz/calls")
        assert (answer.status_code, set(answer.json().values())) == (200, {"ok"})
        for part, process in held.items():
            process.close()
            wait_until(lambda part=part: client.get("/readyz/calls").json()[part] == "failing", f"{part} is missed")  # type: ignore[misc]
    assert client.get("/readyz/calls").status_code == 503
    assert client.get("/readyz").json().keys() == {"status", *health.CHECKS}, "pages are served all the same"
