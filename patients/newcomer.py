"""What is told about a new patient, and its reading: everything that can be refused before the database is asked.

Pure: no Django, no database.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from consent.guardians import NO_LOWER_AGE, ResidenceAge, guardian_required
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
    """The same, in its written forms. `awaits_guardian`: a child, told of with the minimum and nothing more."""

    identity: Identity
    contact: Contact
    nir: Nir | None
    awaits_guardian: bool = False


def read_newcomer(
    told: Newcomer,
    *,
    today: date,
    check_the_age: bool = True,
    minor_may_wait: bool = False,
    lower_ages: Mapping[str, ResidenceAge] = NO_LOWER_AGE,
) -> Reading:
    """Normalise everything. `today` is the local day of the practice; somebody known already has an age.

    `minor_may_wait`: a child may be recorded with the minimum until a guardian agrees. Raises InvalidInput (400,
    every wrong field, every field beyond the minimum), then InvalidNir, then GuardianConsentRequired (422).
    """
    gathering = Gathering()
    identity = gathering.take(lambda: read_identity(told.identity, today=today), None)
    contact = gathering.take(lambda: read_contact(told.contact), NO_CONTACT)
    gathering.check()
    assert identity is not None, "a refused identity was just raised"
    nir = parse_nir(told.nir) if told.nir.strip() else None
    residence = contact.address.country
    if not check_the_age or not guardian_required(identity.birth_date, today, residence, lower_ages=lower_ages):
        return Reading(identity, contact, nir)
    if not minor_may_wait:
        raise GuardianConsentRequired()
    check_minimum(contact, has_nir=nir is not None)
    return Reading(identity, contact, nir, awaits_guardian=True)


def check_minimum(contact: Contact, *, has_nir: bool) -> None:
    """ST-44: before a guardian agreed, who the child is and a number to call; raises InvalidInput for anything else."""
    beyond = {
        "email": contact.email,
        "address": contact.address.line or contact.address.postal_code or contact.address.city,
        "nir": has_nir,
        "treating_practitioner": contact.treating_practitioner,
        "referring_practitioner": contact.referring_practitioner,
    }
    gathering = Gathering()
    for field, told in beyond.items():
        if told:
            gathering.refuse(field, "before-guardian", "À demander une fois l'accord d'un représentant légal donné.")
    gathering.check()
