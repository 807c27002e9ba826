"""Lines, e-mail and postal addresses as people type them. Pure: no Django, no database.

One line: NFC, no control or invisible mark, single spaces. A line that a spreadsheet would run
(`=cmd`, `+…`, `@…`) or that holds angle brackets is refused: no address or doctor's name needs one.
Neither does it hold a NIR, which has a sealed field of its own.
"""

import re
import unicodedata
from dataclasses import dataclass

from phonenumbers import SUPPORTED_REGIONS

from core.errors import InvalidInput
from core.plain_text import clean_lines, visible
from patients.gathering import Gathering

MAX_LINE, MAX_EMAIL, MAX_NOTE = 200, 254, 4000
_EMAIL = re.compile(
    r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+(?:\.[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+)*"
    r"@(?:[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?\.)+[A-Za-z]{2,63}",
    re.ASCII,
)
# Thirteen digits in a row, separated or not: this field is not sealed (H-32), no address has so many.
_NIR_LIKE = re.compile(
    r"(?:[0-9][ .\-/]?){5}(?:2[ABab][ .\-/]?(?:[0-9][ .\-/]?){5}|(?:[0-9][ .\-/]?){7})[0-9]", re.ASCII
)
_FRENCH_POSTAL_CODE = re.compile(r"[0-9]{5}", re.ASCII)
_POSTAL_CODE = re.compile(r"[A-Z0-9](?:[A-Z0-9 -]{0,10}[A-Z0-9])?", re.ASCII)


@dataclass(frozen=True, slots=True, repr=False)
class Address:
    """A postal address; `country` is an ISO 3166 code of two letters. Everything else may be empty."""

    line: str = ""
    postal_code: str = ""
    city: str = ""
    country: str = "FR"


def clean_line(value: str, field: str, max_length: int = MAX_LINE) -> str:
    """One line of text in its written form, possibly empty, or InvalidInput naming `field`."""
    text = visible(value, field, max_length)
    text = " ".join(text.split())
    if len(text) > max_length:
        raise InvalidInput.at(field, "too-long", f"Au plus {max_length} caractères.")
    if _NIR_LIKE.search(text):
        raise InvalidInput.at(field, "looks-like-a-nir", "Le numéro de sécurité sociale se note dans son propre champ.")
    if text[:1] in tuple("=+@") or "<" in text or ">" in text:
        raise InvalidInput.at(field, "invalid-character", "Ce texte contient un caractère qui n'y a pas sa place.")
    return text


def clean_note(value: str, field: str, max_length: int = MAX_NOTE) -> str:
    """A free text of several lines; empty is allowed."""
    return clean_lines(value, field, max_length)


def clean_email(value: str, field: str = "email") -> str:
    """An e-mail address in lower case, or "" for none."""
    text = visible(value, field, MAX_EMAIL).lower()
    if not text:
        return ""
    if len(text) > MAX_EMAIL or not _EMAIL.fullmatch(text) or len(text.partition("@")[0]) > 64:
        raise InvalidInput.at(field, "invalid-email", "Cette adresse électronique n'est pas valide.")
    return text


def clean_address(typed: Address, field: str = "address") -> Address:
    """The address in its written form; raises one InvalidInput naming every refused part."""
    gathering = Gathering()
    line = gathering.take(lambda: clean_line(typed.line, f"{field}.line"), "")
    city = gathering.take(lambda: clean_line(typed.city, f"{field}.city", 100), "")
    country = typed.country.strip().upper() or "FR"
    if country not in SUPPORTED_REGIONS:
        gathering.refuse(f"{field}.country", "unknown-value", "Indiquez un code pays de deux lettres.")
    postal_code = unicodedata.normalize("NFKC", typed.postal_code).strip().upper()
    shape = _FRENCH_POSTAL_CODE if country == "FR" else _POSTAL_CODE
    if postal_code and not shape.fullmatch(postal_code):
        gathering.refuse(f"{field}.postal_code", "invalid-postal-code", "Ce code postal n'est pas valide.")
    gathering.check()
    return Address(line, postal_code, city, country)
