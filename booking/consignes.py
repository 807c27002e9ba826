"""What the practice's consignes say of one booking, and what is kept of it: versions applied, answers, breaches."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from booking.known import Known
from booking.models import Appointment
from booking.openings import Agenda
from booking.rules import Terms
from core.errors import FieldError
from core.plain_text import clean_lines
from core.scoping import Channel
from instructions.errors import ConsigneBlocks, ConsigneUnanswered
from instructions.online import asked_online
from instructions.queries import rules_in_force
from instructions.rules import Applied, Rule, Settled, Settlement, Situation, consignes_for, settle
from instructions.serializers import applied_out

LONGEST_WORDS = 500
_OPEN = {Settled.UNANSWERED, Settled.BLOCKED}


@dataclass(frozen=True, slots=True)
class Answer:
    """What was answered to one consigne: a code of its choices, and words where they help."""

    choice: str
    words: str = ""


Answers = Mapping[UUID, Answer]
NO_ANSWER: Answers = {}


@dataclass(frozen=True, slots=True)
class Weighed:
    """What an appointment keeps: the versions applied, those passed over, the answers as JSON (to be sealed)."""

    versions: tuple[UUID, ...] = ()
    breaches: tuple[UUID, ...] = ()
    answers: str | None = None


NOTHING = Weighed()


class Scale:
    """The consignes of one practice for one booking or several; one SQL statement, none for the product itself.

    `are_any`: False where it was read just before that there are none.
    """

    def __init__(self, terms: Terms, *, are_any: bool = True) -> None:
        self.terms = terms
        # What the product does by itself is held to no consigne, and changes nothing of what one left on a visit.
        self.weighs = terms.door is not Channel.SYSTEM
        self.rules: list[Rule] = rules_in_force(terms.practice_id) if self.weighs and are_any else []

    def concerned(
        self,
        agenda: Agenda,
        start: datetime,
        now: datetime,
        whom: Known | None = None,
        *,
        birth_date: date | None = None,
    ) -> list[Applied]:
        """The consignes of a visit with the practitioner of that agenda, whom it is for or before that is known.

        `birth_date`: what is told of somebody who is not looked up.
        """
        return consignes_for(
            Situation(
                now=now,
                zone=agenda.place.zone,
                practitioner_id=agenda.practitioner_id,
                visit_reason_id=self.terms.visit_reason_id,
                start=start,
                birth_date=birth_date if whom is None else whom.birth_date,
                is_known=None if whom is None else whom.is_known,
                door=self.terms.door,
            ),
            self.rules,
        )

    def check_whoever(self, agenda: Agenda, start: datetime, now: datetime) -> None:
        """Raises ConsigneBlocks when the time is refused to everybody: no patient is known yet.

        On the web also ConsigneUnanswered, for what only somebody of the desk can ask: nobody gives a name in vain.
        """
        found = self.concerned(agenda, start, now)
        _refuse([one for one in map(self.standing, found) if self.refuses(one)])

    def refusing(self, agenda: Agenda, start: datetime, now: datetime, whom: Known | None = None) -> list[Applied]:
        """What refuses the visit whatever is answered; without a patient, what refuses it to everybody."""
        found = self.concerned(agenda, start, now, whom)
        return [one for one in found if self.refuses(self.standing(one, whom), whom)]

    def standing(self, applied: Applied, whom: Known | None = None) -> Settlement:
        """How one consigne stands while nothing is answered; nobody yet is taken to have a number."""
        (settled,) = settle([applied], {}, has_phone=whom is None or whom.has_phone)
        return settled

    def refuses(self, one: Settlement, whom: Known | None = None) -> bool:
        """Whether no answer through this door lets the visit through; while nobody is known, whoever it is for."""
        if whom is None and not _whoever(one.applied.rule):
            return False
        if one.settled is Settled.UNANSWERED:
            return self.terms.door is Channel.WEB and asked_online(one.applied) is None
        return one.settled is Settled.BLOCKED

    def weigh(
        self,
        agenda: Agenda,
        start: datetime,
        now: datetime,
        whom: Known,
        answers: Answers,
        *,
        overriding: bool = False,
        kept: Appointment | None = None,
    ) -> Weighed:
        """What the visit keeps. `overriding`: whatever stands open is passed over and kept as a breach; `kept`: the
        visit as it was booked before, whose answers and breaches stay good for the same versions.

        Raises ConsigneBlocks, ConsigneUnanswered, InvalidInput naming `consignes`.
        """
        told = {**_answers_of(kept), **answers}
        found = self.concerned(agenda, start, now, whom)
        codes = {version_id: answer.choice for version_id, answer in told.items()}
        former = set(kept.consigne_breaches) if kept else set()
        settled = settle(found, codes, has_phone=whom.has_phone)
        open_ones = [one for one in settled if one.settled in _OPEN and one.applied.version_id not in former]
        if not overriding:
            _refuse(open_ones)
        return _weighed(settled, told)


def carry(scale: Scale, visit: Appointment, agenda: Agenda, start: datetime, now: datetime, whom: Known) -> None:
    """Set what a visit of a series keeps at its new start: only consignes that concerned it already, or ask nothing.

    Raises ConsigneBlocks, ConsigneUnanswered.
    """
    if not scale.weighs:
        return
    found = scale.concerned(agenda, start, now, whom)
    known_ones = set(visit.consigne_versions)
    fresh = [one for one in found if one.version_id not in known_ones]
    _refuse([one for one in settle(fresh, {}, has_phone=whom.has_phone) if one.settled in _OPEN])
    versions = [one.version_id for one in found]
    visit.consigne_breaches = [one for one in visit.consigne_breaches if one in versions]
    visit.consigne_versions = versions


def blocked(one: Applied) -> ConsigneBlocks:
    return ConsigneBlocks(
        detail=one.sentence,
        consigne=str(one.rule.consigne_id),
        consigne_version=str(one.version_id),
        number=one.rule.number,
    )


def read_answers(kept: Appointment) -> Answers:
    """The sealed answers of a visit, in clear. The caller journals it."""
    return _answers_of(kept)


def _whoever(rule: Rule) -> bool:
    scope = rule.scope
    return not scope.familiarity and scope.age_from is None and scope.age_until is None


def _refuse(open_ones: Sequence[Settlement]) -> None:
    """What blocks is said first: answering the rest would be in vain."""
    for one in open_ones:
        if one.settled is Settled.BLOCKED:
            raise blocked(one.applied)
    if open_ones:
        raise ConsigneUnanswered(
            detail=open_ones[0].applied.sentence,
            errors=[
                FieldError(f"consignes[{one.applied.version_id}]", "unanswered", one.applied.sentence)
                for one in open_ones
            ],
            consignes=[applied_out(one.applied) for one in open_ones],
        )


def _weighed(settled: Sequence[Settlement], told: Answers) -> Weighed:
    lines: list[dict[str, Any]] = []
    for one in settled:
        answer = told.get(one.applied.version_id)
        if answer is not None and one.answer:
            words = clean_lines(answer.words, "consignes", LONGEST_WORDS)
            lines.append({"version": str(one.applied.version_id), "choice": answer.choice, "words": words})
    return Weighed(
        versions=tuple(one.applied.version_id for one in settled),
        breaches=tuple(one.applied.version_id for one in settled if one.settled in _OPEN),
        answers=json.dumps(lines, ensure_ascii=False) if lines else None,
    )


def _answers_of(visit: Appointment | None) -> Answers:
    if visit is None or visit.consigne_answers is None:
        return NO_ANSWER
    lines = json.loads(visit.consigne_answers.open())
    return {UUID(line["version"]): Answer(line["choice"], line["words"]) for line in lines}
