"""What every rule would do now: the lines of `apply_retention --dry-run` and of the page. Changes nothing."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from core.scoping import Actor, acting_as, system_actor
from practices.permissions import Permission, check_may
from practices.services.retention import practices_listed
from privacy.holding import kept_in
from privacy.retention.durations import choices_of, missing, term_of
from privacy.retention.keepers import keepers_of
from privacy.retention.keeping import Keeper, Level, Scope
from privacy.retention.rules import RULES
from privacy.retention.schedule import Rule
from privacy.retention.stores import rules_with_a_store
from privacy.retention.terms import Term

NO_STORE = "aucune donnée de cette catégorie n'est tenue par le produit"


class State(StrEnum):
    """How a rule stands."""

    APPLIED = "applied"
    NO_STORE = "no-store"
    UNSET = "unset"


@dataclass(frozen=True, slots=True)
class Line:
    """One rule: its durations as said, what is due and kept, and the next deadline of something not yet due."""

    rule: Rule
    state: State
    durations: str
    due: int = 0
    held: int = 0
    next_at: datetime | None = None
    missing: tuple[str, ...] = ()

    def joined(self, other: "Line") -> "Line":
        """The same rule in another practice as well."""
        durations = self.durations if self.durations == other.durations else "selon le cabinet"
        nexts = [at for at in (self.next_at, other.next_at) if at is not None]
        return replace(
            self,
            durations=durations,
            due=self.due + other.due,
            held=self.held + other.held,
            next_at=min(nexts, default=None),
        )

    def __str__(self) -> str:
        """For the operator's console: one line."""
        head = f"{self.rule.id} | {self.rule.category} | {self.durations}"
        if self.state is State.NO_STORE:
            return f"{head} | {self.rule.empty or NO_STORE}"
        if self.state is State.UNSET:
            return f"{head} | non appliquée tant que {' et '.join(self.missing)} n'est pas renseigné"
        soon = "aucune" if self.next_at is None else f"{self.next_at:%Y-%m-%d}"
        kept = f", {self.held} conservées" if self.held else ""
        return f"{head} | échues : {self.due}{kept} | prochaine échéance : {soon}"


def everything(at: datetime) -> list[Line]:
    """Every rule over every practice and the platform, in the order of the schedule."""
    lines = _lines(None, at, {}, frozenset())
    for practice_id in practices_listed():
        with acting_as(system_actor(practice_id)):
            lines = [one.joined(other) for one, other in zip(lines, of_practice(practice_id, at), strict=True)]
    return lines


def plan_for(actor: Actor, practice_id: UUID, at: datetime) -> list[Line]:
    """Every rule in one practice, for somebody who may know. Raises NotFound, Forbidden."""
    check_may(actor, Permission.RETENTION_READ, practice_id)
    return of_practice(practice_id, at)


def of_practice(practice_id: UUID, at: datetime) -> list[Line]:
    """Every rule in one practice, which is in the context. The caller checked the scope."""
    return _lines(practice_id, at, choices_of(practice_id), kept_in(practice_id))


def durations_of(rule: Rule, chosen: dict[str, int]) -> str:
    """« 6 mois », « enregistrement : 6 mois ; note d'analyse : 1 an », « à fixer »."""
    said = []
    for limit in rule.limits:
        term = term_of(rule, limit, chosen)
        text = "à fixer" if limit.settings and term is None else "sans terme propre" if term is None else str(term)
        said.append(f"{limit.of} : {text}" if limit.of else text)
    return " ; ".join(said)


def missing_of(rule: Rule) -> tuple[str, ...]:
    return tuple(dict.fromkeys(name for limit in rule.limits for name in missing(limit)))


def _lines(practice_id: UUID | None, at: datetime, chosen: dict[str, int], kept: frozenset[UUID]) -> list[Line]:
    level = Level.PLATFORM if practice_id is None else Level.PRACTICE
    actor = system_actor(*([practice_id] if practice_id else []))
    stored = rules_with_a_store()
    lines = []
    for rule in RULES:
        unset = missing_of(rule)
        state = State.UNSET if unset else State.APPLIED if rule.id in stored else State.NO_STORE
        line = Line(rule, state, durations_of(rule, chosen), missing=unset)
        if state is State.APPLIED:
            scope = Scope(actor, practice_id, at, Term(), kept)
            line = _asked(line, keepers_of(rule.id, level), scope, chosen)
        lines.append(line)
    return lines


def _asked(line: Line, keepers: Sequence[Keeper], scope: Scope, chosen: dict[str, int]) -> Line:
    for keeper in keepers:
        term = term_of(line.rule, line.rule.limits[keeper.limit], chosen) or Term()
        found = keeper.find(replace(scope, term=term))
        soon = None if found.oldest is None else term.after(found.oldest)
        line = line.joined(replace(line, due=found.due, held=found.held, next_at=soon))
    return line


def still_unset(lines: Iterable[Line]) -> list[str]:
    """Every setting that the operator has still to fill."""
    return sorted({name for line in lines for name in line.missing})
