"""Take a key, keep the answer, find it again. Everything happens in the transaction of the effect itself.

A request that fails rolls its key back with the rest: it may be tried again under the same key.
"""

import re
from collections.abc import Collection
from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from django.db import connection

from core.clock import now
from core.errors import NotFound
from core.ids import new_id
from core.saving import update
from core.scoping import Actor
from crypto import keyring
from idempotency.errors import KeyReused, RequestInProgress
from idempotency.models import KeptAnswer

LIFETIME = timedelta(hours=24)

# The lock is tried, never waited for: a rival that is still running is told at once. An expired row is taken over.
TAKE = """
WITH turn AS MATERIALIZED (SELECT pg_try_advisory_xact_lock(%s::bigint) AS mine)
INSERT INTO idempotency_keptanswer AS kept (id, user_id, key, fingerprint, practice_ids, created_at, expires_at)
SELECT %s::uuid, %s::uuid, %s::text, %s::bytea, %s::uuid[], %s::timestamptz, %s::timestamptz FROM turn WHERE mine
ON CONFLICT (user_id, key) DO UPDATE
SET id = excluded.id, fingerprint = excluded.fingerprint, practice_ids = excluded.practice_ids, status = NULL,
    body = NULL, created_at = excluded.created_at, expires_at = excluded.expires_at
WHERE kept.expires_at <= excluded.created_at
RETURNING kept.id
"""


EMPTY = "UPDATE idempotency_keptanswer SET status = 410, body = NULL, fingerprint = '' WHERE id = ANY(%s::uuid[])"
_IDS = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}")


@dataclass(frozen=True, slots=True)
class Answer:
    """An answer as it was given: HTTP status and body text."""

    status: int
    body: str


@dataclass(frozen=True, slots=True)
class Turn:
    """Either the right to do the work now (`kept` is None), or the answer given the first time."""

    row_id: UUID
    kept: Answer | None = None


def take(*, actor: Actor, key: str, content: bytes) -> Turn:
    """Take `key` for this person's request; one statement when the key is new. Call inside the transaction.

    `content` is everything that makes the request what it is (method, path, body). Raises KeyReused
    for other content under the same key, RequestInProgress while the first one runs, NotFound when
    the person has since lost a practice that the kept answer may speak of.
    """
    if actor.user_id is None:
        raise ValueError("only a person has idempotency keys")
    fingerprint = keyring.fingerprint("idempotency", content)
    row_id = new_id()
    if _insert(row_id, actor, key, fingerprint):
        return Turn(row_id)
    row = KeptAnswer.objects.filter(user_id=actor.user_id, key=key, expires_at__gt=now()).first()
    if row is None or row.status is None:
        raise RequestInProgress()
    if bytes(row.fingerprint) != fingerprint:
        raise KeyReused()
    if not actor.practice_ids.issuperset(row.practice_ids):
        raise NotFound()
    return Turn(row.id, Answer(row.status, row.body.open() if row.body is not None else ""))


def keep(turn: Turn, answer: Answer) -> None:
    """Store the answer of the work that `take` gave the right to do; one statement."""
    update(KeptAnswer(id=turn.row_id, status=answer.status, body=answer.body), "status", "body")


def forget_about(practice_id: UUID, ids: Collection[UUID]) -> int:
    """Empty every kept answer of the practice that names one of these ids: what it says is erased. Returns how many.

    The key stays taken until its day is over, with a fingerprint that nothing matches: a late retry is refused
    (KeyReused) instead of doing the work again.
    """
    wanted = {str(one) for one in ids}
    kept = KeptAnswer.objects.filter(practice_ids__contains=[practice_id], body__isnull=False)
    speaking = [row.id for row in kept.select_for_update() if row.body and wanted & set(_IDS.findall(row.body.open()))]
    with connection.cursor() as cursor:
        cursor.execute(EMPTY, [speaking])
        return int(cursor.rowcount)


def forget_expired() -> int:
    """Delete the answers older than a day; returns how many."""
    return KeptAnswer.objects.filter(expires_at__lte=now()).delete()[0]


def _insert(row_id: UUID, actor: Actor, key: str, fingerprint: bytes) -> bool:
    at = now()
    scope = sorted(actor.practice_ids)
    user = actor.user_id.bytes if actor.user_id else b""
    lock = int.from_bytes(keyring.fingerprint("idempotency-lock", user, key.encode())[:8], "big", signed=True)
    with connection.cursor() as cursor:
        cursor.execute(TAKE, [lock, row_id, actor.user_id, key, fingerprint, scope, at, at + LIFETIME])
        return cursor.fetchone() is not None
