"""What a person writes of a consigne, read and judged before it becomes a version. Pure but for the closed lists."""

import re
from dataclasses import dataclass
from datetime import date, time
from uuid import UUID

from instructions.enums import Effect, Familiarity, Kind, Requirement
from instructions.errors import UnfitConsigne
from instructions.rules import NO, YES, Choice, Scope
from instructions.words import LONGEST_LABEL, LONGEST_QUESTION, clean_sentence
from patients.gathering import Gathering

DOORS = ("phone", "web", "api")
MOST_CHOICES, OLDEST = 6, 130
CODE = re.compile(r"[a-z][a-z0-9-]{0,29}")
YES_OR_NO = (Choice(YES, "Oui"), Choice(NO, "Non", blocks=True))


@dataclass(frozen=True, slots=True)
class Terms:
    """`choices` empty for a question means yes and no, no being the answer that blocks."""

    sentence: str
    kind: str = Kind.RULE.value
    effect: str = Effect.WARN.value
    question: str = ""
    choices: tuple[Choice, ...] = ()
    requirement: str = Requirement.NOTHING.value
    practitioners: tuple[UUID, ...] = ()
    visit_reasons: tuple[UUID, ...] = ()
    doors: tuple[str, ...] = ()
    from_date: date | None = None
    until_date: date | None = None
    weekdays: tuple[int, ...] = ()
    opens: time | None = None
    closes: time | None = None
    age_from: int | None = None
    age_until: int | None = None
    familiarity: str = Familiarity.ANY.value

    @property
    def scope(self) -> Scope:
        return Scope(
            frozenset(self.practitioners),
            frozenset(self.visit_reasons),
            frozenset(self.doors),
            self.from_date,
            self.until_date,
            frozenset(self.weekdays),
            self.opens,
            self.closes,
            self.age_from,
            self.age_until,
            self.familiarity,
        )


def checked(terms: Terms) -> Terms:
    """The terms with clean words and in order. Raises UnfitConsigne naming every wrong field."""
    found = Gathering()
    sentence = found.take(lambda: clean_sentence(terms.sentence, "sentence"), "")
    _check_lists(terms, found)
    question, requirement = "", ""
    choices: tuple[Choice, ...] = ()
    if terms.effect == Effect.ASK:
        question = found.take(lambda: clean_sentence(terms.question, "question", LONGEST_QUESTION), "")
        choices = _choices(terms.choices or YES_OR_NO, found)
    if terms.effect == Effect.REQUIRE:
        requirement = terms.requirement
        if requirement not in Requirement.values or not requirement:
            found.refuse("requirement", "unknown-value", "Dites ce qui est exigé.")
    _check_order(terms, found)
    if found.errors:
        raise UnfitConsigne(errors=found.errors)
    return Terms(
        sentence,
        terms.kind,
        terms.effect,
        question,
        choices,
        requirement,
        tuple(sorted(set(terms.practitioners))),
        tuple(sorted(set(terms.visit_reasons))),
        tuple(door for door in DOORS if door in terms.doors),
        terms.from_date,
        terms.until_date,
        tuple(sorted(set(terms.weekdays))),
        terms.opens,
        terms.closes,
        terms.age_from,
        terms.age_until,
        terms.familiarity,
    )


def _check_lists(terms: Terms, found: Gathering) -> None:
    lists = (
        ("kind", terms.kind, Kind),
        ("effect", terms.effect, Effect),
        ("familiarity", terms.familiarity, Familiarity),
    )
    for name, value, known in lists:
        if value not in known.values:
            found.refuse(name, "unknown-value", "Cette valeur n'est pas dans la liste.")
    if terms.kind == Kind.INFO and terms.effect != Effect.WARN:
        found.refuse("effect", "info-only-warns", "Une information se lit seulement : choisissez « Règle ».")
    if set(terms.doors) - set(DOORS):
        found.refuse("doors", "unknown-value", "Cette valeur n'est pas dans la liste.")
    if set(terms.weekdays) - set(range(7)):
        found.refuse("weekdays", "unknown-value", "Les jours vont de 0 (lundi) à 6 (dimanche).")


def _choices(given: tuple[Choice, ...], found: Gathering) -> tuple[Choice, ...]:
    if not 2 <= len(given) <= MOST_CHOICES or len({choice.code for choice in given}) < len(given):
        found.refuse("choices", "out-of-range", f"De 2 à {MOST_CHOICES} réponses, toutes différentes.")
    return tuple(_choice(choice, f"choices[{n}].text", found) for n, choice in enumerate(given))


def _choice(choice: Choice, field: str, found: Gathering) -> Choice:
    label = found.take(lambda: clean_sentence(choice.label, field, LONGEST_LABEL), "")
    if not CODE.fullmatch(choice.code):
        found.refuse(field, "invalid-code", "Un code court, en minuscules.")
    return Choice(choice.code, label, choice.blocks)


def _check_order(terms: Terms, found: Gathering) -> None:
    if terms.from_date and terms.until_date and terms.until_date < terms.from_date:
        found.refuse("until_date", "end-before-start", "La fin doit suivre le début.")
    if terms.opens and terms.closes and terms.closes <= terms.opens:
        found.refuse("closes", "end-before-start", "La fin doit suivre le début.")
    ages = (("age_from", terms.age_from), ("age_until", terms.age_until))
    for name, age in ages:
        if age is not None and not 0 <= age <= OLDEST:
            found.refuse(name, "out-of-range", f"Un âge va de 0 à {OLDEST} ans.")
    if terms.age_from is not None and terms.age_until is not None and terms.age_until <= terms.age_from:
        found.refuse("age_until", "end-before-start", "La fin doit suivre le début.")
