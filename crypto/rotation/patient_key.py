"""A new key for one patient, as after a suspected compromise: every sealed field sealed again, the old key forgotten.

1. The new version is committed: from then on everybody seals with it. 2. Each cell is sealed again in a
transaction of its own, only over the bytes that were read. 3. Whoever began before the last of them may still
write a former frame back: they are waited for. 4. When a whole round finds nothing left, the former versions go.
"""

import hashlib
from dataclasses import dataclass
from uuid import UUID

from django.db.models import QuerySet

from crypto import keyring
from crypto.cipher import BadFrame, SealingKey, new_key, version_of, wipe
from crypto.journal import KeyAct, KeyEvent, journal_keys
from crypto.models import PatientKey, PracticeKey
from crypto.rotation.sealed_cells import Cell, CellLocked, SealedColumn, everywhere, reseal
from crypto.rotation.turn import ALIAS, RotationRefused, inside, practices, running_transactions, wait_for

LARGEST_VERSION = 32_767
# A cell rewritten at each round for a minute is not a patient's file any more.
ROUNDS = 20


@dataclass(slots=True)
class Renewed:
    """The version in force now, whether it was made by this run, and how many cells were sealed again."""

    version: int
    is_new: bool
    cells: int = 0


def renew_patient_key(patient_id: UUID) -> Renewed:
    """Give a patient a new key, or end a renewal that was cut off. Raises RotationRefused, KeysUnavailable."""
    practice_id = _practice_of(patient_id)
    done = _new_version(practice_id, patient_id)
    keys = _open_keys(practice_id, patient_id)
    for _ in range(ROUNDS):
        done.cells += _reseal_all(practice_id, patient_id, keys, done.version)
        wait_for(running_transactions())
        if _retire(practice_id, patient_id, done.version):
            return done
    raise RotationRefused("Somebody keeps writing this patient's file: type the command again in a quieter moment.")


def _practice_of(patient_id: UUID) -> UUID:
    with inside(*practices()):
        row = PatientKey.objects.using(ALIAS).filter(patient_id=patient_id).first()
    if row is None:
        raise RotationRefused("This patient has no key: the id is wrong, or the file was erased.")
    return row.practice_id


def _new_version(practice_id: UUID, patient_id: UUID) -> Renewed:
    with inside(practice_id):
        rows = list(_rows(practice_id, patient_id).order_by("version").select_for_update(no_key=True))
        if not rows:
            raise RotationRefused("This patient's key was destroyed a moment ago.")
        newest = rows[-1].version
        if len(rows) > 1:
            return Renewed(newest, is_new=False)
        if newest == LARGEST_VERSION:
            raise RotationRefused("This patient's key cannot have another version.")
        wrapping = PracticeKey.objects.using(ALIAS).filter(practice_id=practice_id).order_by("-epoch").first()
        if wrapping is None:
            raise RotationRefused(f"Practice {practice_id} has no key: restore it.")
        fresh = new_key()
        row = PatientKey(practice_id=practice_id, patient_id=patient_id, version=newest + 1, epoch=wrapping.epoch)
        context = keyring.patient_context(practice_id, patient_id, row.version)
        row.wrapped = _practice_key(wrapping).seal(fresh, context)
        wipe(fresh)
        row.save(using=ALIAS, force_insert=True)
        _journal(KeyAct.PATIENT_KEY_RENEWED, practice_id, patient_id, row)
    return Renewed(row.version, is_new=True)


def _open_keys(practice_id: UUID, patient_id: UUID) -> dict[int, SealingKey]:
    with inside(practice_id):
        rows = list(_rows(practice_id, patient_id))
        epochs = {row.epoch for row in rows}
        wraps = PracticeKey.objects.using(ALIAS).filter(practice_id=practice_id, epoch__in=epochs)
        wrapping = {row.epoch: _practice_key(row) for row in wraps}
    keys: dict[int, SealingKey] = {}
    for row in rows:
        context = keyring.patient_context(practice_id, patient_id, row.version)
        if row.epoch not in wrapping:
            raise RotationRefused(f"Practice {practice_id}: the key of epoch {row.epoch} is missing: restore it.")
        try:
            key = wrapping[row.epoch].open_key(bytes(row.wrapped), context)
        except BadFrame:
            raise RotationRefused(
                f"Version {row.version} of this patient's key was changed: restore its row."
            ) from None
        keys[row.version] = SealingKey(key, row.version)
        wipe(key)
    return keys


def _practice_key(row: PracticeKey) -> SealingKey:
    context = keyring.practice_context(row.practice_id, row.epoch)
    return keyring.unwrapped_key(row.wrapped_by, row.wrapped, context, row.epoch)


def _reseal_all(practice_id: UUID, patient_id: UUID, keys: dict[int, SealingKey], version: int) -> int:
    with inside(practice_id):
        waiting = list(everywhere(practice_id, patient_id, version))
    return sum(_reseal_one(practice_id, patient_id, column, cell, keys, version) for column, cell in waiting)


def _reseal_one(
    practice_id: UUID, patient_id: UUID, column: SealedColumn, cell: Cell, keys: dict[int, SealingKey], version: int
) -> bool:
    """One row, one transaction: no lock is ever waited for while another is held."""
    try:
        with inside(practice_id):
            frame = reseal(column, practice_id, cell, keys[version_of(cell.frame)], keys[version])
            if frame is None:
                return False
            details = {"column": column.label.replace("_", "-"), "digest": hashlib.sha256(frame).hexdigest()}
            journal_keys(
                KeyEvent(
                    KeyAct.SEALED_CELL_RESEALED,
                    practice_id,
                    patient_id,
                    entity=(column.table.replace("_", "-"), cell.row_id),
                    details=details,
                ),
                using=ALIAS,
            )
    except (BadFrame, KeyError):
        raise RotationRefused(f"{column.label}, row {cell.row_id}: does not open; the former key is kept.") from None
    except CellLocked:
        raise RotationRefused(f"{column.label}: its table refuses a new seal; the former key is kept.") from None
    return True


def _retire(practice_id: UUID, patient_id: UUID, version: int) -> bool:
    """Forget the former versions unless a cell still needs one. Returns whether they are gone."""
    with inside(practice_id):
        if next(everywhere(practice_id, patient_id, version), None) is not None:
            return False
        for row in _rows(practice_id, patient_id).filter(version__lt=version):
            row.delete(using=ALIAS)
            _journal(KeyAct.PATIENT_KEY_RETIRED, practice_id, patient_id, row)
    return True


def _rows(practice_id: UUID, patient_id: UUID) -> QuerySet[PatientKey]:
    return PatientKey.objects.using(ALIAS).filter(practice_id=practice_id, patient_id=patient_id)


def _journal(act: KeyAct, practice_id: UUID, patient_id: UUID, row: PatientKey) -> None:
    details = {"version": row.version, "epoch": row.epoch}
    journal_keys(KeyEvent(act, practice_id, patient_id, details=details), using=ALIAS)
