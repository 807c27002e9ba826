"""The one box in which a secretary types while listening: a birth date first, then letters, or a number.

Pure: no Django, no database. `12031984` is a date, `120384 le` a date and a name, `lefe cam` two names,
`0199000001` a telephone number, 13 characters and a key a NIR. What is not yet enough gives a hint, never
an error: the person is still typing.
"""

import re
import unicodedata
from dataclasses import dataclass
from datetime import date

from core.errors import DomainError
from patients.identity import MAX_AGE_YEARS
from patients.nir import parse_nir
from patients.phones import read_phone
from patients.search_terms import MIN_LETTERS_ALONE, SearchTerms, letters

MAX_TYPED = 120
HELP = "Date de naissance (12031984), puis quelques lettres du nom."
_DATE_WITH_MARKS = re.compile(r"([0-9]{1,2})[/.\- ]([0-9]{1,2})[/.\- ]([0-9]{4}|[0-9]{2})(?![0-9])", re.ASCII)
_ISO_DATE = re.compile(r"([0-9]{4})-([0-9]{2})-([0-9]{2})(?![0-9])", re.ASCII)
_DIGITS = re.compile(r"([0-9]{2})([0-9]{2})([0-9]{4}|[0-9]{2})(?![0-9])", re.ASCII)
_NUMBER_ONLY = re.compile(r"\+?[0-9 .\-/()]+", re.ASCII)
_NIR_LIKE = re.compile(r"[1-478][0-9]{4}(?:[0-9]{2}|2[AB])[0-9]{6,8}", re.ASCII)
_LETTER = re.compile(r"[^\W\d_]")


@dataclass(frozen=True, slots=True)
class Reading:
    """What the box says: terms to search with, or a French hint when there is nothing to search yet."""

    terms: SearchTerms | None
    hint: str = ""


def read_box(typed: str, *, today: date) -> Reading:
    """Read what is in the box. Never raises."""
    text = " ".join(unicodedata.normalize("NFKC", typed[:MAX_TYPED]).split())
    if not text:
        return Reading(None, HELP)
    compact = re.sub(r"[ .\-/]", "", text).upper()
    if _NIR_LIKE.fullmatch(compact):
        return _nir(compact)
    if _NUMBER_ONLY.fullmatch(text) and (text[0] == "+" or len(compact) >= 10):
        return _phone(text)
    try:
        return _date_and_name(text, today)
    except DomainError as refusal:
        return Reading(None, refusal.errors[0].detail if refusal.errors else HELP)


def _nir(compact: str) -> Reading:
    try:
        parse_nir(compact)
    except DomainError as refusal:
        return Reading(None, refusal.errors[0].detail)
    return Reading(SearchTerms(nir=compact))


def _phone(text: str) -> Reading:
    try:
        return Reading(SearchTerms(phone=read_phone(text)))
    except DomainError:
        return Reading(None, "Numéro de téléphone incomplet.")


def _date_and_name(text: str, today: date) -> Reading:
    days, rest, digits_seen = _take_date(text, today)
    name = rest.strip(" ,;")
    if digits_seen and not days:
        return Reading(None, "Date de naissance incomplète ou impossible.")
    if name and not _LETTER.search(name):
        return Reading(None, HELP)
    if (letters(name) if name else 0) < MIN_LETTERS_ALONE and not days:
        return Reading(None, HELP)
    also = days[1] if len(days) > 1 else None
    return Reading(SearchTerms(birth_date=days[0] if days else None, also_birth_date=also, name=name))


def _take_date(text: str, today: date) -> tuple[list[date], str, bool]:
    """The possible birth dates in the text, what is left of it, and whether there was any digit at all."""
    if not re.search(r"[0-9]", text):
        return [], text, False
    for shape, order in ((_ISO_DATE, (3, 2, 1)), (_DATE_WITH_MARKS, (1, 2, 3)), (_DIGITS, (1, 2, 3))):
        if match := shape.search(text):
            day, month, year = (match.group(part) for part in order)
            return _days(day, month, year, today), text[: match.start()] + text[match.end() :], True
    return [], text, True


def _days(day: str, month: str, year: str, today: date) -> list[date]:
    """With two digits of year: this century first when already past, and the last one while somebody may live."""
    years = (
        [int(year)]
        if len(year) == 4
        else [today.year // 100 * 100 + int(year), today.year // 100 * 100 - 100 + int(year)]
    )
    found = []
    for candidate in years:
        try:
            birth = date(candidate, int(month), int(day))
        except ValueError:
            continue
        if today.year - MAX_AGE_YEARS <= candidate and birth <= today:
            found.append(birth)
    return found
