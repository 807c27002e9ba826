"""Reading the few free texts and closed lists of this room: wrong ones are refused by field."""

from enum import StrEnum
from unicodedata import normalize

from django.db.models import TextChoices

from core.errors import InvalidInput

MAX_NAME = 100


def checked_name(text: str, field: str = "name", longest: int = MAX_NAME) -> str:
    """NFC, without outer blanks, 1 to `longest` characters, printable. Raises InvalidInput."""
    name = normalize("NFC", text).strip()
    if not name:
        raise InvalidInput.at(field, "blank", "Ce champ est obligatoire.")
    if len(name) > longest:
        raise InvalidInput.at(field, "too-long", f"Ce champ a au plus {longest} caractères.")
    if not name.isprintable():
        raise InvalidInput.at(field, "control-character", "Ce texte contient un caractère interdit.")
    return name


def one_of(choices: type[TextChoices] | type[StrEnum], field: str, value: str) -> str:
    """The stored value of a closed list. Raises InvalidInput."""
    if value not in {str(member.value) for member in choices}:
        raise InvalidInput.at(field, "unknown-value", "Cette valeur n'est pas dans la liste.")
    return str(choices(value).value)
