"""The telephone numbers of patients: read from a field, several at most, refused by name. Pure: no database."""

from core.errors import InvalidInput
from telephony_adapters.numbers import UnreadableNumber, read_number
from telephony_adapters.numbers import display_phone as display_phone

MAX_PHONES = 5


def read_phone(text: str, field: str = "phone") -> str:
    """The E.164 form of a number typed the French way or internationally, or InvalidInput naming `field`."""
    try:
        return read_number(text)
    except UnreadableNumber as error:
        raise InvalidInput.at(field, "invalid-phone", "Ce numéro de téléphone n'est pas valide.") from error


def read_phones(texts: list[str], field: str = "phones") -> list[str]:
    """E.164 forms in order, without repeats; the refused one is named `phones[2]`."""
    if len(texts) > MAX_PHONES:
        raise InvalidInput.at(field, "too-many", f"Au plus {MAX_PHONES} numéros.")
    return list(dict.fromkeys(read_phone(text, f"{field}[{place}]") for place, text in enumerate(texts)))
