"""Taking due messages for the length of a lease; a worker that dies gives its turn back when the lease runs out."""

from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from django.db import connection, transaction

from core.clock import now
from core.ids import new_id
from notifications.models import Delivery
from notifications.states import State

# Longer than any request to a vendor may last (telephony_adapters.http.TIMEOUT_SECONDS).
LEASE = timedelta(minutes=2)
LONGEST_PAUSE = timedelta(hours=1)
_POSTED = "posted"


@dataclass(frozen=True, slots=True)
class Turn:
    """One message that this worker, and nobody else, may act on until its lease ends."""

    id: UUID
    practice_id: UUID
    claim_id: UUID


def claim(wanted: State, limit: int, lease: timedelta = LEASE) -> list[Turn]:
    """At most `limit` messages of every practice: queued, due and about visits, or left in `sending`."""
    return _claim(wanted.value, limit, lease)


def claim_posted(limit: int, lease: timedelta = LEASE) -> list[Turn]:
    """The same of those that another room asks for, queued and due."""
    return _claim(_POSTED, limit, lease)


def _claim(wanted: str, limit: int, lease: timedelta) -> list[Turn]:
    claim_id = new_id()
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(
            "SELECT id, practice_id FROM notifications_claim(%s, %s::timestamptz, %s::integer, %s::interval, %s::uuid)",
            [wanted, now(), limit, f"{lease.total_seconds()} seconds", claim_id],
        )
        return [Turn(row_id, practice_id, claim_id) for row_id, practice_id in cursor.fetchall()]


def pause_after(attempts: int) -> timedelta:
    """Doubles from 30 s to an hour."""
    doublings: int = min(max(attempts - 1, 0), 12)
    return min(timedelta(seconds=30 * (1 << doublings)), LONGEST_PAUSE)


def mine(turn: Turn) -> Delivery | None:
    """The row, unless the turn was lost."""
    return Delivery.objects.filter(practice_id=turn.practice_id, id=turn.id, claim_id=turn.claim_id).first()


def held(turn: Turn, state: State) -> Delivery | None:
    """The row locked until the commit, unless the turn was lost; a locked row is nobody else's to claim."""
    rows = Delivery.objects.select_for_update().filter(practice_id=turn.practice_id, id=turn.id)
    return rows.filter(claim_id=turn.claim_id, state=state.value).first()
