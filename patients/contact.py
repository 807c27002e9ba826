"""How a patient is reached, and the doctors around them. Pure: no Django, no database."""

from dataclasses import dataclass

from patients.gathering import Gathering
from patients.phones import read_phones
from patients.plain_text import Address, clean_address, clean_email, clean_line

NO_ADDRESS = Address()


@dataclass(frozen=True, slots=True, repr=False)
class Contact:
    """As typed, or once read: phones in E.164 (the first is called first), e-mail in lower case."""

    phones: tuple[str, ...] = ()
    email: str = ""
    address: Address = NO_ADDRESS
    treating_practitioner: str = ""
    referring_practitioner: str = ""


def read_contact(typed: Contact) -> Contact:
    """Normalise; raises one InvalidInput that names every refused field."""
    gathering = Gathering()
    read = Contact(
        phones=gathering.take(lambda: tuple(read_phones(list(typed.phones))), ()),
        email=gathering.take(lambda: clean_email(typed.email), ""),
        address=gathering.take(lambda: clean_address(typed.address), NO_ADDRESS),
        treating_practitioner=gathering.take(
            lambda: clean_line(typed.treating_practitioner, "treating_practitioner"), ""
        ),
        referring_practitioner=gathering.take(
            lambda: clean_line(typed.referring_practitioner, "referring_practitioner"), ""
        ),
    )
    gathering.check()
    return read
