"""The traits of a person and what is accepted as such. Pure: no Django, no database.

RNIV vocabulary: birth name, used name, given names, birth date, sex. A phone or web booking sees no
document, so the status of an identity recorded here is always PROV (I-72).
"""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from core.errors import InvalidInput
from patients.gathering import Gathering
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


@dataclass(frozen=True, slots=True, repr=False)
class IdentityInput:
    """Traits as somebody typed them. `family_name` is the name used every day; `birth_name` "" means the same."""

    family_name: str
    given_names: str
    birth_date: date
    birth_name: str = ""
    sex: str = Sex.UNKNOWN.value


@dataclass(frozen=True, slots=True, repr=False)
class Identity:
    """Traits in their written form."""

    family_name: str
    birth_name: str
    given_names: str
    birth_date: date
    sex: Sex

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
    gathering = Gathering()
    family_name = gathering.take(lambda: clean_name(typed.family_name, "family_name"), "")
    birth_name = family_name
    if typed.birth_name.strip():
        birth_name = gathering.take(lambda: clean_name(typed.birth_name, "birth_name"), "")
    given_names = gathering.take(lambda: clean_name(typed.given_names, "given_names"), "")
    gathering.take(lambda: check_birth_date(typed.birth_date, today=today), None)
    if typed.sex not in set(Sex):
        gathering.refuse("sex", "unknown-value", "Indiquez female, male ou unknown.")
    gathering.check()
    return Identity(family_name, birth_name, given_names, typed.birth_date, Sex(typed.sex))


def check_birth_date(birth_date: date, *, today: date) -> None:
    """Raises InvalidInput for a birth in the future or more than 130 years ago."""
    if birth_date > today:
        raise InvalidInput.at("birth_date", "in-the-future", "Cette date de naissance est dans le futur.")
    if birth_date.year < today.year - MAX_AGE_YEARS:
        raise InvalidInput.at("birth_date", "too-old", f"Cette date remonte à plus de {MAX_AGE_YEARS} ans.")
