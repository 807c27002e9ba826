"""What somebody means who answers a message: a word of the lists, alone, or a person reads. Pure."""

import re
import unicodedata
from enum import StrEnum

from telephony_adapters.sms_text import is_stop


class Meaning(StrEnum):
    """The value is stored and never changes."""

    CONFIRM = "confirm"
    CANCEL = "cancel"
    STOP = "stop"
    OTHER = "other"


_YES = frozenset(
    {"1", "oui", "ok", "confirme", "confirmer", "je confirme", "merci je confirme", "oui je confirme", "oui merci"}
)
_NO = frozenset({"2", "annuler", "annule", "j'annule", "annulation", "je souhaite annuler"})


def meaning_of(text: str) -> Meaning:
    """« 1 » and « oui » confirm, « 2 » and « annuler » cancel, STOP stops; whatever else is read by somebody."""
    if is_stop(text):
        return Meaning.STOP
    plain = _plain(text)
    if plain in _YES:
        return Meaning.CONFIRM
    return Meaning.CANCEL if plain in _NO else Meaning.OTHER


def _plain(text: str) -> str:
    folded = unicodedata.normalize("NFKC", text).lower().replace("’", "'")
    bare = "".join(c for c in unicodedata.normalize("NFD", folded) if not unicodedata.combining(c))
    return re.sub(r"[\s.,!]+", " ", bare).strip()
