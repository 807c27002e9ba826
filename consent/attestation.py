"""What a holder of parental authority answered, as the secretary or the page reports it. Pure: no Django."""

from dataclasses import dataclass
from enum import StrEnum
from uuid import UUID

from consent.guardian_text import CURRENT


class GuardianRelation(StrEnum):
    """By what right the person answers."""

    PARENT = "parent"
    GUARDIAN = "guardian"
    OTHER = "other"


class GuardianScope(StrEnum):
    """What the agreement covers."""

    APPOINTMENT = "appointment"  # this appointment, wherever it is moved
    PRACTICE = "practice"  # every booking at this practice, until the child decides alone


class GuardianAnswer(StrEnum):
    AGREED = "agreed"
    REFUSED = "refused"


RELATIONS = {
    GuardianRelation.PARENT: "Père ou mère",
    GuardianRelation.GUARDIAN: "Tuteur ou tutrice",
    GuardianRelation.OTHER: "Autre titulaire de l'autorité parentale",
}
SCOPES = {
    GuardianScope.APPOINTMENT: "Ce rendez-vous",
    GuardianScope.PRACTICE: "Ses rendez-vous dans ce cabinet, jusqu'à 16 ans",
}
LONGEST_NAME = 200


@dataclass(frozen=True, slots=True, repr=False)
class Attestation:
    """Who answered, and what. Never printed: it names a person.

    `related_person_id` when the person is among the child's relatives. `child_joined`: the child agrees too, or is
    too young to say; asked only where both must agree.
    """

    name: str
    relation: GuardianRelation = GuardianRelation.PARENT
    scope: GuardianScope = GuardianScope.APPOINTMENT
    answer: GuardianAnswer = GuardianAnswer.AGREED
    child_joined: bool = False
    text_version: int = CURRENT.version
    related_person_id: UUID | None = None
