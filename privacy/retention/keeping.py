"""What the engine and the keepers of the rooms say to each other."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from core.scoping import Actor
from privacy.retention.terms import Term


class Level(StrEnum):
    """Whose data it is: one practice's at a time, or nobody's in particular."""

    PRACTICE = "practice"
    PLATFORM = "platform"


@dataclass(frozen=True, slots=True)
class Scope:
    """One rule at one instant in one practice (None: the platform).

    `kept` are the patients that a hold or a restriction keeps: none of theirs is touched. `failed` gathers what could
    not be done one by one, so that the rest goes on.
    """

    actor: Actor
    practice_id: UUID | None
    at: datetime
    term: Term
    kept: frozenset[UUID] = frozenset()
    failed: set[UUID] = field(default_factory=set)

    @property
    def cutoff(self) -> datetime:
        """What happened until that instant is past its term."""
        return self.term.cutoff(self.at)

    @property
    def practice(self) -> UUID:
        """For keepers of a practice's data."""
        if self.practice_id is None:
            raise TypeError("this keeper works in a practice")
        return self.practice_id


@dataclass(frozen=True, slots=True)
class Found:
    """`due` may go now; `held` are past their term and kept; `oldest` is the next event that will reach its term."""

    due: int = 0
    held: int = 0
    oldest: datetime | None = None


@dataclass(frozen=True, slots=True)
class Keeper:
    """How one category of one rule is found and ended, by the services of the room that keeps it.

    `act` does at most a batch and answers how many it ended; less than a batch means that nothing is left.
    `limit` is the place of the duration among the rule's own. `batch` rows lie in one transaction.
    """

    rule: str
    level: Level
    find: Callable[[Scope], Found]
    act: Callable[[Scope, int], int]
    limit: int = 0
    batch: int = 200
