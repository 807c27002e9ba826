"""The lines of the ledger that its copy outside the database misses, written there by a later run (R-24)."""

import hmac
import logging
from collections.abc import Iterator
from dataclasses import dataclass
from uuid import UUID

from django.db import transaction

from core.scoping import acting_as, system_actor
from practices.services.retention import practices_listed
from privacy import ledger_file
from privacy.ledger import Line, line_of
from privacy.models import ErasureEntry

logger = logging.getLogger("permanence.privacy")


@dataclass(frozen=True, slots=True)
class Copied:
    """`refused`: lines of the table whose seal is not ours. They are not copied: sealed again, they would erase."""

    written: int
    refused: tuple[UUID, ...]


def copy_missing(*, dry: bool = False) -> Copied:
    """Compare the table of every practice with the file and append what the file misses; `dry` only counts.

    Running it twice writes nothing twice. Raises OSError when the file cannot be written, KeysUnavailable.
    """
    ours: list[Line] = []
    refused: list[UUID] = []
    for line, seal in _table():
        if hmac.compare_digest(seal, line.seal):
            ours.append(line)
        else:
            refused.append(line.id)
            logger.critical("erasure %s is not copied: its seal is not ours", line.id)
    written = len(ledger_file.missing(ours)) if dry else ledger_file.append(ours) if ours else 0
    return Copied(written, tuple(refused))


def _table() -> Iterator[tuple[Line, str]]:
    for practice_id in practices_listed():
        with acting_as(system_actor(practice_id)), transaction.atomic():
            entries = list(ErasureEntry.objects.filter(practice_id=practice_id).order_by("at", "id"))
        yield from ((line_of(entry), entry.seal) for entry in entries)
