"""What a patient can be searched by, and what is too little to search with. Pure: no Django, no database."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from core.errors import InvalidInput
from patients.names import search_words

LIMIT = 20
MIN_LETTERS_ALONE = 2


@dataclass(frozen=True, slots=True)
class SearchTerms:
    """All given terms must fit. `name` is free: « lefe cam » is a family name, then a given name.

    `also_birth_date` is the other century of a birth date typed with two digits of year. `phone` and
    `nir` are as typed. Never printed: the terms are personal data.
    """

    practice_id: UUID | None = None
    birth_date: date | None = None
    name: str = ""
    phone: str = ""
    nir: str = ""
    also_birth_date: date | None = None

    def __repr__(self) -> str:
        return f"SearchTerms({'+'.join(self.criteria)})"

    @property
    def criteria(self) -> list[str]:
        """The names of the terms given, for the journal: never their values."""
        texts = [name for name in ("name", "phone", "nir") if getattr(self, name).strip()]
        return ["birth_date", *texts] if self.birth_dates else texts

    @property
    def birth_dates(self) -> list[date]:
        return [day for day in (self.birth_date, self.also_birth_date) if day]


def check_terms(terms: SearchTerms) -> None:
    """Raises InvalidInput when nothing is searched by, or when one letter alone is."""
    if not terms.criteria:
        raise InvalidInput.at("birth_date", "nothing-to-search", "Indiquez une date de naissance, un nom ou un numéro.")
    if terms.criteria == ["name"] and letters(terms.name) < MIN_LETTERS_ALONE:
        raise InvalidInput.at("name", "too-short", "Indiquez au moins deux lettres, ou la date de naissance.")


def letters(name: str) -> int:
    """How many letters a–z a name tells; raises InvalidInput when it is not a name."""
    return sum(map(len, search_words(name, "name")))


def name_readings(words: list[str]) -> list[tuple[str, str]]:
    """Each way to read the words as (family name prefix, given name prefix); the second may be empty.

    « de la tour mar » may be « DELATOUR Mar… », « DELA Tourmar… » or « DE Latourmar… »: all are searched.
    """
    return [("".join(words[:end]), "".join(words[end:])) for end in range(len(words), 0, -1)]
