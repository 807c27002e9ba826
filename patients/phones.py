"""Telephone numbers of patients, always kept in E.164. Pure: no Django, no database.

`phonenumbers` reads what was typed. Two French facts are ours: overseas numbers are dialled like national
ones (0262…, 0692…, 0590…) but live under +262, +590, +594 and +596; and the library's list of
allocated ranges is not asked for French numbers, because it refuses ranges younger than its data
and the ranges that the regulator keeps for fiction.
"""

import re
import unicodedata

import phonenumbers
from phonenumbers import NumberParseException, PhoneNumberFormat

from core.errors import InvalidInput

MAX_PHONES = 5
_MAX_TYPED = 40
_TYPED = re.compile(r"\+?[0-9 ().\-/]+", re.ASCII)
_OVERSEAS = re.compile(r"(?:(26[239]|69[23]|639)|(590|69[01])|(594|694)|(596|69[67]))[0-9]{6}", re.ASCII)
_OVERSEAS_CODES = ("262", "590", "594", "596")
_FICTION_NOT_MAYOTTE = "63998"  # 06 39 98 is the regulator's fictitious mobile range, not Mayotte's 0639
_FRENCH_CODES = {33, 262, 590, 594, 596}
_NATIONAL = re.compile(r"[1-9][0-9]{8}", re.ASCII)


def read_phone(text: str, field: str = "phone") -> str:
    """The E.164 form of a number typed the French way or internationally, or InvalidInput naming `field`."""
    typed = _plain(text)
    if len(typed) > _MAX_TYPED or not _TYPED.fullmatch(typed):
        raise _refused(field)
    try:
        number = phonenumbers.parse(typed, "FR")
    except NumberParseException as error:
        raise _refused(field) from error
    national = phonenumbers.national_significant_number(number)
    if number.country_code not in _FRENCH_CODES:
        if not phonenumbers.is_valid_number(number):
            raise _refused(field)
        return phonenumbers.format_number(number, PhoneNumberFormat.E164)
    if not _NATIONAL.fullmatch(national):
        raise _refused(field)
    return f"+{_country_code(number.country_code, national)}{national}"


def read_phones(texts: list[str], field: str = "phones") -> list[str]:
    """E.164 forms in order, without repeats; the refused one is named `phones[2]`."""
    if len(texts) > MAX_PHONES:
        raise InvalidInput.at(field, "too-many", f"Au plus {MAX_PHONES} numéros.")
    return list(dict.fromkeys(read_phone(text, f"{field}[{place}]") for place, text in enumerate(texts)))


def display_phone(e164: str) -> str:
    """How people read it: `01 99 00 00 01`, `0262 91 00 01`, else the international form."""
    number = phonenumbers.parse(e164, None)
    if number.country_code not in _FRENCH_CODES:
        return phonenumbers.format_number(number, PhoneNumberFormat.INTERNATIONAL)
    national = "0" + phonenumbers.national_significant_number(number)
    head = 2 if number.country_code == 33 else 4
    return " ".join([national[:head], *(national[i : i + 2] for i in range(head, len(national), 2))])


def _country_code(country_code: int | None, national: str) -> str:
    if country_code != 33 or national.startswith(_FICTION_NOT_MAYOTTE):
        return str(country_code)
    match = _OVERSEAS.fullmatch(national)
    return (
        next((code for code, hit in zip(_OVERSEAS_CODES, match.groups(), strict=True) if hit), "33") if match else "33"
    )


def _plain(text: str) -> str:
    folded = unicodedata.normalize("NFKC", text[: 4 * _MAX_TYPED]).translate(dict.fromkeys(map(ord, "‐‑‒–—−"), "-"))
    visible = "".join(c for c in folded if unicodedata.category(c) != "Cf").strip()
    return re.sub(r"^\((\+[0-9]{1,3})\)", r"\1", visible)  # (+33)1 99 00 00 01


def _refused(field: str) -> InvalidInput:
    return InvalidInput.at(field, "invalid-phone", "Ce numéro de téléphone n'est pas valide.")
