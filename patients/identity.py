"""The traits of a person and what is accepted as such. Pure: no Django, no database.

RNIV vocabulary: birth name, used name, given names, birth date, sex. A phone or web booking sees no
document, so the status of an identity recorded here is always PROV (I-72).
"""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from core.errors import FieldError, InvalidInput
from patients.names import clean_name, search_form

MAX_AGE_YEARS = 130


class Sex(StrEnum):
    MALE = "male"
    FEMALE = "female"
    UNKNOWN = "unknown"


class IdentityStatus(StrEnum):
    """RNIV EXI SI 07: provisional, validated by a document, recovered from INSi, qualified by both."""

    PROVISIONAL = "PROV"
    VALIDATED = "VALI"
    RECOVERED = "RECUP"
    QUALIFIED = "QUAL"


@dataclass(frozen=True, slots=True)
class IdentityInput:
    """Traits as somebody typed them. `family_name` is the name used every day; `birth_name` "" means the same."""

    family_name: str
    given_names: str
    birth_date: date
    birth_name: str = ""
    sex: str = Sex.UNKNOWN.value


@dataclass(frozen=True, slots=True)
class Identity:
    """Traits in their written form."""

    family_name: str
    birth_name: str
    given_names: str
    birth_date: date
    sex: Sex

    @property
    def first_given_name(self) -> str:
        return self.given_names.split(" ")[0]

    @property
    def search_family_name(self) -> str:
        return search_form(self.family_name)

    @property
    def search_birth_name(self) -> str:
        return search_form(self.birth_name)

    @property
    def search_given_names(self) -> str:
        return search_form(self.given_names)


def read_identity(typed: IdentityInput, *, today: date) -> Identity:
    """Normalise the traits; raises one InvalidInput that names every refused field."""
    errors: list[FieldError] = []
    family_name = _gathered(errors, typed.family_name, "family_name")
    birth_name = _gathered(errors, typed.birth_name, "birth_name") if typed.birth_name.strip() else family_name
    given_names = _gathered(errors, typed.given_names, "given_names")
    errors += _birth_date_errors(typed.birth_date, today)
    if typed.sex not in set(Sex):
        errors.append(FieldError("sex", "invalid-choice", "Indiquez female, male ou unknown."))
    if errors:
        raise InvalidInput(errors=errors)
    return Identity(family_name, birth_name, given_names, typed.birth_date, Sex(typed.sex))


def check_birth_date(birth_date: date, *, today: date) -> None:
    """Raises InvalidInput for a birth in the future or more than 130 years ago."""
    if errors := _birth_date_errors(birth_date, today):
        raise InvalidInput(errors=errors)


def _birth_date_errors(birth_date: date, today: date) -> list[FieldError]:
    if birth_date > today:
        return [FieldError("birth_date", "in-the-future", "Cette date de naissance est dans le futur.")]
    if birth_date.year < today.year - MAX_AGE_YEARS:
        return [FieldError("birth_date", "too-old", f"Cette date de naissance remonte à plus de {MAX_AGE_YEARS} ans.")]
    return []


def _gathered(errors: list[FieldError], value: str, field: str) -> str:
    try:
        return clean_name(value, field)
    except InvalidInput as refusal:
        errors += refusal.errors
        return ""
