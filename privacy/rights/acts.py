"""Which acts carry out which decision. Pure."""

from collections.abc import Mapping
from enum import StrEnum
from types import MappingProxyType

from privacy.rights.kinds import Kind


class Act(StrEnum):
    """Kept on the request, in the order they were done."""

    EXPORTED = "exported"
    RECTIFIED = "rectified"
    LOCKED = "locked"
    UNLOCKED = "unlocked"
    ERASED = "erased"
    ERASED_PARTLY = "erased-partly"
    RESTRICTED = "restricted"
    RESTRICTION_LIFTED = "restriction-lifted"
    STOPPED = "stopped"


ACTS: Mapping[Kind, tuple[Act, ...]] = MappingProxyType(
    {
        Kind.ACCESS: (Act.EXPORTED,),
        Kind.PORTABILITY: (Act.EXPORTED,),
        Kind.RECTIFICATION: (Act.RECTIFIED,),
        Kind.ERASURE: (Act.LOCKED, Act.UNLOCKED, Act.ERASED, Act.ERASED_PARTLY),
        Kind.RESTRICTION: (Act.RESTRICTED, Act.RESTRICTION_LIFTED),
        Kind.WITHDRAWAL: (Act.STOPPED,),
        Kind.OBJECTION: (Act.STOPPED,),
    }
)
# Article 19: whoever was given the data is told of these.
TOLD_TO_RECIPIENTS = frozenset({Act.RECTIFIED, Act.ERASED, Act.ERASED_PARTLY, Act.RESTRICTED})
# What the answer says was done.
DONE: Mapping[Act, str] = MappingProxyType(
    {
        Act.EXPORTED: "Vos données vous sont remises dans un fichier joint ou à retirer.",
        Act.RECTIFIED: "Vos données sont corrigées.",
        Act.LOCKED: "Vos données sont verrouillées : elles sont gardées sans être visibles ni modifiées.",
        Act.UNLOCKED: "Vos données sont de nouveau disponibles.",
        Act.ERASED: "Vos données sont effacées.",
        Act.ERASED_PARTLY: "Une partie de vos données est effacée.",
        Act.RESTRICTED: "Le traitement de vos données est limité : votre dossier ne se modifie plus.",
        Act.RESTRICTION_LIFTED: "La limitation du traitement de vos données est levée.",
        Act.STOPPED: "Le traitement que vous désignez a cessé.",
    }
)
LABELS: Mapping[Act, str] = MappingProxyType(
    {
        Act.EXPORTED: "Données exportées",
        Act.RECTIFIED: "Données rectifiées",
        Act.LOCKED: "Dossier verrouillé",
        Act.UNLOCKED: "Dossier déverrouillé",
        Act.ERASED: "Dossier effacé",
        Act.ERASED_PARTLY: "Dossier effacé en partie",
        Act.RESTRICTED: "Dossier limité",
        Act.RESTRICTION_LIFTED: "Limitation levée",
        Act.STOPPED: "Finalité arrêtée",
    }
)
