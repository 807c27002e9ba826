"""What a front server and an operator ask: `/healthz` (this process serves) and `/readyz` (what it stands on does too).

`/readyz/calls`: whether the telephone is heard, which other processes do.

Outside any transaction of the request, so that a database that is away is an answer and not an error.
Public, so they name parts and say ok or failing, never why: the reason's kind goes to the process's log.
"""

import functools
import logging
from collections.abc import Callable

from django.conf import settings
from django.db import connection
from django.db.migrations.loader import MigrationLoader
from django.db.transaction import non_atomic_requests
from django.http import HttpRequest, JsonResponse
from django.views.decorators.http import require_safe

from calls.hearing import READS, TELLS, unheard
from config.celery import app
from core.named_locks import is_held
from crypto import keyring

log = logging.getLogger(__name__)
BROKER_PATIENCE_SECONDS = 2


@non_atomic_requests
@require_safe
def healthz(request: HttpRequest) -> JsonResponse:
    """200 as soon as requests are answered; touches nothing else."""
    return JsonResponse({"status": "ok"})


@non_atomic_requests
@require_safe
def readyz(request: HttpRequest) -> JsonResponse:
    """200 when database, migrations, keys and broker all answer, else 503 naming those that fail."""
    states = {name: _state(name, check) for name, check in CHECKS.items()}
    ready = set(states.values()) == {"ok"}
    return JsonResponse({"status": "ok" if ready else "failing", **states}, status=200 if ready else 503)


@non_atomic_requests
@require_safe
def readyz_calls(request: HttpRequest) -> JsonResponse:
    """200 when calls are heard, read and told, else 503 naming what is not: a process died or lost its lock.

    Apart from `/readyz`: pages go on being served while a telephone is away, and somebody is to be woken.
    """
    states = {name: _state(name, check) for name, check in CALL_CHECKS.items()}
    ready = set(states.values()) == {"ok"}
    return JsonResponse({"status": "ok" if ready else "failing", **states}, status=200 if ready else 503)


def _state(name: str, check: Callable[[], None]) -> str:
    try:
        check()
    except Exception as reason:  # whatever it is, this part is not ready
        log.error("Not ready: %s (%s)", name, type(reason).__name__)
        return "failing"
    return "ok"


class NotReady(Exception):
    """One part answers, but not as it must."""


def check_database() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")


def check_migrations() -> None:
    """The database holds every migration of this release. Raises NotReady."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT app, name FROM django_migrations")
        applied = set(cursor.fetchall())
    if not _known_migrations() <= applied:
        raise NotReady


def check_keys() -> None:
    """The key service wraps and unwraps. Raises its own error otherwise."""
    keyring.check_ready()


def check_broker() -> None:
    """The work queue takes connections; the file transport, files."""
    if settings.CELERY_BROKER_URL.startswith("filesystem:"):
        trial = settings.VAR_DIR / "celery" / "trial"
        trial.touch()
        trial.unlink()
        return
    with app.connection_for_write() as broker:
        broker.ensure_connection(max_retries=1, timeout=BROKER_PATIENCE_SECONDS)


def check_listeners() -> None:
    """Every exchange that is listened to has its listener, connected and holding its lock. Raises NotReady."""
    if unheard():
        raise NotReady


def check_reader() -> None:
    """Some process reads what vendors said. Raises NotReady."""
    if not is_held(READS):
        raise NotReady


def check_stream() -> None:
    """Some process hears the database and tells the desks. Raises NotReady."""
    if not is_held(TELLS):
        raise NotReady


@functools.cache
def _known_migrations() -> frozenset[tuple[str, str]]:
    """The migrations on disk: read once, they change only with the release."""
    return frozenset(MigrationLoader(None).disk_migrations)


CHECKS: dict[str, Callable[[], None]] = {
    "database": check_database,
    "migrations": check_migrations,
    "keys": check_keys,
    "broker": check_broker,
}
CALL_CHECKS: dict[str, Callable[[], None]] = {
    "listeners": check_listeners,
    "reader": check_reader,
    "stream": check_stream,
}
