"""Text that people type, as it is kept: composed, visible, without control characters. Pure: no Django.

One cleaner for every door and every room; what a name, a line or a note may hold further is their own rule.
"""

import unicodedata

from core.errors import InvalidInput

LINES = "\n\t"
LONGEST_REASON = 500
# Control, surrogate, private and unassigned characters: nobody types them, no screen shows them.
_REFUSED = frozenset({"Cc", "Cs", "Co", "Cn"})
_INVISIBLE = "Cf"


def visible(value: str, field: str, max_length: int, allowed: str = "") -> str:
    """`value` in NFC, without outer blanks nor invisible marks (joiners, directions, soft hyphens).

    Raises InvalidInput naming `field`: `control-character`, unless the character is one of `allowed`, or
    `too-long` for what is beyond all measure. The caller checks the length of what remains.
    """
    if len(value) > 4 * max_length:
        raise InvalidInput.at(field, "too-long", f"Au plus {max_length} caractères.")
    text = unicodedata.normalize("NFC", value).strip()
    if any(unicodedata.category(c) in _REFUSED and c not in allowed for c in text):
        raise InvalidInput.at(field, "control-character", "Ce texte contient un caractère interdit.")
    # What stood on either side of an invisible mark may compose once it is gone.
    return unicodedata.normalize("NFC", "".join(c for c in text if unicodedata.category(c) != _INVISIBLE)).strip()


def clean_lines(value: str, field: str, max_length: int) -> str:
    """A free text of several lines; empty is allowed. Raises InvalidInput naming `field`."""
    text = visible(value.replace("\r\n", "\n"), field, max_length, allowed=LINES)
    if len(text) > max_length:
        raise InvalidInput.at(field, "too-long", f"Au plus {max_length} caractères.")
    return text


def has_words(text: str) -> bool:
    """Whether anything is said: « ... » is no reason."""
    return any(character.isalpha() for character in text)


def clean_reason(value: str, field: str = "reason", max_length: int = LONGEST_REASON) -> str:
    """Why something out of the ordinary is done, in words. Raises InvalidInput naming `field`."""
    reason = clean_lines(value, field, max_length)
    if not reason:
        raise InvalidInput.at(field, "blank", "Indiquez pourquoi.")
    if not has_words(reason):
        raise InvalidInput.at(field, "no-words", "Indiquez pourquoi, avec des mots.")
    return reason
