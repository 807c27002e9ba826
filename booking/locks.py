"""Ordered advisory locks on practitioners, for what an exclusion constraint cannot see.

Booking, holding and moving one visit take them *shared*: they do not wait for one another, the
constraint arbitrates. Absences, rules, closures and imports take them *exclusive*, so that no visit
is booked between their reading and their writing. Always sorted, always before reading, always
held to the end of the transaction; waiting longer than the connection's `lock_timeout` (3 s) or a
deadlock ends in a retry of the whole transaction.
"""

import hashlib
import random
import time
from collections.abc import Callable, Iterable
from functools import wraps
from typing import ParamSpec, TypeVar
from uuid import UUID

from django.db import OperationalError, connection, transaction

from core.errors import Busy

P = ParamSpec("P")
T = TypeVar("T")

ATTEMPTS = 4  # the first and three retries
DEADLOCK, LOCK_TIMEOUT = "40P01", "55P03"
_LONGEST_PAUSE = 0.08
# The keys arrive sorted and unnest keeps their order.
_SHARED = "SELECT pg_advisory_xact_lock_shared(key) FROM unnest(%s::bigint[]) AS key"
_EXCLUSIVE = "SELECT pg_advisory_xact_lock(key) FROM unnest(%s::bigint[]) AS key"
_SHARED_IF_FREE = "SELECT pg_try_advisory_xact_lock_shared(%s::bigint)"


def lock_practitioners(practitioner_ids: Iterable[UUID], *, exclusive: bool = False) -> None:
    """Lock these agendas until the transaction ends. Refuses to run outside a transaction."""
    if not connection.in_atomic_block:
        raise transaction.TransactionManagementError("advisory locks need a transaction to end with")
    statement = _EXCLUSIVE if exclusive else _SHARED
    keys = sorted({_key(practitioner_id) for practitioner_id in practitioner_ids})
    with connection.cursor() as cursor:
        cursor.execute(statement, [keys])


class LockNotFree(OperationalError):
    """Somebody changes that agenda right now: contention, like a lock that was waited for too long."""

    sqlstate = LOCK_TIMEOUT


def also_lock(practitioner_id: UUID) -> None:
    """Lock one more person *shared*, out of order and therefore without waiting.

    For a substitute, who is only known once the agenda is locked: not waiting, it cannot deadlock.
    Raises LockNotFree, which `in_one_transaction` answers by starting again.
    """
    with connection.cursor() as cursor:
        cursor.execute(_SHARED_IF_FREE, [_key(practitioner_id)])
        if not cursor.fetchone()[0]:
            raise LockNotFree()


def in_one_transaction(function: Callable[P, T]) -> Callable[P, T]:
    """Run `function` in a transaction, again from the start after a deadlock or a lock timeout.

    Inside a transaction that is already open the retry goes back to a savepoint: everything this call
    did and every lock it took are undone, what came before it stays. Raises Busy when contention
    lasts; nothing is written then.
    """

    @wraps(function)
    def attempt(*args: P.args, **kwargs: P.kwargs) -> T:
        for remaining in reversed(range(ATTEMPTS)):
            try:
                with transaction.atomic():
                    return function(*args, **kwargs)
            except OperationalError as error:
                if not is_contention(error):
                    raise
                if remaining == 0:
                    raise Busy() from error
            time.sleep(random.uniform(0, _LONGEST_PAUSE))  # noqa: S311 - rivals must not meet again in step
        raise Busy()

    return attempt


def is_contention(error: BaseException | None) -> bool:
    """Whether the database gave up waiting for a rival: deadlock (40P01) or lock timeout (55P03)."""
    while error is not None:
        if getattr(error, "sqlstate", None) in {DEADLOCK, LOCK_TIMEOUT}:
            return True
        error = error.__cause__
    return False


def _key(practitioner_id: UUID) -> int:
    digest = hashlib.sha256(b"booking:practitioner:" + practitioner_id.bytes).digest()
    return int.from_bytes(digest[:8], "big", signed=True)
