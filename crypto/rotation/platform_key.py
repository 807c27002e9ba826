"""A new version of the platform's key: what belongs to no practice sealed again, the former version forgotten.

1. The new version is committed. 2. Every process notices it within `keyring.NOTICE_SECONDS`; it is waited
for, and whoever still writes. 3. Each cell is sealed again, only over the bytes that were read. 4. When a
whole round finds nothing left, the former versions go.
"""

import hashlib
import time
from dataclasses import dataclass

from django.db import transaction

from crypto import keyring
from crypto.cipher import BadFrame, SealingKey, version_of
from crypto.journal import KeyAct, KeyEvent, journal_keys
from crypto.models import PlatformKey
from crypto.rotation.condition import active_top
from crypto.rotation.sealed_cells import Cell, SealedColumn, columns_of_the_platform, platform_cells_before, reseal
from crypto.rotation.turn import ALIAS, RotationRefused, running_transactions, wait_for

BATCH = 500
ROUNDS = 20


@dataclass(slots=True)
class NewPlatformKey:
    """The version in force now, whether this run made it, how many values were sealed again."""

    version: int
    is_new: bool
    cells: int = 0


def renew_platform_key() -> NewPlatformKey:
    """Give the platform a new key, or end a renewal that was cut off. Raises RotationRefused, KeysUnavailable."""
    done = _new_version()
    time.sleep(keyring.NOTICE_SECONDS)
    keys = _open_keys()
    for _ in range(ROUNDS):
        wait_for(running_transactions())
        done.cells += sum(_reseal_all(column, keys, done.version) for column in columns_of_the_platform())
        if _retire(done.version):
            return done
    raise RotationRefused("Somebody keeps writing with the former key: type the command again in a quieter moment.")


def _new_version() -> NewPlatformKey:
    rows = PlatformKey.objects.using(ALIAS)
    versions = sorted(set(rows.values_list("version", flat=True)))
    if len(versions) > 1:
        return NewPlatformKey(versions[-1], is_new=False)
    top = active_top()
    fresh = PlatformKey(version=versions[-1] + 1, epoch=top.epoch, site=top.site, wrapped_by=top.key_id)
    fresh.wrapped = keyring.wrap_new_key(top.key_id, keyring.platform_context(fresh.version, top.epoch))
    with transaction.atomic(using=ALIAS):
        fresh.save(using=ALIAS, force_insert=True)
        _journal(KeyAct.PLATFORM_KEY_RENEWED, fresh)
    return NewPlatformKey(fresh.version, is_new=True)


def _open_keys() -> dict[int, SealingKey]:
    """Every version, each by the wrap of its newest epoch."""
    keys: dict[int, SealingKey] = {}
    for row in PlatformKey.objects.using(ALIAS).order_by("version", "epoch"):
        context = keyring.platform_context(row.version, row.epoch)
        keys[row.version] = keyring.unwrapped_key(row.wrapped_by, row.wrapped, context, row.version)
    return keys


def _reseal_all(column: SealedColumn, keys: dict[int, SealingKey], version: int) -> int:
    total = 0
    while True:
        with transaction.atomic(using=ALIAS):
            waiting = platform_cells_before(column, version, BATCH)
        done = sum(_reseal_one(column, cell, keys, version) for cell in waiting)
        total += done
        if len(waiting) < BATCH or not done:
            return total


def _reseal_one(column: SealedColumn, cell: Cell, keys: dict[int, SealingKey], version: int) -> bool:
    try:
        with transaction.atomic(using=ALIAS):
            frame = reseal(column, None, cell, keys[version_of(cell.frame)], keys[version])
            if frame is None:
                return False
            details = {"column": column.label.replace("_", "-"), "digest": hashlib.sha256(frame).hexdigest()}
            journal_keys(
                KeyEvent(
                    KeyAct.SEALED_CELL_RESEALED, entity=(column.table.replace("_", "-"), cell.row_id), details=details
                ),
                using=ALIAS,
            )
    except (BadFrame, KeyError):
        raise RotationRefused(f"{column.label}, row {cell.row_id}: does not open; the former key is kept.") from None
    return True


def _retire(version: int) -> bool:
    """Forget the former versions unless a cell still needs one. Returns whether they are gone."""
    with transaction.atomic(using=ALIAS):
        if any(platform_cells_before(column, version, 1) for column in columns_of_the_platform()):
            return False
        for row in PlatformKey.objects.using(ALIAS).filter(version__lt=version):
            _journal(KeyAct.PLATFORM_KEY_RETIRED, row)
            row.delete(using=ALIAS)
    return True


def _journal(act: KeyAct, row: PlatformKey) -> None:
    details = {"version": row.version, "epoch": row.epoch}
    journal_keys(KeyEvent(act, entity=("platform_key", row.id), details=details), using=ALIAS)
