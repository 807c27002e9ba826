"""What a vendor says became of a message: kept as it came, then folded; any order and any repetition end alike."""

from datetime import datetime
from uuid import UUID

from django.db import connection, transaction

from core.scoping import acting_as, system_actor
from notifications.models import Delivery, Receipt
from notifications.services.posting import has_left
from notifications.services.writing import to_state
from notifications.states import Said, State, fold
from telephony_adapters.events import SmsEvent, SmsKind

_TAKEN = frozenset({State.ACCEPTED, State.DELIVERED})


def read_receipt(fact: SmsEvent, received_at: datetime) -> bool:
    """Keep it and fold its message again. False for a reference that is none of ours."""
    reference = _reference(fact.message_ref)
    practice_id = None if reference is None else _practice_of(reference)
    if reference is None or practice_id is None:
        return False
    with acting_as(system_actor(practice_id)), transaction.atomic():
        rows = list(
            Delivery.objects.select_for_update().filter(practice_id=practice_id, reference=reference).order_by("id")
        )
        for row in rows:
            if row.account != fact.account:
                # Another account's word about this message is worth nothing.
                return False
        for row in rows:
            _append(row, fact, received_at)
            _fold(row, fact)
    return True


def _append(row: Delivery, fact: SmsEvent, received_at: datetime) -> None:
    Receipt.objects.bulk_create(
        [
            Receipt(
                practice_id=row.practice_id,
                delivery=row,
                account=fact.account,
                event_id=fact.event_id,
                kind=fact.kind.value,
                occurred_at=fact.occurred_at,
                received_at=received_at,
                error=(fact.error or "")[:64],
            )
        ],
        ignore_conflicts=True,
    )


def _fold(row: Delivery, fact: SmsEvent) -> None:
    kept = Receipt.objects.filter(practice_id=row.practice_id, delivery=row).values_list("kind", "occurred_at")
    current = State(row.state)
    found = fold(current, [Said(SmsKind(kind), at) for kind, at in kept])
    if found is not current:
        to_state(row, found, (fact.error or "") if found in (State.FAILED, State.EXPIRED) else "")
        if row.posting is not None and current in (State.SENDING, State.UNKNOWN) and found in _TAKEN:
            has_left(row)


def _reference(text: str | None) -> UUID | None:
    try:
        return UUID(hex=text or "")
    except ValueError:
        return None


def _practice_of(reference: UUID) -> UUID | None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT notifications_place_of(%s::uuid)", [reference])
        row = cursor.fetchone()
    return row[0] if row else None
