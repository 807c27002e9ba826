"""Lines of another product's list of patients, read one by one: what may be written, what is wrong and where.

Pure but for what is already in the file, asked once for many lines.
"""

import re
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date

from consent.guardians import NO_LOWER_AGE, ResidenceAge
from core.errors import DomainError, FieldError, InvalidInput
from patients.contact import Contact
from patients.errors import GuardianConsentRequired
from patients.identity import IdentityInput, Sex
from patients.newcomer import Newcomer, Reading, read_newcomer
from patients.plain_text import Address
from practices.asked_fields import AskedField

Line = tuple[int, Mapping[str, str]]
# The columns that are understood, and the words by which other products call them.
COLUMNS: Mapping[str, tuple[str, ...]] = {
    "family_name": ("nom", "nom utilise", "nom d'usage", "nom de famille"),
    "given_names": ("prénom", "prenoms"),
    "birth_date": ("naissance", "date de naissance", "ne(e) le", "ddn"),
    "birth_name": ("nom de naissance",),
    "sex": ("sexe",),
    "phone": ("téléphone", "mobile", "tel", "portable"),
    "other_phone": ("téléphone 2", "autre telephone", "fixe"),
    "email": ("courriel", "email", "e-mail", "mail"),
    "address_line": ("adresse",),
    "postal_code": ("code postal", "cp"),
    "city": ("ville", "commune"),
}
REQUIRED = ("family_name", "given_names", "birth_date")
_SEXES = {"f": Sex.FEMALE, "m": Sex.MALE, "h": Sex.MALE}
_DATE = re.compile(r"(\d{1,4})[/.\- ](\d{1,2})[/.\- ](\d{1,4})(?:[T ].*)?")
# docs/decisions/children-are-not-taken-over.md
YOUNG = (
    "Moins de 16 ans : rien n'est importé sans l'accord d'un titulaire de l'autorité parentale. Appelez-le, puis "
    "enregistrez l'enfant et son rendez-vous depuis « Nouvel appel » : son accord s'y note."
)


@dataclass(frozen=True, slots=True)
class Trouble:
    """Why a line is not written: its number in the file, the column, a sentence. Nothing of what stood there."""

    line: int
    column: str
    said: str


@dataclass(slots=True)
class Report:
    """`known` lines were there already; a conflict is a line that somebody has to compare.

    `people`: for each line that is neither wrong nor in conflict its number, a mark that the same person has in every
    part of a file and that says nothing of them, and whether they are new.
    """

    written: int = 0
    known: int = 0
    troubles: list[Trouble] = field(default_factory=list)
    conflicts: list[Trouble] = field(default_factory=list)
    people: list[tuple[int, str, bool]] = field(default_factory=list)


def read_day(text: str) -> date:
    """`12/03/1984`, `1984-03-12` or what a spreadsheet makes of it. Raises InvalidInput."""
    found = _DATE.fullmatch(text.strip())
    try:
        if not found:
            raise ValueError
        first, month, last = (int(part) for part in found.groups())
        return date(first, month, last) if first > 31 else date(last, month, first)
    except ValueError:
        raise InvalidInput.at("birth_date", "invalid-date", "Cette date n'existe pas.") from None


def read_line(
    line: Mapping[str, str],
    asked: Collection[AskedField],
    today: date,
    lower_ages: Mapping[str, ResidenceAge] = NO_LOWER_AGE,
) -> Reading:
    """One person; what nobody at the practice asks is left aside. Raises InvalidInput, GuardianConsentRequired."""
    missing = [FieldError(name, "blank", "Ce champ est obligatoire.") for name in REQUIRED if not line.get(name)]
    if missing:
        raise InvalidInput(errors=missing)
    sex = (
        _SEXES.get(line.get("sex", "").strip().casefold()[:1], Sex.UNKNOWN) if AskedField.SEX in asked else Sex.UNKNOWN
    )
    phones = [line.get("phone", ""), line.get("other_phone", "") if AskedField.SECOND_PHONE in asked else ""]
    address = Address(line.get("address_line", ""), line.get("postal_code", ""), line.get("city", ""))
    newcomer = Newcomer(
        IdentityInput(
            family_name=line["family_name"],
            given_names=line["given_names"],
            birth_date=read_day(line["birth_date"]),
            birth_name=line.get("birth_name", ""),
            sex=sex.value,
        ),
        Contact(
            phones=tuple(phone for phone in phones if phone),
            email=line.get("email", "") if AskedField.EMAIL in asked else "",
            address=address if AskedField.ADDRESS in asked else Address(),
        ),
    )
    return read_newcomer(newcomer, today=today, lower_ages=lower_ages)


def troubles_of(number: int, refusal: DomainError) -> list[Trouble]:
    """Each wrong column of a line."""
    if isinstance(refusal, GuardianConsentRequired):
        return [Trouble(number, "birth_date", YOUNG)]
    named = {"phones": "phone", "address.postal_code": "postal_code", "address.line": "address_line"}
    found: Iterable[FieldError] = refusal.errors
    return [
        Trouble(number, named.get(one.field.split("[")[0], one.field.split("[")[0]), one.detail) for one in found
    ] or [Trouble(number, "", refusal.title)]
