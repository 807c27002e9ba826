"""Only what the practice's practitioners have asked is taken; anything else is refused by its name (CH-09, ST-11).

Pure: no Django, no database.
"""

from collections.abc import Collection
from dataclasses import dataclass

from patients.contact import Contact
from patients.gathering import Gathering
from patients.identity import Sex
from patients.plain_text import Address
from practices.asked_fields import AskedField

SENTENCE = "Le cabinet ne demande pas cette information : laissez ce champ vide."
# Where a field is called otherwise by whoever told it.
CALLED = {AskedField.SECOND_PHONE: "phones"}


@dataclass(frozen=True, slots=True, repr=False)
class Optional:
    """The optional values of a person, in their written forms; "" or nothing where there is none."""

    sex: str
    contact: Contact
    nir: str = ""

    def value(self, field: AskedField) -> object:
        if field is AskedField.SEX:
            return self.sex if self.sex != Sex.UNKNOWN.value else ""
        if field is AskedField.NIR:
            return self.nir
        if field is AskedField.SECOND_PHONE:
            return self.contact.phones[1:]
        if field is AskedField.ADDRESS:
            return _written(self.contact.address)
        return getattr(self.contact, field.value)


NOTHING = Optional(Sex.UNKNOWN.value, Contact())


def check_asked(asked: Collection[AskedField], told: Optional, known: Optional = NOTHING) -> None:
    """Raises one InvalidInput that names every field told and not asked; what is known already may stay or go."""
    gathering = Gathering()
    for field in AskedField:
        if field not in asked and told.value(field) and not _is_known(field, told, known):
            gathering.refuse(CALLED.get(field, field.value), "not-asked", SENTENCE)
    gathering.check()


def _is_known(field: AskedField, told: Optional, known: Optional) -> bool:
    if field is AskedField.SECOND_PHONE:
        return set(told.contact.phones) <= set(known.contact.phones)
    return told.value(field) == known.value(field)


def _written(address: Address) -> str:
    return "\n".join(part for part in (address.line, address.postal_code, address.city) if part)
