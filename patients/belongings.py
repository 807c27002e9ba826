"""What hangs from a patient and follows when two records become one: a port that each room fills for its own tables.

Rooms above this one (the agenda, later calls and messages) register what they keep when they start, so that imports
only go down and no door can forget a table: tests/patients/test_belongings.py compares the list with every foreign
key to a patient. See docs/decisions/one-person-one-record.md.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol
from uuid import UUID

from core.scoping import Actor

# "table.column" → ids of the rows that followed.
Moved = dict[str, list[UUID]]
Only = Mapping[str, Sequence[UUID]]


@dataclass(frozen=True, slots=True)
class Handover:
    """From one record to another of the same practice, inside the transaction that locked both."""

    actor: Actor
    practice_id: UUID
    source: UUID
    target: UUID


@dataclass(frozen=True, slots=True)
class Obstacle:
    """Why two records cannot become one now: a code, a French sentence, the ids of what is in the way."""

    code: str
    detail: str
    ids: tuple[UUID, ...]


class Belongings(Protocol):
    """`columns` lists every "table.column" that follows."""

    columns: frozenset[str]

    def lock(self, practice_id: UUID, patient_ids: Sequence[UUID]) -> None:
        """Lock the rows of both records, in order, before the records themselves are locked."""

    def obstacles(self, practice_id: UUID, one: UUID, other: UUID) -> list[Obstacle]:
        """What the two records cannot both keep once they are one person's."""

    def counted(self, practice_id: UUID, patient_id: UUID) -> dict[str, int]:
        """How many rows of each column belong to this record."""

    def hand_over(self, handover: Handover, only: Only | None = None) -> Moved:
        """Move every row of the source, or those listed that still are its; says which. The caller journals it."""


_keepers: dict[str, Belongings] = {}


def register(room: str, belongings: Belongings) -> None:
    """Called by each room's AppConfig.ready(); the same room twice is one."""
    _keepers[room] = belongings


def keepers() -> list[Belongings]:
    return [_keepers[room] for room in sorted(_keepers)]
