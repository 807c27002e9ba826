"""What is kept of a patient, and how it is erased: a port that each room fills for its own tables.

Rooms register what they keep when they start, so that imports only go down and no table is forgotten:
tests/patients/test_erasable.py compares the list with every column of the schema that can name a patient or something
of theirs. `privacy.services.erase` walks it. See docs/decisions/erased-means-without-a-key.md.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Protocol
from uuid import UUID

from core.scoping import Actor

# "table.column" → how many rows were destroyed or emptied.
Counts = dict[str, int]


class Part(StrEnum):
    """What can be kept of a person when the rest is erased. Anything kept needs the record and its evidence."""

    CONTACT = "contact"
    NIR = "nir"
    NOTES = "notes"
    RECORD = "record"
    VISITS = "visits"


@dataclass(frozen=True, slots=True)
class Person:
    """One person of one practice: every record that is theirs, in order, and the one that the redirects lead to."""

    practice_id: UUID
    patient_ids: tuple[UUID, ...]
    standing_id: UUID


@dataclass(frozen=True, slots=True)
class Erasure:
    """One erasure, inside the transaction that locked the person and journalled it for each record.

    `keep` empty: everything goes, the keys too. `row_ids` are the ids of the person and of all that is theirs: what
    queues and kept answers may speak of. `numbers` are those that are theirs beside the record's own: a minor's, and
    those they answered from; read before the visits go. `is_replayed` after a restore: it was decided when it could be.
    `relation_ended_at`: the record goes at its own term, what was told and decided stays evidence from then on (R-15).
    `spares_requests`: nobody asked for this erasure, so what the person asked of their data stays until R-16, nameless.
    """

    actor: Actor
    person: Person
    keep: frozenset[Part] = frozenset()
    row_ids: frozenset[UUID] = field(default=frozenset())
    numbers: frozenset[str] = field(default=frozenset(), repr=False)
    is_replayed: bool = False
    relation_ended_at: datetime | None = None
    spares_requests: bool = False

    @property
    def practice_id(self) -> UUID:
        return self.person.practice_id

    @property
    def patient_ids(self) -> tuple[UUID, ...]:
        return self.person.patient_ids

    def takes(self, part: Part) -> bool:
        """Whether this part is destroyed."""
        return part not in self.keep


class Erasable(Protocol):
    """`columns` lists every "table.column" of the room that names a patient, or a row that is a patient's."""

    columns: frozenset[str]

    def lock(self, person: Person) -> None:
        """Lock the person's rows, in order, before the records themselves are locked."""

    def row_ids(self, person: Person) -> Iterable[UUID]:
        """The ids of the person's rows under which something waits elsewhere (a queue, a kept answer)."""

    def erase(self, erasure: Erasure) -> Counts:
        """Destroy what is not kept. Foreign keys are judged at the commit: no order between rooms."""


_keepers: dict[str, Erasable] = {}


def register(room: str, erasable: Erasable) -> None:
    """Called by each room's AppConfig.ready(); the same room twice is one."""
    _keepers[room] = erasable


def keepers() -> list[Erasable]:
    return [_keepers[room] for room in sorted(_keepers)]
