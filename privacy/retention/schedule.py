"""The shape of a rule of retention. Pure: no Django."""

from dataclasses import dataclass
from enum import StrEnum

from privacy.retention.terms import Term


class Unit(StrEnum):
    """What a practice counts in when it chooses a duration."""

    DAYS = "days"
    MONTHS = "months"

    def term(self, amount: int) -> Term:
        return Term(days=amount) if self is Unit.DAYS else Term(months=amount)


@dataclass(frozen=True, slots=True)
class Choice:
    """A practice may instruct a duration between `low` and `high`, both included; never beyond (CH-11)."""

    unit: Unit
    low: int
    high: int


@dataclass(frozen=True, slots=True)
class Limit:
    """One duration of a rule. `settings` name the operator's values, in months, that add up to it: without one of
    them the limit is not applied but reported (K7, K8). `term` None and no setting: no end of its own.
    """

    since: str
    term: Term | None = None
    settings: tuple[str, ...] = ()
    of: str = ""


@dataclass(frozen=True, slots=True)
class Rule:
    """One row of the schedule; the words are those people read. The first limit is the rule's own."""

    id: str
    category: str
    limits: tuple[Limit, ...]
    basis: str
    end: str
    choice: Choice | None = None
    # Why the product keeps nothing of this category, where that is a decision.
    empty: str = ""

    @property
    def settings(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys(name for limit in self.limits for name in limit.settings))
