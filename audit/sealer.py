"""The sealer: chains what has been committed, practice by practice, in the order of the transactions.

It takes only rows whose transaction number is below every running one: nothing can still commit
before them. It updates rows that nobody else may touch, so a writer never waits for it.
"""

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import connections, transaction

from audit import chain
from core.clock import now

ALIAS = "sealer"
BATCH = 5_000
# One sealer at a time; any fixed number that no other lock of the product uses.
LOCK = 7_203_110_001
LATE = timedelta(seconds=5)

Row = tuple[UUID, UUID | None, datetime, bytes]
Link = tuple[UUID, int, bytes, bytes]

# An event without body was emptied before its time: it is left for the verifier to find, not chained as if honest.
WAITING = """
SELECT id, practice_id, at, leaf FROM audit_auditevent
WHERE pos IS NULL AND body IS NOT NULL AND (xid < pg_snapshot_xmin(pg_current_snapshot()) OR %s::boolean)
ORDER BY xid, id LIMIT %s::integer
"""
WRITE = """
UPDATE audit_auditevent e SET pos = s.pos, prev = s.prev, hash = s.hash
FROM unnest(%s::uuid[], %s::bigint[], %s::bytea[], %s::bytea[]) AS s (id, pos, prev, hash) WHERE e.id = s.id
"""
MOVE_HEADS = """
INSERT INTO audit_chainhead AS head (id, chain, size, hash)
SELECT gen_random_uuid(), s.chain, s.size, s.hash FROM unnest(%s::uuid[], %s::bigint[], %s::bytea[])
AS s (chain, size, hash) ON CONFLICT (chain) DO UPDATE SET size = excluded.size, hash = excluded.hash
"""


def seal_once(*, after_restore: bool = False) -> int:
    """Chain at most 5,000 waiting events in one transaction; returns how many (0 when another sealer is at work).

    `after_restore`: also those that carry the transaction numbers of a former cluster. Only while
    nothing else writes.
    """
    with transaction.atomic(using=ALIAS), connections[ALIAS].cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_xact_lock(%s::bigint)", [LOCK])
        if not cursor.fetchone()[0]:
            return 0
        cursor.execute(WAITING, [after_restore, BATCH])
        rows: list[Row] = cursor.fetchall()
        if rows:
            _seal(cursor, rows)
        return len(rows)


def seal_all(*, after_restore: bool = False) -> int:
    """Pass after pass until nothing is ready; returns how many events were chained."""
    total = 0
    while count := seal_once(after_restore=after_restore):
        total += count
    return total


def lag() -> timedelta:
    """How long the oldest waiting event has been waiting. Above 5 s something is wrong: a transaction left open?"""
    with connections[ALIAS].cursor() as cursor:
        cursor.execute("SELECT at FROM audit_auditevent WHERE pos IS NULL ORDER BY xid LIMIT 1")
        oldest = cursor.fetchone()
    return max(now() - oldest[0], timedelta()) if oldest else timedelta()


def _seal(cursor: Any, rows: list[Row]) -> None:
    heads = _heads(cursor, {chain.chain_of(practice_id) for _, practice_id, _, _ in rows})
    links = [_link(heads, row) for row in rows]
    cursor.execute(WRITE, [list(column) for column in zip(*links, strict=True)])
    moved = [(name, size, head) for name, (size, head) in heads.items()]
    cursor.execute(MOVE_HEADS, [list(column) for column in zip(*moved, strict=True)])


def _heads(cursor: Any, chains: set[UUID]) -> dict[UUID, tuple[int, bytes]]:
    heads = dict.fromkeys(chains, (0, chain.GENESIS))
    cursor.execute("SELECT chain, size, hash FROM audit_chainhead WHERE chain = ANY (%s::uuid[])", [list(chains)])
    heads.update({name: (size, bytes(head)) for name, size, head in cursor.fetchall()})
    return heads


def _link(heads: dict[UUID, tuple[int, bytes]], row: Row) -> Link:
    """The link of one event; its chain's head moves on."""
    event_id, practice_id, at, leaf = row
    name = chain.chain_of(practice_id)
    size, previous = heads[name]
    fresh = chain.link(previous, name, size + 1, at, bytes(leaf))
    heads[name] = (size + 1, fresh)
    return event_id, size + 1, previous, fresh
