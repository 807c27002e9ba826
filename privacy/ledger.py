"""A line of the ledger as text: what is digested, sealed, copied outside the database and read back."""

import hashlib
import hmac
import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from crypto import keyring
from patients.erasable import Part
from privacy.models import ErasureCause, ErasureEntry

VERSION = 1
_PURPOSE = "erasure"


class BadLine(ValueError):
    """Not a line that this installation wrote; the text says what is wrong, never what the line holds."""


@dataclass(frozen=True, slots=True)
class Line:
    """One erasure. `at` is aware; `counts` is "table.column" → rows."""

    id: UUID
    practice_id: UUID
    patient_id: UUID
    patient_ids: tuple[UUID, ...]
    cause: ErasureCause
    kept: frozenset[Part]
    counts: Mapping[str, int]
    by: UUID | None
    at: datetime

    @property
    def canonical(self) -> bytes:
        """Sorted keys, no blanks: the same line is the same bytes."""
        return json.dumps(self._content(), sort_keys=True, separators=(",", ":")).encode()

    @property
    def digest(self) -> str:
        return hashlib.sha256(self.canonical).hexdigest()

    @property
    def seal(self) -> str:
        """Under the key that stays in the provider. Raises KeysUnavailable."""
        return keyring.fingerprint(_PURPOSE, self.canonical).hex()

    def written(self) -> str:
        """The line of the file."""
        return json.dumps({**self._content(), "seal": self.seal}, sort_keys=True, separators=(",", ":"))

    def _content(self) -> dict[str, Any]:
        return {
            "v": VERSION,
            "id": str(self.id),
            "practice": str(self.practice_id),
            "patient": str(self.patient_id),
            "patients": [str(one) for one in self.patient_ids],
            "cause": self.cause.value,
            "kept": sorted(part.value for part in self.kept),
            "counts": dict(self.counts),
            "by": None if self.by is None else str(self.by),
            "at": self.at.isoformat(timespec="microseconds"),
        }


def line_of(entry: ErasureEntry) -> Line:
    return Line(
        id=entry.id,
        practice_id=entry.practice_id,
        patient_id=entry.patient_id,
        patient_ids=tuple(entry.patient_ids),
        cause=ErasureCause(entry.cause),
        kept=frozenset(Part(part) for part in entry.kept),
        counts=entry.counts,
        by=entry.by_id,
        at=entry.at,
    )


def entry_of(line: Line) -> ErasureEntry:
    """Not saved."""
    return ErasureEntry(
        id=line.id,
        practice_id=line.practice_id,
        patient_id=line.patient_id,
        patient_ids=list(line.patient_ids),
        cause=line.cause.value,
        kept=sorted(part.value for part in line.kept),
        counts=dict(line.counts),
        by_id=line.by,
        at=line.at,
        digest=line.digest,
        seal=line.seal,
    )


def read_line(text: str) -> Line:
    """A line of the file, its seal checked. Raises BadLine, KeysUnavailable."""
    try:
        said = json.loads(text)
        line = Line(
            id=UUID(said["id"]),
            practice_id=UUID(said["practice"]),
            patient_id=UUID(said["patient"]),
            patient_ids=tuple(UUID(one) for one in said["patients"]),
            cause=ErasureCause(said["cause"]),
            kept=frozenset(Part(part) for part in said["kept"]),
            counts={str(column): int(count) for column, count in said["counts"].items()},
            by=None if said["by"] is None else UUID(said["by"]),
            at=datetime.fromisoformat(said["at"]),
        )
        seal = str(said["seal"])
    except (ValueError, KeyError, TypeError, AttributeError):
        raise BadLine("not a line of the ledger") from None
    if not hmac.compare_digest(seal, line.seal):
        raise BadLine("its seal is not ours")
    return line
