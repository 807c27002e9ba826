"""The two shapes a sealed value has in Python: the frame read from the database, and the closed envelope around it.

Both print as three dots wherever they end up: a template, a log line, a traceback, JSON.
"""

import hashlib
import logging
from collections.abc import Iterable
from typing import Any, NoReturn, Protocol
from uuid import UUID

from crypto import cipher, keyring
from crypto.errors import SealBroken, SealedFieldMisuse

DOTS = "•••"
PLATFORM = "platform"
NOBODY = UUID(int=0)

logger = logging.getLogger("permanence.crypto")


class Frame(bytes):
    """A sealed value as the database holds it; empty for NULL."""

    def __repr__(self) -> str:
        return DOTS

    __str__ = __repr__


class Column(Protocol):
    """What an envelope needs to know of its field."""

    label: str
    column_place: bytes
    key_of: str
    pad: int


class Sealed(str):
    """A closed envelope: it reads `•••` until `open()`. Opening is not journalled here: the service does that.

    Before its row is saved the envelope holds the text itself; afterwards, the frame and the cell it lies in.
    """

    __slots__ = ("_column", "_frame", "_holder_id", "_practice_id", "_row_id", "_text")

    _column: Column
    _frame: Frame | None
    _text: str
    _row_id: UUID | None
    _practice_id: UUID | None
    _holder_id: UUID | None

    def __new__(cls, *_: object, **__: object) -> "Sealed":
        return super().__new__(cls, DOTS)

    def __init__(self, column: Column, *, text: str = "", frame: Frame | None = None, instance: Any = None) -> None:
        self._column, self._text, self._frame = column, text, frame
        self._row_id = self._practice_id = self._holder_id = None
        if frame is not None:
            self._row_id = instance.pk
            if column.key_of != PLATFORM:
                self._practice_id, self._holder_id = instance.practice_id, getattr(instance, column.key_of)

    def open(self) -> str:
        """The text. Raises SealBroken when the value was changed or moved, KeyDestroyed after an erasure."""
        if self._frame is None:
            return self._text
        try:
            return open_frame(self._frame, self._column, self._practice_id, self._holder_id, self._row_id or NOBODY)
        except (cipher.BadFrame, UnicodeDecodeError):
            # The place only: never the value, never whose it is.
            logger.critical("sealed value refused in %s, row %s", self._column.label, self._row_id)
            raise SealBroken() from None

    def frame_for(self, column: Column, row_id: UUID) -> Frame | None:
        """The stored bytes when this envelope is that very cell's own, else None."""
        return self._frame if self._column is column and self._row_id == row_id else None

    @property
    def digest(self) -> str:
        """SHA-256 of the stored bytes, for the journal: a rollback to an older value shows."""
        if self._frame is None:
            raise SealedFieldMisuse("the value has no digest before it is saved")
        return hashlib.sha256(self._frame).hexdigest()

    @property
    def patient_id(self) -> UUID | None:
        """Whose key seals this value; None under the platform key."""
        return self._holder_id

    def __repr__(self) -> str:
        return DOTS

    def __eq__(self, other: object) -> bool:
        # As text every envelope is the same three dots: comparing them would call all notes equal.
        return self is other

    def __ne__(self, other: object) -> bool:
        return self is not other

    def __hash__(self) -> int:
        return id(self)

    def __reduce__(self) -> NoReturn:
        raise SealedFieldMisuse("a sealed value is not copied out of the process")


def seal_text(text: str, column: Column, practice_id: UUID | None, holder_id: UUID | None, row_id: UUID) -> Frame:
    """The frame of `text` for one cell, under the newest key of its holder."""
    key = _key(practice_id, holder_id, None)
    return Frame(
        key.seal(
            cipher.pad(text.encode(), column.pad), cipher.place_of(column.column_place, practice_id or NOBODY, row_id)
        )
    )


def open_frame(frame: Frame, column: Column, practice_id: UUID | None, holder_id: UUID | None, row_id: UUID) -> str:
    """The text of one cell's frame; raises BadFrame."""
    key = _key(practice_id, holder_id, cipher.version_of(frame))
    padded = key.open(frame, cipher.place_of(column.column_place, practice_id or NOBODY, row_id))
    return cipher.unpad(padded).decode()


def _key(practice_id: UUID | None, holder_id: UUID | None, version: int | None) -> cipher.SealingKey:
    if practice_id is None or holder_id is None:
        return keyring.platform_key(version)
    return keyring.patient_key(practice_id, holder_id, version)


def open_all(values: Iterable[Sealed | None]) -> list[str | None]:
    """The texts in the same order, all patient keys read in one statement."""
    envelopes = list(values)
    wanted = {value.patient_id for value in envelopes if value is not None and value.patient_id is not None}
    with keyring.holding_keys(wanted):
        return [None if value is None else value.open() for value in envelopes]
