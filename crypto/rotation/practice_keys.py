"""A new key for a practice: every patient key wrapped again under it, in short lots, while people read and write."""

import hashlib
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db import connections

from crypto import keyring
from crypto.cipher import BadFrame, SealingKey, wipe
from crypto.journal import KeyAct, KeyEvent, journal_keys
from crypto.models import PracticeKey, TopKey
from crypto.rotation.turn import ALIAS, RotationRefused, inside, running_transactions, wait_for

LOT = 2_000
START = (UUID(int=0), 0)

# Locked until the lot commits: an erasure waits a few milliseconds, readers do not wait at all.
NEXT_LOT = """
SELECT id, patient_id, version, epoch, wrapped FROM crypto_patientkey
WHERE practice_id = %s::uuid AND epoch < %s::int AND (patient_id, version) > (%s::uuid, %s::int)
ORDER BY patient_id, version LIMIT %s::int FOR NO KEY UPDATE
"""
REWRAP = """
UPDATE crypto_patientkey AS k SET wrapped = s.wrapped, epoch = %s::int
FROM unnest(%s::uuid[], %s::bytea[]) AS s (id, wrapped) WHERE k.practice_id = %s::uuid AND k.id = s.id
"""

Row = tuple[UUID, UUID, int, int, bytes]


@dataclass(slots=True)
class Rewrapped:
    """What one practice's rotation did. `broken` keys did not open and were left as they are."""

    is_new: bool
    keys: int = 0
    broken: int = 0


def rotate_practice(practice_id: UUID, top: TopKey) -> Rewrapped:
    """Give a practice its key of the active epoch, unless it has it, and hang all its patient keys from it.

    Raises RotationRefused, KeysUnavailable; may be repeated.
    """
    keys, is_new = _keys(practice_id, top)
    done = Rewrapped(is_new)
    # Who began before the new key was there may still make a patient key under the former one.
    late = running_transactions() if is_new else set()
    _rewrap_all(practice_id, top.epoch, keys, done)
    if late:
        wait_for(late)
        done.broken = 0
        _rewrap_all(practice_id, top.epoch, keys, done)
    return done


def _keys(practice_id: UUID, top: TopKey) -> tuple[dict[int, SealingKey], bool]:
    """The practice's keys by epoch, the active one included, and whether it was made now."""
    with inside(practice_id):
        rows = {row.epoch: row for row in PracticeKey.objects.using(ALIAS).filter(practice_id=practice_id)}
        is_new = top.epoch not in rows
        if is_new:
            context = keyring.practice_context(practice_id, top.epoch)
            row = PracticeKey(practice_id=practice_id, epoch=top.epoch, site=top.site, wrapped_by=top.key_id)
            row.wrapped = keyring.wrap_new_key(top.key_id, context)
            row.save(using=ALIAS, force_insert=True)
            event = KeyEvent(
                KeyAct.PRACTICE_KEY_CREATED,
                practice_id,
                entity=("practice_key", row.id),
                details={"epoch": top.epoch},
            )
            journal_keys(event, using=ALIAS)
            rows[top.epoch] = row
        used = _epochs_in_use(practice_id) | {top.epoch}
    return {epoch: _open(row) for epoch, row in rows.items() if epoch in used}, is_new


def _epochs_in_use(practice_id: UUID) -> set[int]:
    with connections[ALIAS].cursor() as cursor:
        cursor.execute("SELECT DISTINCT epoch FROM crypto_patientkey WHERE practice_id = %s::uuid", [practice_id])
        return {epoch for (epoch,) in cursor.fetchall()}


def _open(row: PracticeKey) -> SealingKey:
    context = keyring.practice_context(row.practice_id, row.epoch)
    return keyring.unwrapped_key(row.wrapped_by, row.wrapped, context, row.epoch)


def _rewrap_all(practice_id: UUID, epoch: int, keys: dict[int, SealingKey], done: Rewrapped) -> None:
    after: tuple[UUID, int] | None = START
    while after is not None:
        with inside(practice_id), connections[ALIAS].cursor() as cursor:
            cursor.execute(NEXT_LOT, [practice_id, epoch, *after, LOT])
            rows: list[Row] = cursor.fetchall()
            fresh = _wrapped_again(practice_id, rows, keys, keys[epoch])
            if fresh:
                # Before the rows: the database compares them with what the journal says (audit.structure).
                _journal(practice_id, epoch, fresh)
                cursor.execute(REWRAP, [epoch, list(fresh), list(fresh.values()), practice_id])
        done.keys += len(fresh)
        done.broken += len(rows) - len(fresh)
        after = (rows[-1][1], rows[-1][2]) if len(rows) == LOT else None


def _wrapped_again(
    practice_id: UUID, rows: list[Row], keys: dict[int, SealingKey], target: SealingKey
) -> dict[UUID, bytes]:
    fresh: dict[UUID, bytes] = {}
    for row_id, patient_id, version, epoch, wrapped in rows:
        if epoch not in keys:
            raise RotationRefused(f"Practice {practice_id}: the key of epoch {epoch} is missing: restore it.")
        context = keyring.patient_context(practice_id, patient_id, version)
        try:
            key = keys[epoch].open_key(bytes(wrapped), context)
        except BadFrame:
            continue
        fresh[row_id] = target.seal(key, context)
        wipe(key)
    return fresh


def _journal(practice_id: UUID, epoch: int, fresh: dict[UUID, bytes]) -> None:
    lot = b"".join(row_id.bytes + fresh[row_id] for row_id in sorted(fresh))
    details: dict[str, str | int | date] = {
        "epoch": epoch,
        "keys": len(fresh),
        "digest": hashlib.sha256(lot).hexdigest(),
    }
    journal_keys(KeyEvent(KeyAct.PATIENT_KEYS_REWRAPPED, practice_id, details=details), using=ALIAS)
