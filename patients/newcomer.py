"""What is told about a new patient, and its reading: everything that can be refused before the database is asked.

Pure: no Django, no database.
"""

from dataclasses import dataclass
from datetime import date

from consent.guardians import guardian_required
from patients.contact import Contact, read_contact
from patients.errors import GuardianConsentRequired
from patients.gathering import Gathering
from patients.identity import Identity, IdentityInput, read_identity
from patients.nir import Nir, parse_nir

NO_CONTACT = Contact()


@dataclass(frozen=True, slots=True, repr=False)
class Newcomer:
    """A new patient as told. `nir` "" means not told; never printed, it is personal data."""

    identity: IdentityInput
    contact: Contact = NO_CONTACT
    nir: str = ""


@dataclass(frozen=True, slots=True, repr=False)
class Reading:
    """The same, in its written forms."""

    identity: Identity
    contact: Contact
    nir: Nir | None


def read_newcomer(told: Newcomer, *, today: date, check_the_age: bool = True) -> Reading:
    """Normalise everything. `today` is the local day of the practice; somebody known already has an age.

    Raises InvalidInput (400, every wrong field), then InvalidNir, then GuardianConsentRequired (422).
    """
    gathering = Gathering()
    identity = gathering.take(lambda: read_identity(told.identity, today=today), None)
    contact = gathering.take(lambda: read_contact(told.contact), NO_CONTACT)
    gathering.check()
    assert identity is not None, "a refused identity was just raised"
    nir = parse_nir(told.nir) if told.nir.strip() else None
    if check_the_age:
        check_age(identity.birth_date, today=today)
    return Reading(identity, contact, nir)


def check_age(birth_date: date, *, today: date) -> None:
    """ST-44: raises GuardianConsentRequired under the age of consent (16 everywhere by default)."""
    if guardian_required(birth_date, today):
        raise GuardianConsentRequired()
