"""What the patient types, as `online.answers` takes it. The rules are the rooms': here only dates become dates."""

from collections.abc import Mapping
from dataclasses import dataclass, fields, replace

from django import forms
from django.http import HttpRequest

from core.errors import DomainError
from online.answers import Answers, By, Whom
from web import french
from web.desk.forms import BirthDateField

RELATIVES = [
    ("spouse", "Son conjoint ou sa conjointe"),
    ("child", "Son enfant"),
    ("parent", "Son père ou sa mère"),
    ("caregiver", "Son aidant"),
    ("guardian", "Son tuteur ou représentant légal"),
    ("other", "Un autre proche"),
]
SEXES = [("female", "Féminin"), ("male", "Masculin")]
# Longer than any answer may be: what is more is refused by the rooms, not cut.
LONGEST = 500


@dataclass(frozen=True, slots=True)
class Refusals:
    """One sentence a field; `first` is the field to go to."""

    by_field: Mapping[str, str]

    @property
    def first(self) -> str:
        return next(iter(self.by_field), "")


def typed_answers(request: HttpRequest) -> Answers:
    """The form as it was typed; the day in ISO when it can be read, "" otherwise."""
    said = request.POST
    texts = {one.name: said.get(one.name, "").strip()[:LONGEST] for one in fields(Answers) if one.type is str}
    relation = said.get("relation_child" if texts["whom"] == Whom.CHILD else "relation_relative", "")
    return replace(
        Answers(**texts),  # type: ignore[arg-type]
        birth_date=_day(texts["birth_date"]),
        relation=relation[:LONGEST],
        sex=texts["sex"] or "unknown",
        by=texts["by"] or By.SMS.value,
        # A first booking knows one family name; the second field is for those who use another every day.
        used_name=texts["used_name"] or texts["birth_name"],
        holder=bool(said.get("holder")),
        child_joined=bool(said.get("child_joined")),
    )


def as_typed(answers: Answers) -> dict[str, str | bool]:
    """What the fields show again: the day and the number the French way."""
    shown: dict[str, str | bool] = {one.name: getattr(answers, one.name) for one in fields(Answers)}
    if answers.birth_date:
        shown["birth_date"] = french.short_day(answers.born)
    if answers.used_name == answers.birth_name:
        shown["used_name"] = ""
    for name in ("phone", "guardian_phone"):
        shown[name] = french.phone(getattr(answers, name)) if getattr(answers, name) else ""
    return shown


def refusals_of(refusal: DomainError) -> Refusals:
    """One sentence for each field, the first said."""
    found: dict[str, str] = {}
    for one in refusal.errors:
        found.setdefault(one.field, one.detail)
    return Refusals(found)


def _day(text: str) -> str:
    try:
        day = BirthDateField().clean(text)
    except forms.ValidationError:
        return ""
    return day.isoformat() if day else ""
