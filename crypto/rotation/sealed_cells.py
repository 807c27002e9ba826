"""Every sealed column of the product, found in the models themselves: those of patients, those of the platform."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.apps import apps
from django.db import DatabaseError, connections

from crypto import cipher
from crypto.fields import SealedTextField
from crypto.rotation.turn import ALIAS
from crypto.sealed import NOBODY, PLATFORM


@dataclass(frozen=True, slots=True)
class SealedColumn:
    """One column, named as the database names it. `place` is the field's part of the associated data."""

    table: str
    key: str
    column: str
    holder: str
    place: bytes

    @property
    def label(self) -> str:
        return f"{self.table}.{self.column}"


@dataclass(frozen=True, slots=True)
class Cell:
    """One sealed value: its row and the bytes that were read."""

    row_id: UUID
    frame: bytes


class CellLocked(Exception):
    """A rule of the table refuses that this cell be sealed again; the text names the column."""


def columns_of_patients() -> list[SealedColumn]:
    """All of them: a field that somebody adds tomorrow is renewed with the others."""
    return [column for column in _columns() if column.holder]


def columns_of_the_platform() -> list[SealedColumn]:
    """The same for what the platform's key seals; they have no holder and no practice."""
    return [column for column in _columns() if not column.holder]


def _columns() -> list[SealedColumn]:
    found: list[SealedColumn] = []
    for model in apps.get_models():
        meta = model._meta
        for field in meta.local_concrete_fields:
            if not isinstance(field, SealedTextField) or meta.proxy or meta.pk is None:
                continue
            holders = [other.column for other in meta.concrete_fields if other.attname == field.key_of]
            holder = "" if field.key_of == PLATFORM else holders[0]
            found.append(SealedColumn(meta.db_table, meta.pk.column, field.column, holder, field.column_place))
    return sorted(found, key=lambda column: column.label)


def platform_cells_before(column: SealedColumn, version: int, most: int) -> list[Cell]:
    """The next cells of a platform column that an earlier key version sealed; in the open transaction."""
    query = (
        f'SELECT "{column.key}", "{column.column}" FROM "{column.table}"'  # noqa: S608 - names of our own models
        f' WHERE "{column.column}" IS NOT NULL AND substr("{column.column}", 3, 2) <> %s::bytea ORDER BY 1 LIMIT %s'
    )
    with connections[ALIAS].cursor() as cursor:
        cursor.execute(query, [version.to_bytes(2, "big"), most])
        return [Cell(row_id, bytes(frame)) for row_id, frame in cursor.fetchall()]


def cells_before(column: SealedColumn, practice_id: UUID, patient_id: UUID, version: int) -> list[Cell]:
    """The patient's cells of this column that an earlier key version sealed; in the open transaction."""
    query = (
        f'SELECT "{column.key}", "{column.column}" FROM "{column.table}"'  # noqa: S608 - names of our own models
        f' WHERE practice_id = %s::uuid AND "{column.holder}" = %s::uuid AND "{column.column}" IS NOT NULL'
        f' AND substr("{column.column}", 3, 2) <> %s::bytea ORDER BY 1'
    )
    with connections[ALIAS].cursor() as cursor:
        cursor.execute(query, [practice_id, patient_id, version.to_bytes(2, "big")])
        return [Cell(row_id, bytes(frame)) for row_id, frame in cursor.fetchall()]


def reseal(
    column: SealedColumn, practice_id: UUID | None, cell: Cell, former: cipher.SealingKey, fresh: cipher.SealingKey
) -> bytes | None:
    """Seal one cell again and return its new bytes; None when somebody else has written it since it was read.

    Without a practice it is the platform's.
    Raises BadFrame when the cell does not open, CellLocked when a rule of its table refuses.
    """
    place = cipher.place_of(column.place, practice_id or NOBODY, cell.row_id)
    frame = fresh.seal(former.open(cell.frame, place), place)
    # Only over the very bytes that were read: a writer's new value is never overwritten.
    query = (
        f'UPDATE "{column.table}" SET "{column.column}" = %s::bytea'  # noqa: S608 - names of our own models
        f' WHERE "{column.key}" = %s::uuid AND "{column.column}" = %s::bytea'
    )
    values: list[Any] = [frame, cell.row_id, cell.frame]
    if practice_id is not None:
        query, values = query + " AND practice_id = %s::uuid", [*values, practice_id]
    try:
        with connections[ALIAS].cursor() as cursor:
            cursor.execute(query, values)
            return frame if cursor.rowcount else None
    except DatabaseError as reason:
        if _sqlstate(reason) == "23000":
            raise CellLocked(column.label) from None
        raise


def _sqlstate(reason: BaseException) -> Any:
    return getattr(reason.__cause__, "sqlstate", None)


def everywhere(practice_id: UUID, patient_id: UUID, version: int) -> Iterator[tuple[SealedColumn, Cell]]:
    """All the patient's cells that an earlier key version sealed; in the open transaction."""
    for column in columns_of_patients():
        for cell in cells_before(column, practice_id, patient_id, version):
            yield column, cell
