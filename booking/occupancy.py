"""Take, hold, release and hand over time: the only writer of the occupancy table.

Every insert is `ON CONFLICT DO NOTHING RETURNING id`: under an exclusion constraint a plain insert
is right but deadlocks with its rivals. No row back means that somebody else has the time.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import IntegrityError, connection, transaction

from booking.errors import HoldExpired, OffersFull, PatientBusy, SlotTaken
from booking.models import MOST_OFFERS, ORDINARY_LANE, Occupancy
from core import clock
from core.ids import new_id

_INSERT = """
INSERT INTO booking_occupancy
    (id, practice_id, practitioner_id, lane, starts_at, ends_at, patient_id, expires_at, held_by_id,
     call_id, call_place)
VALUES (%s::uuid, %s::uuid, %s::uuid, %s::smallint, %s::timestamptz, %s::timestamptz,
        %s::uuid, %s::timestamptz, %s::uuid, %s::uuid, %s::smallint)
ON CONFLICT DO NOTHING RETURNING id
"""
_INSERT_MANY = """
INSERT INTO booking_occupancy (id, practice_id, practitioner_id, lane, starts_at, ends_at, patient_id)
SELECT * FROM unnest(%s::uuid[], %s::uuid[], %s::uuid[], %s::smallint[],
                     %s::timestamptz[], %s::timestamptz[], %s::uuid[])
ON CONFLICT DO NOTHING RETURNING id
"""

_DROP_MANY = """
SELECT coalesce(sum(booking_drop_expired_holds(who, lane, low, high, %s::timestamptz)), 0)
  FROM unnest(%s::uuid[], %s::smallint[], %s::timestamptz[], %s::timestamptz[]) AS claim (who, lane, low, high)
"""


@dataclass(frozen=True, slots=True)
class Claim:
    """The time wanted: `[starts_at, ends_at)` with buffers, in one lane of one practitioner."""

    practice_id: UUID
    practitioner_id: UUID
    starts_at: datetime
    ends_at: datetime
    lane: int = ORDINARY_LANE
    call_id: UUID | None = None


def take(claim: Claim, *, patient_id: UUID) -> UUID:
    """Take the time for a patient's visit. Raises SlotTaken (no alternatives yet) or PatientBusy."""
    taken = _insert(claim, patient_id=patient_id)
    if taken is None:
        raise _why(claim, patient_id)
    return taken


def hold(claim: Claim, *, held_by: UUID | None, expires_at: datetime) -> UUID:
    """Keep the time for somebody until `expires_at`; during a call, in one of its places.

    Raises SlotTaken, OffersFull.
    """
    place = None if claim.call_id is None else _free_place(claim.call_id)
    taken = _insert(claim, held_by=held_by, expires_at=expires_at, place=place)
    if taken is None:
        raise SlotTaken()
    return taken


def lock_call(call_id: UUID) -> None:
    """One writer of a call's offers at a time, until the transaction ends: the last lock that anybody takes."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [f"offers of {call_id}"])


def offers_in(call_id: UUID) -> list[UUID]:
    """The holds of a call, expired or not."""
    held = Occupancy.objects.filter(call_id=call_id, expires_at__isnull=False)
    return list(held.order_by("call_place").values_list("id", flat=True))


def call_of(occupancy_id: UUID) -> UUID | None:
    """The call that a hold was taken in."""
    return Occupancy.objects.filter(pk=occupancy_id).values_list("call_id", flat=True).first()


def _free_place(call_id: UUID) -> int:
    lock_call(call_id)
    held = Occupancy.objects.filter(call_id=call_id, expires_at__isnull=False)
    held.filter(expires_at__lte=clock.now()).delete()
    used = set(held.values_list("call_place", flat=True))
    free = [place for place in range(1, MOST_OFFERS + 1) if place not in used]
    if not free:
        raise OffersFull()
    return free[0]


def confirm(occupancy_id: UUID, *, patient_id: UUID, held_by: UUID | None) -> Occupancy:
    """Turn a hold into a visit's time: one compare-and-swap. Raises HoldExpired or PatientBusy."""
    live = Occupancy.objects.filter(pk=occupancy_id, expires_at__gt=clock.now(), held_by=held_by)
    try:
        with transaction.atomic():
            swapped = live.update(expires_at=None, patient=patient_id)
    except IntegrityError as error:
        if "occupancy_patient_once" in str(error):
            raise PatientBusy() from None
        raise
    if not swapped:
        raise HoldExpired()
    return Occupancy.objects.get(pk=occupancy_id)


def release(occupancy_id: UUID) -> bool:
    """Give the time back; False when it was already gone."""
    deleted, _ = Occupancy.objects.filter(pk=occupancy_id).delete()
    return deleted > 0


def release_many(occupancy_ids: Iterable[UUID]) -> int:
    """Give many times back in one statement; returns how many were still taken."""
    deleted, _ = Occupancy.objects.filter(pk__in=list(occupancy_ids)).delete()
    return deleted


def end_holds(hold_ids: Iterable[UUID]) -> int:
    """End holds of anybody, never a visit: whoever booked from one hears that it expired."""
    deleted, _ = Occupancy.objects.filter(pk__in=list(hold_ids), expires_at__isnull=False).delete()
    return deleted


def release_hold(occupancy_id: UUID, *, held_by: UUID | None) -> bool:
    """Give a hold back, never a visit; False when it had already ended."""
    deleted, _ = Occupancy.objects.filter(pk=occupancy_id, expires_at__isnull=False, held_by=held_by).delete()
    return deleted > 0


def is_held_by_another(occupancy_id: UUID, person: UUID | None) -> bool:
    """Whether this is a hold, not yet swept away, that somebody other than `person` has taken."""
    held = Occupancy.objects.filter(pk=occupancy_id, expires_at__isnull=False)
    return any(holder != person for holder in held.values_list("held_by", flat=True))


def sweep() -> int:
    """Delete every hold that has expired, in all practices; returns how many."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT booking_sweep_holds()")
        return int(cursor.fetchone()[0])


def insert_many(claims: Sequence[tuple[UUID, Claim, UUID]]) -> set[UUID]:
    """Take many times in one statement, `(occupancy id, claim, patient id)` each; returns the ids that won."""
    if not claims:
        return set()
    columns: list[Any] = [
        [key for key, _, _ in claims],
        [claim.practice_id for _, claim, _ in claims],
        [claim.practitioner_id for _, claim, _ in claims],
        [claim.lane for _, claim, _ in claims],
        [claim.starts_at for _, claim, _ in claims],
        [claim.ends_at for _, claim, _ in claims],
        [patient_id for _, _, patient_id in claims],
    ]
    with connection.cursor() as cursor:
        cursor.execute(_INSERT_MANY, columns)
        return {row[0] for row in cursor.fetchall()}


def take_many(claims: Sequence[tuple[UUID, Claim, UUID]]) -> set[UUID]:
    """The same, meeting expired holds as a single taker does: they are dropped and what they cost is tried again."""
    won = insert_many(claims)
    lost = [entry for entry in claims if entry[0] not in won]
    if lost and _drop_expired_holds_of([claim for _, claim, _ in lost]):
        won |= insert_many(lost)
    return won


def widened(starts_at: datetime, ends_at: datetime, before: int, after: int) -> tuple[datetime, datetime]:
    """The visit and its buffers (minutes)."""
    return starts_at - timedelta(minutes=before), ends_at + timedelta(minutes=after)


def _insert(
    claim: Claim,
    *,
    patient_id: UUID | None = None,
    held_by: UUID | None = None,
    expires_at: datetime | None = None,
    place: int | None = None,
) -> UUID | None:
    row: list[Any] = [
        new_id(), claim.practice_id, claim.practitioner_id, claim.lane, claim.starts_at, claim.ends_at,
        patient_id, expires_at, held_by, claim.call_id, place,
    ]  # fmt: skip
    taken = _attempt(row)
    # Expired holds block until a writer meets them: this one does, and tries once more.
    if taken is None and _drop_expired_holds(claim):
        taken = _attempt(row)
    return taken


def _attempt(row: list[Any]) -> UUID | None:
    with connection.cursor() as cursor:
        cursor.execute(_INSERT, row)
        found = cursor.fetchone()
    return found[0] if found else None


def _drop_expired_holds(claim: Claim) -> int:
    """Through a reviewed function: a hold of another practice is invisible here, yet may have expired."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT booking_drop_expired_holds"
            "(%s::uuid, %s::smallint, %s::timestamptz, %s::timestamptz, %s::timestamptz)",
            [claim.practitioner_id, claim.lane, claim.starts_at, claim.ends_at, clock.now()],
        )
        return int(cursor.fetchone()[0])


def _drop_expired_holds_of(claims: Sequence[Claim]) -> int:
    columns: list[Any] = [
        [claim.practitioner_id for claim in claims],
        [claim.lane for claim in claims],
        [claim.starts_at for claim in claims],
        [claim.ends_at for claim in claims],
    ]
    with connection.cursor() as cursor:
        cursor.execute(_DROP_MANY, [clock.now(), *columns])
        return int(cursor.fetchone()[0])


def _why(claim: Claim, patient_id: UUID) -> SlotTaken | PatientBusy:
    twice = Occupancy.objects.filter(patient=patient_id, starts_at__lt=claim.ends_at, ends_at__gt=claim.starts_at)
    # The practitioner's own visit with the same patient is a taken slot like any other.
    if twice.exclude(practitioner=claim.practitioner_id).exists():
        return PatientBusy()
    return SlotTaken()
