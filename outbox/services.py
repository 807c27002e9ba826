"""Put a row in, take due rows out, say how it ended. The row lies in the transaction of its cause: no cause, no row.

A worker claims with SKIP LOCKED and a lease; when it dies, the lease runs out and another worker
takes over. The HTTP time-out of a sender must be shorter than its lease.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.db import connection, transaction

from core.clock import now
from core.ids import new_id
from core.scoping import acting_as, system_actor
from outbox.models import OutboxRow

LEASE = timedelta(minutes=2)
LONGEST_PAUSE = timedelta(hours=6)
BEGUN = "begun"


@dataclass(frozen=True, slots=True)
class Claim:
    """A row that this worker, and nobody else, may act on until its lease ends. Send with `id` as idempotency key."""

    id: UUID
    practice_id: UUID | None
    topic: str
    entity_id: UUID
    channel: str
    version: int
    attempts: int
    claim_id: UUID


def enqueue(
    *,
    topic: str,
    practice_id: UUID | None,
    entity_id: UUID,
    channel: str,
    version: int = 1,
    not_before: datetime | None = None,
) -> bool:
    """Ask for one thing to be done after the commit, at `not_before` (aware) or at once; one statement.

    The same entity, topic, channel and version is asked for once only: False when it already was.
    """
    at = now()
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO outbox_outboxrow (id, practice_id, topic, entity_id, channel, version, state,"
            " created_at, not_before, attempts, last_outcome)"
            " VALUES (%s, %s, %s, %s, %s, %s, 'pending', %s, %s, 0, '') ON CONFLICT DO NOTHING",
            [new_id(), practice_id, topic, entity_id, channel, version, at, not_before or at],
        )
        return bool(cursor.rowcount == 1)


def enqueue_many(*, topic: str, practice_id: UUID, entities: Sequence[tuple[UUID, int]], channel: str) -> int:
    """The same for many `(entity id, version)` of one practice, due at once, in one statement: how many were new."""
    if not entities:
        return 0
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO outbox_outboxrow (id, practice_id, topic, entity_id, channel, version, state,"
            " created_at, not_before, attempts, last_outcome)"
            " SELECT row_id, %(practice)s::uuid, %(topic)s, entity, %(channel)s, version, 'pending',"
            " %(at)s::timestamptz, %(at)s::timestamptz, 0, ''"
            " FROM unnest(%(ids)s::uuid[], %(entities)s::uuid[], %(versions)s::integer[]) r (row_id, entity, version)"
            " ON CONFLICT DO NOTHING",
            {
                "practice": practice_id,
                "topic": topic,
                "channel": channel,
                "at": now(),
                "ids": [new_id() for _ in entities],
                "entities": [entity for entity, _ in entities],
                "versions": [version for _, version in entities],
            },
        )
        return int(cursor.rowcount)


def claim(limit: int, lease: timedelta = LEASE) -> list[Claim]:
    """Take at most `limit` due rows of every practice for the length of `lease`; committed before it returns."""
    claim_id = new_id()
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(
            "SELECT * FROM outbox_claim(%s::timestamptz, %s::integer, %s::interval, %s::uuid)",
            [now(), limit, f"{lease.total_seconds()} seconds", claim_id],
        )
        return [
            Claim(row_id, practice_id, topic, entity_id, channel, version, attempts, claim_id)
            for row_id, practice_id, topic, entity_id, channel, version, attempts in cursor.fetchall()
        ]


def hold(row: Claim, lease: timedelta = LEASE) -> bool:
    """Lock the row until the commit and begin its lease again; False when it was lost to another worker.

    Inside the transaction that acts, in the row's own context.
    """
    rows = OutboxRow.objects.select_for_update().filter(id=row.id, practice_id=row.practice_id)
    if not rows.filter(claim_id=row.claim_id, state=OutboxRow.State.PENDING).exists():
        return False
    return rows.filter(claim_id=row.claim_id).update(leased_until=now() + lease) == 1


def begin(row: Claim) -> bool:
    """Write that what cannot be taken back is about to be done, committed before it is.

    False when that was written before and nothing since, by a worker that died; or when the row was lost.
    """
    practices = [] if row.practice_id is None else [row.practice_id]
    with acting_as(system_actor(*practices)), transaction.atomic():
        mine = OutboxRow.objects.filter(id=row.id, practice_id=row.practice_id, claim_id=row.claim_id)
        return mine.exclude(last_outcome=BEGUN).update(last_outcome=BEGUN) == 1


def recall(practice_id: UUID, row_id: UUID) -> Claim | None:
    """What a row asks, whoever acts on it by now; None when it was forgotten. In the practice's own context."""
    row = OutboxRow.objects.filter(practice_id=practice_id, id=row_id).first()
    if row is None:
        return None
    return Claim(row.id, practice_id, row.topic, row.entity_id, row.channel, row.version, row.attempts, row.id)


def tell_outcome(row: Claim, outcome: str, *, void: bool = False) -> None:
    """How what was asked ended at last, after the row was done with (a code). In the practice's own context."""
    state = OutboxRow.State.VOID if void else OutboxRow.State.DONE
    OutboxRow.objects.filter(id=row.id, practice_id=row.practice_id).exclude(state=OutboxRow.State.PENDING).update(
        state=state, last_outcome=outcome, ended_at=now()
    )


def mark_done(row: Claim, outcome: str = "done") -> bool:
    """It was done. False when the lease was lost to another worker: nothing is written then."""
    return _end(row, OutboxRow.State.DONE, outcome)


def mark_void(row: Claim, outcome: str) -> bool:
    """It must not be done any more (cancelled, moved, objected): `outcome` is a code."""
    return _end(row, OutboxRow.State.VOID, outcome)


def retry_later(row: Claim, outcome: str, pause: timedelta | None = None) -> bool:
    """It failed for now: due again after `pause`, or after a pause that doubles from 30 s to 6 hours."""
    if pause is None:
        pause = min(timedelta(seconds=30) * 2 ** min(row.attempts - 1, 12), LONGEST_PAUSE)
    return _write(row, not_before=now() + pause, claim_id=None, leased_until=None, last_outcome=outcome)


def forget(practice_id: UUID, entity_ids: Iterable[UUID]) -> int:
    """Take out every row of a practice about these entities, done or not: they are erased. Returns how many.

    A row that a worker has claimed is waited for: what it says was said before, or never.
    """
    return OutboxRow.objects.filter(practice_id=practice_id, entity_id__in=list(entity_ids)).delete()[0]


def _end(row: Claim, state: OutboxRow.State, outcome: str) -> bool:
    return _write(row, state=state, ended_at=now(), claim_id=None, leased_until=None, last_outcome=outcome)


def _write(row: Claim, **values: object) -> bool:
    """Only under the claim: a worker that slept past its lease no longer decides."""
    practices = [] if row.practice_id is None else [row.practice_id]
    with acting_as(system_actor(*practices)), transaction.atomic():
        mine = OutboxRow.objects.filter(id=row.id, practice_id=row.practice_id, claim_id=row.claim_id)
        return mine.update(**values) == 1
