"""Reading the few free texts and closed lists of this room: wrong ones are refused by field."""

from enum import StrEnum
from unicodedata import normalize

from django.db.models import TextChoices

from core.errors import InvalidInput

MAX_NAME, LONGEST_GREETING = 100, 300
# What French typography and office programs put in a text, and `str.isprintable` refuses: two spaces that do not break,
# and the tab.
_OTHER_SPACES = str.maketrans(dict.fromkeys("\u00a0\u202f\t", " "))


def checked_name(text: str, field: str = "name", longest: int = MAX_NAME) -> str:
    """NFC, plain spaces, no outer one, 1 to `longest` characters, printable. Raises InvalidInput."""
    name = plain_spaces(normalize("NFC", text)).strip()
    if not name:
        raise InvalidInput.at(field, "blank", "Ce champ est obligatoire.")
    if len(name) > longest:
        raise InvalidInput.at(field, "too-long", f"Ce champ a au plus {longest} caractères.")
    if not name.isprintable():
        raise InvalidInput.at(field, "control-character", "Ce texte contient un caractère interdit.")
    return name


def checked_greeting(text: str) -> str:
    """What is said when the telephone is answered, or nothing. Raises InvalidInput."""
    return checked_name(text, "greeting", LONGEST_GREETING) if text.strip() else ""


def plain_spaces(text: str) -> str:
    """The same with ordinary spaces; its lines stay."""
    return text.translate(_OTHER_SPACES)


def one_of(choices: type[TextChoices] | type[StrEnum], field: str, value: str) -> str:
    """The stored value of a closed list. Raises InvalidInput."""
    if value not in {str(member.value) for member in choices}:
        raise InvalidInput.at(field, "unknown-value", "Cette valeur n'est pas dans la liste.")
    return str(choices(value).value)
