"""The two secretariats: who works there, and the mandates of the practices they serve."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from config.demonstration.brest import PRACTICE as BREST
from config.demonstration.description import PracticeDescription
from config.demonstration.nancy import PRACTICE as NANCY
from config.demonstration.practice_setup import OpenedPractice
from config.demonstration.saint_denis import PRACTICE as SAINT_DENIS
from config.demonstration.strasbourg import PRACTICE as STRASBOURG
from core import clock
from core.scoping import acting_as, system_actor
from practices import services as practices
from practices.enums import SecretariatRole
from practices.models import Secretariat
from practices.permissions import USUAL_DELEGATION, Permission

MANDATE = timedelta(days=365)
# These practices chose to let their secretariat read a NIR back and keep the medical note.
DELEGATED = USUAL_DELEGATION | {
    Permission.NIR_DISCLOSE,
    Permission.MEDICAL_NOTE_WRITE,
    Permission.MEDICAL_NOTE_DISCLOSE,
    Permission.PATIENT_MERGE,
}


@dataclass(frozen=True, slots=True)
class SecretariatDescription:
    """`people`: demonstration account → role."""

    name: str
    people: tuple[tuple[str, SecretariatRole], ...]
    practices: tuple[PracticeDescription, ...]


SECRETARIATS = (
    SecretariatDescription(
        "Secrétariat Les Hirondelles",
        (
            ("camille", SecretariatRole.SECRETARY),
            ("nadia", SecretariatRole.MANAGER),
            ("ines", SecretariatRole.DATA_PROTECTION_OFFICER),
        ),
        (NANCY, SAINT_DENIS, STRASBOURG),
    ),
    SecretariatDescription("Secrétariat du Large", (("charlie", SecretariatRole.SECRETARY),), (BREST,)),
)


def is_loaded() -> bool:
    """Whether the demonstration is already there. It is loaded in one transaction: there whole, or not at all."""
    names = [description.name for description in SECRETARIATS]
    return Secretariat.objects.filter(name__in=names).exists()


def open_secretariat(description: SecretariatDescription, user_ids: dict[str, UUID]) -> Secretariat:
    """The secretariat with its people, before any practice trusts it."""
    secretariat = practices.open_secretariat(actor=system_actor(), name=description.name)
    for username, role in description.people:
        practices.join_secretariat(
            actor=system_actor(), secretariat_id=secretariat.id, user_id=user_ids[username], role=role.value
        )
    return secretariat


def delegate(secretariat: Secretariat, opened: Sequence[OpenedPractice]) -> None:
    """A mandate of one year from each practice, from now on."""
    now = clock.now()
    for one in opened:
        actor = system_actor(one.practice.id)
        with acting_as(actor):
            practices.grant_delegation(
                actor=actor,
                practice_id=one.practice.id,
                secretariat_id=secretariat.id,
                starts_at=now,
                ends_at=now + MANDATE,
                permissions=DELEGATED,
            )
