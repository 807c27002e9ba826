"""The closed list of purposes patients are told about (ST-12), each with its one legal basis (K10). Pure: no Django.

The register of processing activities describes each member; a purpose outside this list cannot be
stored.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType


class Purpose(StrEnum):
    """Why data is processed. The value is stored and never changes."""

    APPOINTMENTS = "appointments"  # taking, moving, cancelling appointments, and the messages about them
    MEDICAL_SECRETARIAT = "medical_secretariat"  # the service rendered to the professionals who are called
    PLANNING = "planning"  # the professionals' agendas
    LINKING = "linking"  # putting a patient and a professional in touch
    REMINDERS = "reminders"  # under conditions (ST-13)
    PREPARATION = "preparation"  # not asking again during the visit: items of the medical file that are shared (ST-15)


class LegalBasis(StrEnum):
    """GDPR art. 6(1). Which act of the person stops a purpose follows from it."""

    CONSENT = "consent"  # a: withdrawn at any time (art. 7(3))
    CONTRACT = "contract"  # b: done at the person's own request
    LEGITIMATE_INTEREST = "legitimate_interest"  # f: objected to (art. 21)


@dataclass(frozen=True, slots=True)
class Terms:
    """`label` is what the person reads."""

    basis: LegalBasis
    label: str


# One basis a purpose. Who calls for a visit asks for all that it takes (b); a reminder goes to whoever chose how to be
# reached and did not object (ST-13, ST-28); what of the medical file prepares the visit waits for a yes (ST-26).
TERMS: Mapping[Purpose, Terms] = MappingProxyType(
    {
        Purpose.APPOINTMENTS: Terms(LegalBasis.CONTRACT, "Prendre, déplacer et annuler les rendez-vous"),
        Purpose.MEDICAL_SECRETARIAT: Terms(LegalBasis.CONTRACT, "Répondre aux appels au nom du professionnel"),
        Purpose.PLANNING: Terms(LegalBasis.CONTRACT, "Tenir l'agenda des professionnels"),
        Purpose.LINKING: Terms(LegalBasis.CONTRACT, "Mettre en relation le patient et le professionnel"),
        Purpose.REMINDERS: Terms(LegalBasis.LEGITIMATE_INTEREST, "Rappeler les rendez-vous"),
        Purpose.PREPARATION: Terms(LegalBasis.CONSENT, "Préparer la consultation avec des éléments du dossier médical"),
    }
)


def basis_of(purpose: Purpose) -> LegalBasis:
    return TERMS[purpose].basis
