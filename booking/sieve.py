"""What the consignes of a practice make of free times: the refused ones are not offered, others carry a mark.

The same rules as at the booking (`booking.consignes`), asked of many times at once: one SQL statement whatever their
number, and next to nothing where no consigne refuses or asks.
"""

from collections.abc import Callable, Collection, Iterable
from dataclasses import replace
from datetime import UTC, datetime
from uuid import UUID

from booking.consignes import Scale
from booking.known import Known
from booking.openings import Agenda
from core import clock
from instructions.enums import Effect
from instructions.rules import Applied, Rule, Settled, Situation, concerns, is_timed

# The gravest first.
MARKS = (Effect.REQUIRE, Effect.ASK, Effect.WARN)


class Sieve:
    """For one visit reason through one door, and one patient where it is known.

    `passed_over`: versions that this visit was booked against already.
    """

    def __init__(self, scale: Scale, whom: Known | None = None, passed_over: Collection[UUID] = ()) -> None:
        self._terms, self._whom, self._now = scale.terms, whom, clock.now()
        standing = [scale.standing(Applied(rule), whom) for rule in scale.rules if rule.version_id not in passed_over]
        refusing = [one for one in standing if scale.refuses(one, whom)]
        self._refusing = [one.applied.rule for one in refusing]
        self._asking = [
            one.applied.rule for one in standing if one.settled is Settled.UNANSWERED and one not in refusing
        ]

    def refuses(self, agenda: Agenda) -> Callable[[int], bool] | None:
        """Whether a start (seconds) of that agenda is refused; None where none is."""
        if not self._refusing:
            return None
        situation = self._situation(agenda)
        rules = _concerning(self._refusing, situation)
        return (lambda start: bool(_at(rules, situation, start))) if rules else None

    def marks(self, agenda: Agenda, starts: Iterable[int]) -> dict[int, str]:
        """Of these starts, those where a consigne requires, asks or warns, with the gravest of the three."""
        if not self._asking:
            return {}
        situation = self._situation(agenda)
        rules = _concerning(self._asking, situation)
        if not rules:
            return {}
        found = ((start, _at(rules, situation, start)) for start in starts)
        return {start: min((rule.effect for rule in said), key=_gravity) for start, said in found if said}

    def _situation(self, agenda: Agenda) -> Situation:
        return Situation(
            now=self._now,
            zone=agenda.place.zone,
            practitioner_id=agenda.practitioner_id,
            visit_reason_id=self._terms.visit_reason_id,
            birth_date=self._whom.birth_date if self._whom else None,
            is_known=self._whom.is_known if self._whom else None,
            door=self._terms.door,
        )


def _gravity(effect: str) -> int:
    return MARKS.index(Effect(effect))


def _concerning(rules: Iterable[Rule], situation: Situation) -> list[Rule]:
    return [rule for rule in rules if concerns(rule.scope, situation)]


def _at(rules: list[Rule], situation: Situation, start: int) -> list[Rule]:
    """Of rules that concern the agenda, those that concern this start of it."""
    timed = replace(situation, start=datetime.fromtimestamp(start, UTC))
    return [rule for rule in rules if not is_timed(rule.scope) or concerns(rule.scope, timed)]
