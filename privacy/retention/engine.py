"""Apply every rule: practice after practice, rule after rule, batch after batch, each batch in its own transaction.

A run that is killed leaves what it did done and its report open: the next one goes on with both. A rule that fails
stops neither the others nor the other practices; the report says so and the command answers 1.
"""

import logging
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from django.db import transaction

from core.errors import DomainError
from core.scoping import Actor, acting_as, system_actor
from practices.services.retention import practices_listed
from privacy.holding import kept_now
from privacy.retention.durations import choices_of, term_of
from privacy.retention.keepers import keepers_of
from privacy.retention.keeping import Keeper, Level, Scope
from privacy.retention.rules import RULES
from privacy.retention.schedule import Rule
from privacy.retention.terms import Term
from privacy.services.deletion_reports import add_to, open_report, sign_report
from privacy.services.ledger_copy import copy_missing

logger = logging.getLogger("permanence.retention")


@dataclass(slots=True)
class Outcome:
    """`ended` counts by rule; `failures` name the rule and the kind of error, never what it was about."""

    ended: dict[str, int] = field(default_factory=dict)
    failures: list[str] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class _Run:
    actor: Actor
    practice_id: UUID | None
    at: datetime
    report_id: UUID
    chosen: dict[str, int]


def apply_all(at: datetime) -> Outcome:
    """Every practice, then what belongs to none. `at` is now: nothing is judged by another clock."""
    outcome = Outcome()
    for practice_id in [*practices_listed(), None]:
        try:
            _apply_in(practice_id, at, outcome)
        except Exception as error:
            _note(outcome, "report", error)
    _copy_ledger(outcome)
    return outcome


def _copy_ledger(outcome: Outcome) -> None:
    """R-24: what could not be copied out of the database when it was erased. A line that is not ours is a failure."""
    try:
        if copy_missing().refused:
            raise LineNotOurs
    except Exception as error:
        _note(outcome, "R-24", error)


def _apply_in(practice_id: UUID | None, at: datetime, outcome: Outcome) -> None:
    actor = system_actor(*([practice_id] if practice_id else []))
    level = Level.PLATFORM if practice_id is None else Level.PRACTICE
    with acting_as(actor):
        with transaction.atomic():
            chosen = {} if practice_id is None else choices_of(practice_id)
        run = _Run(actor, practice_id, at, open_report(practice_id=practice_id, at=at).id, chosen)
        for rule in RULES:
            for keeper in keepers_of(rule.id, level):
                _apply_rule(run, rule, keeper, outcome)
        sign_report(actor=actor, report_id=run.report_id)


def _apply_rule(run: _Run, rule: Rule, keeper: Keeper, outcome: Outcome) -> None:
    limit = rule.limits[keeper.limit]
    term = term_of(rule, limit, run.chosen)
    if term is None and limit.settings:
        return
    failed: set[UUID] = set()
    try:
        while True:
            count = _batch(run, keeper, term or Term(), failed)
            outcome.ended[rule.id] = outcome.ended.get(rule.id, 0) + count
            if count < keeper.batch:
                break
        if failed:
            raise PartlyFailed(len(failed))
    except Exception as error:
        _note(outcome, rule.id, error)
        with transaction.atomic():
            add_to(run.report_id, rule.id, 0, failure=_kind(error))


class PartlyFailed(Exception):
    """Some of what was due could not be ended; the rest was."""


class LineNotOurs(Exception):
    """The table of erasures holds a line that this installation did not seal."""


def _batch(run: _Run, keeper: Keeper, term: Term, failed: set[UUID]) -> int:
    with transaction.atomic():
        kept: frozenset[UUID] = frozenset()
        if run.practice_id is not None:
            kept = kept_now(run.practice_id)
        scope = Scope(run.actor, run.practice_id, run.at, term, kept, failed)
        count = keeper.act(scope, keeper.batch)
        add_to(run.report_id, keeper.rule, count, keeper.find(scope).held if count < keeper.batch else 0)
        return count


def _kind(error: Exception) -> str:
    return error.code if isinstance(error, DomainError) else "unexpected"


def _note(outcome: Outcome, rule: str, error: Exception) -> None:
    # The kind of error only: its text may repeat what it was given.
    logger.error("retention rule %s failed: %s", rule, type(error).__name__)
    outcome.failures.append(f"{rule}: {type(error).__name__}")
