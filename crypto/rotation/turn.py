"""What every rotation stands on: one at a time, the owner's connection, a practice's context, waiting for others."""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from uuid import UUID

from django.db import connections, transaction

from core.scoping import acting_as, system_actor

# Commands reach the owner of the tables; a page or an endpoint never does.
ALIAS = "owner"
# One rotation at a time; any fixed number that no other lock of the product uses.
LOCK = 7_203_110_002
# The web role's transactions end after 30 s of work or 60 s of idleness.
PATIENCE_SECONDS = 120.0
GLANCE_SECONDS = 0.02

Say = Callable[[str], None]

# Every running transaction holds its virtual number; those of another database of the cluster read no key of ours.
OTHERS = """
SELECT l.virtualtransaction FROM pg_locks l JOIN pg_stat_activity a ON a.pid = l.pid AND a.datname = current_database()
 WHERE l.locktype = 'virtualxid' AND l.granted AND l.pid <> pg_backend_pid()
"""


class RotationRefused(Exception):
    """The rotation cannot start or go on; the text is the sentence shown to the operator."""


@contextmanager
def one_rotation() -> Iterator[None]:
    """The turn of this process. Raises RotationRefused when another one rotates; a killed one has lost its turn."""
    connection = connections[ALIAS]
    connection.close()
    try:
        with connection.cursor() as cursor:
            cursor.execute("SET lock_timeout = '10s'")
            cursor.execute("SELECT pg_try_advisory_lock(%s::bigint)", [LOCK])
            if not cursor.fetchone()[0]:
                raise RotationRefused("Another rotation is at work: wait until it has ended.")
        yield
    finally:
        # The lock belongs to the session and goes with it.
        connection.close()


@contextmanager
def inside(*practice_ids: UUID) -> Iterator[None]:
    """One transaction of the owner, in which the rows of these practices exist."""
    with acting_as(system_actor(*practice_ids)), transaction.atomic(using=ALIAS):
        yield


def practices() -> list[UUID]:
    """Every practice that has a key, in a fixed order."""
    with connections[ALIAS].cursor() as cursor:
        cursor.execute("SELECT practice_id FROM crypto_practices() AS practice_id ORDER BY 1")
        return [row[0] for row in cursor.fetchall()]


def running_transactions() -> set[str]:
    """The names of the transactions that others have open now."""
    with connections[ALIAS].cursor() as cursor:
        cursor.execute(OTHERS)
        return {row[0] for row in cursor.fetchall()}


def wait_for(transactions: set[str]) -> None:
    """Return when all of them have ended. Raises RotationRefused after two minutes."""
    until = time.monotonic() + PATIENCE_SECONDS
    while transactions & running_transactions():
        if time.monotonic() > until:
            raise RotationRefused("A transaction has been open for too long: end it, then type the command again.")
        time.sleep(GLANCE_SECONDS)
