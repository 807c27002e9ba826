"""Telephone numbers, always kept in E.164. Pure: no Django, no database.

`phonenumbers` reads what was typed or signalled. Two French facts are ours: overseas numbers are dialled like
national ones (0262…, 0692…, 0590…) but live under +262, +590, +594 and +596; and the library's list of
allocated ranges is not asked for French numbers, because it refuses ranges younger than its data
and the ranges that the regulator keeps for fiction.
"""

import re
import unicodedata

import phonenumbers
from phonenumbers import NumberParseException, PhoneNumberFormat

from telephony_adapters.events import RemoteState

_MAX_TYPED = 40
_TYPED = re.compile(r"\+?[0-9 ().\-/]+", re.ASCII)
_OVERSEAS = re.compile(r"(?:(26[239]|69[23]|639)|(590|69[01])|(594|694)|(596|69[67]))[0-9]{6}", re.ASCII)
_OVERSEAS_CODES = ("262", "590", "594", "596")
_FICTION_NOT_MAYOTTE = "63998"  # 06 39 98 is the regulator's fictitious mobile range, not Mayotte's 0639
_FRENCH_CODES = {33, 262, 590, 594, 596}
_NATIONAL = re.compile(r"[1-9][0-9]{8}", re.ASCII)
# Up to five digits: an extension or a short code, never somebody's number.
_SHORT = re.compile(r"[0-9]{1,5}", re.ASCII)
_WITHHELD_WORDS = frozenset(
    {"", "anonymous", "unknown", "restricted", "private", "unavailable", "withheld", "<unknown>", "anonymous.invalid"}
)
# "anonymous", "unavailable"… spelled on a telephone keypad: valid-looking, and they would make all the callers
# without a number one patient (a vendor's own convention).
_WITHHELD_SPELLED = frozenset({"+266696687", "+86282452253", "+8656696", "+2562533", "+7378742833"})


class UnreadableNumber(ValueError):
    """This text is not a telephone number."""


def read_number(text: str) -> str:
    """The E.164 form of a number written the French way or internationally. Raises UnreadableNumber."""
    typed = _plain(text)
    if len(typed) > _MAX_TYPED or not _TYPED.fullmatch(typed):
        raise UnreadableNumber
    try:
        number = phonenumbers.parse(typed, "FR")
    except NumberParseException as error:
        raise UnreadableNumber from error
    national = phonenumbers.national_significant_number(number)
    if number.country_code not in _FRENCH_CODES:
        if not phonenumbers.is_valid_number(number):
            raise UnreadableNumber
        return phonenumbers.format_number(number, PhoneNumberFormat.E164)
    if not _NATIONAL.fullmatch(national):
        raise UnreadableNumber
    return f"+{_country_code(number.country_code, national)}{national}"


def signalled(text: str | None, *, withheld: bool = False) -> tuple[RemoteState, str | None]:
    """What a telephone exchange's word for the other party says: a state, and the number when it may be used.

    `withheld` is the exchange's own mark: some still carry the real number beside it, and it is dropped here.
    """
    word = (text or "").strip()
    if withheld or word.casefold() in _WITHHELD_WORDS or word.casefold().endswith("@anonymous.invalid"):
        return RemoteState.WITHHELD, None
    digits = re.sub(r"[ ().\-/]", "", word)
    if f"+{digits.lstrip('+')}" in _WITHHELD_SPELLED:
        return RemoteState.WITHHELD, None
    if _SHORT.fullmatch(digits):
        return RemoteState.INTERNAL, None
    for candidate in (word, f"+{digits}"):  # some vendors leave out the plus of an international number
        try:
            return RemoteState.KNOWN, read_number(candidate)
        except UnreadableNumber:
            continue
    return RemoteState.UNPARSABLE, None


def is_mobile(e164: str) -> bool:
    """Whether a short message can reach this number, French mobiles overseas included; abroad, unless it is fixed."""
    number = phonenumbers.parse(e164, None)
    if number.country_code in _FRENCH_CODES:
        return phonenumbers.national_significant_number(number)[:1] in ("6", "7")
    kinds = (phonenumbers.PhoneNumberType.MOBILE, phonenumbers.PhoneNumberType.FIXED_LINE_OR_MOBILE)
    return phonenumbers.number_type(number) in kinds


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
