"""Two records side by side: which facts agree, which complete each other, between which somebody must choose.

Nothing is chosen silently: a fact that only one record knows is kept, two that differ need a choice.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any

from core.errors import FieldError, InvalidInput
from crypto.sealed import open_all
from patients.errors import ChoicesNeeded
from patients.models import Patient
from patients.names import search_form

NIR, NOTE = "nir", "medical_note"


class Side(StrEnum):
    """Whose value the person keeps. BOTH joins two medical notes and exists for nothing else."""

    SURVIVOR = "survivor"
    MERGED = "merged"
    BOTH = "both"


class Standing(StrEnum):
    SAME = "same"
    ONLY_SURVIVOR = "only-survivor"
    ONLY_MERGED = "only-merged"
    DIFFERENT = "different"


@dataclass(frozen=True, slots=True)
class Fact:
    """One question of the comparison: the API's name, the columns it decides, which of them make it known."""

    name: str
    columns: tuple[str, ...]
    known_by: tuple[str, ...] = ()


FACTS = (
    Fact("birth_name", ("birth_name", "search_birth_name")),
    Fact("family_name", ("used_name", "search_used_name")),
    Fact("given_names", ("given_names", "search_given_names")),
    Fact("birth_date", ("birth_date",)),
    Fact("sex", ("sex",)),
    Fact("email", ("email",)),
    Fact(
        "address",
        ("address_line", "postal_code", "city", "country"),
        known_by=("address_line", "postal_code", "city"),
    ),
    Fact("treating_practitioner", ("treating_doctor",)),
    Fact("referring_practitioner", ("referring_doctor",)),
    Fact(NIR, (NIR,)),
    Fact(NOTE, (NOTE,)),
)
BY_NAME = {fact.name: fact for fact in FACTS}
SEALED = frozenset({NIR, NOTE})
_UNKNOWN = {"sex": "unknown"}

Values = dict[str, Any]


@dataclass(frozen=True, slots=True, repr=False)
class Compared:
    """One fact in both records. Values are by column; those of sealed columns are the opened texts: show none."""

    fact: Fact
    standing: Standing
    survivor: Values
    merged: Values

    @property
    def is_slight(self) -> bool:
        """Whether only accents, case or hyphens differ."""
        texts = [values[self.fact.columns[0]] for values in (self.survivor, self.merged)]
        return all(isinstance(text, str) for text in texts) and len({search_form(text) for text in texts}) == 1


def compare(survivor: Patient, merged: Patient) -> list[Compared]:
    """Every fact of two records of one practice, in the order of `FACTS`."""
    opened = open_all([survivor.nir, survivor.medical_note, merged.nir, merged.medical_note])
    ours = dict(zip((NIR, NOTE), opened[:2], strict=True))
    theirs = dict(zip((NIR, NOTE), opened[2:], strict=True))
    return [_compared(fact, _values(fact, survivor, ours), _values(fact, merged, theirs)) for fact in FACTS]


def decide(compared: Sequence[Compared], choices: Mapping[str, str]) -> Values:
    """The columns of the survivor that change, with their new values; sealed ones as text.

    `choices` is {fact: side}. Raises InvalidInput for an unknown fact or side, ChoicesNeeded for every
    difference left open.
    """
    _check_words(choices)
    left_open = [one for one in compared if one.standing is Standing.DIFFERENT and one.fact.name not in choices]
    if left_open:
        raise ChoicesNeeded(
            errors=[
                FieldError(one.fact.name, "differs", "Les deux fiches diffèrent : choisissez.") for one in left_open
            ]
        )
    written: Values = {}
    for one in compared:
        usual = Side.MERGED if one.standing is Standing.ONLY_MERGED else Side.SURVIVOR
        side = Side(choices.get(one.fact.name, usual))
        if one.standing in (Standing.SAME, Standing.ONLY_SURVIVOR) or side is Side.SURVIVOR:
            continue
        written |= _joined(one) if side is Side.BOTH and one.standing is Standing.DIFFERENT else one.merged
    return written


def _check_words(choices: Mapping[str, str]) -> None:
    wrong = [FieldError(name, "unknown-field", "Champ inconnu.") for name in choices if name not in BY_NAME]
    wrong += [
        FieldError(name, "unknown-value", "Cette valeur n'est pas dans la liste.")
        for name, side in choices.items()
        if name in BY_NAME and (side not in set(Side) or (side == Side.BOTH and name != NOTE))
    ]
    if wrong:
        raise InvalidInput(errors=wrong)


def _joined(one: Compared) -> Values:
    return {NOTE: f"{one.survivor[NOTE]}\n\n{one.merged[NOTE]}"}


def _values(fact: Fact, patient: Patient, opened: Mapping[str, str | None]) -> Values:
    return {column: opened[column] if column in SEALED else getattr(patient, column) for column in fact.columns}


def _compared(fact: Fact, survivor: Values, merged: Values) -> Compared:
    if survivor == merged:
        standing = Standing.SAME
    elif not _is_known(fact, merged):
        standing = Standing.ONLY_SURVIVOR if _is_known(fact, survivor) else Standing.SAME
    elif not _is_known(fact, survivor):
        standing = Standing.ONLY_MERGED
    else:
        standing = Standing.DIFFERENT
    return Compared(fact, standing, survivor, merged)


def _is_known(fact: Fact, values: Values) -> bool:
    return any(values[column] not in (None, "", _UNKNOWN.get(column)) for column in fact.known_by or fact.columns)


def written_form(column: str, value: Any) -> Any:
    """A column's value as the sealed memory of a merge keeps it (JSON)."""
    return value.isoformat() if isinstance(value, date) else value


def read_form(column: str, value: Any) -> Any:
    """The inverse."""
    return date.fromisoformat(value) if column == "birth_date" else value
