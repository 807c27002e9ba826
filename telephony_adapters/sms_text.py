"""How a short message is carried: which alphabet, how many parts. Pure.

Gateways replace silently what the telephone alphabet lacks (ê, ô, û, â become "?"), so the alphabet is chosen for
each message before it leaves: GSM-7 when every letter exists there, else UCS-2, in which a part holds 70 letters
instead of 160. Source: 3GPP TS 23.038 §6.2.1, TS 23.040 §9.2.3.24.1 for the header of parts.
"""

from dataclasses import dataclass
from enum import StrEnum

_BASIC = frozenset(
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§"
    "¿abcdefghijklmnopqrstuvwxyzäöñüà"
)
_TWO_PLACES = frozenset("^{}\\[~]|€\f")
# Typographic marks of French that have a plain form in the telephone alphabet.
_PLAIN = str.maketrans({"’": "'", "\u202f": " ", "\u00a0": " ", "–": "-", "—": "-", "…": "...", "œ": "oe", "Œ": "OE"})
_STOPS = frozenset({"STOP", "STOPALL", "STOPSMS", "ARRET", "UNSUBSCRIBE", "QUIT", "END"})
MAX_PARTS = 4


class Alphabet(StrEnum):
    GSM7 = "gsm7"
    UCS2 = "ucs2"


@dataclass(frozen=True, slots=True)
class Carriage:
    """`text` is what leaves: the same words, typography made plain where that spares parts."""

    text: str
    alphabet: Alphabet
    parts: int


def carriage(text: str) -> Carriage:
    """How `text` is carried. Raises ValueError when it is empty or needs more than MAX_PARTS."""
    plain = text.translate(_PLAIN)
    if set(plain) <= _BASIC | _TWO_PLACES:
        places = len(plain) + sum(letter in _TWO_PLACES for letter in plain)
        return _bounded(Carriage(plain, Alphabet.GSM7, _parts(places, 160, 153)))
    return _bounded(Carriage(text, Alphabet.UCS2, _parts(len(text.encode("utf-16-be")) // 2, 70, 67)))


def is_stop(text: str) -> bool:
    """Whether somebody answers that they want no more messages."""
    return text.strip().strip(".!").upper() in _STOPS


def _parts(places: int, alone: int, together: int) -> int:
    return 1 if 0 < places <= alone else -(-places // together)


def _bounded(found: Carriage) -> Carriage:
    if not 1 <= found.parts <= MAX_PARTS:
        raise ValueError("a short message has a text, and at most four parts")
    return found
