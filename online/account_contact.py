"""The contact by which an account is known: a mobile or an e-mail address, in its one written form. No database."""

from core.errors import InvalidInput
from online.allowances import place_of
from patients.phones import read_phone
from patients.plain_text import clean_email
from telephony_adapters.numbers import is_mobile

_NEITHER = "Écrivez un numéro de mobile ou une adresse e-mail."


def read_contact(text: str) -> str:
    """E.164, or lower case. Raises InvalidInput naming `contact`."""
    typed = text.strip()
    try:
        contact = clean_email(typed) if "@" in typed else read_phone(typed, "contact")
    except InvalidInput:
        contact = ""
    if not contact or ("@" not in contact and not is_mobile(contact)):
        raise InvalidInput.at("contact", "unreachable", _NEITHER)
    return contact


def digest_of_contact(contact: str) -> str:
    """The keyed digest by which an account is found."""
    return place_of(f"account:{contact}")
