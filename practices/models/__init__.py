"""The tables of this room, one idea a file."""

from practices.models.delegation import Delegation
from practices.models.instruction_set import InstructionSet
from practices.models.location import Location
from practices.models.membership import PracticeMembership, SecretariatMembership
from practices.models.practice import Practice
from practices.models.practitioner import Practitioner, PractitionerRole
from practices.models.secretariat import Secretariat
from practices.models.visit_reason import VisitReason, VisitReasonRole

__all__ = [
    "Delegation",
    "InstructionSet",
    "Location",
    "Practice",
    "PracticeMembership",
    "Practitioner",
    "PractitionerRole",
    "Secretariat",
    "SecretariatMembership",
    "VisitReason",
    "VisitReasonRole",
]
