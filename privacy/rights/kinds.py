"""What is asked, through which door, by whom. Pure; values are stored and never change."""

from collections.abc import Mapping
from enum import StrEnum
from types import MappingProxyType


class Kind(StrEnum):
    ACCESS = "access"
    RECTIFICATION = "rectification"
    ERASURE = "locking-or-erasure"
    WITHDRAWAL = "withdrawal"
    RESTRICTION = "restriction"
    OBJECTION = "objection"
    PORTABILITY = "portability"


class Intake(StrEnum):
    """The door it came through (ST-31, SAS-26)."""

    POST = "post"
    EMAIL = "email"
    DESK = "desk"
    PORTAL = "portal"


class Requester(StrEnum):
    SELF = "self"
    GUARDIAN = "guardian"
    PROXY = "proxy"
    HEIR = "heir"
    EXECUTOR = "executor"
    LAWYER = "lawyer"


class IdentityProof(StrEnum):
    """How the person showed who they are. K9: the copy is never the only way."""

    IDENTITY_CARD = "identity_card"
    PASSPORT = "passport"
    SESSION = "session"
    ON_THE_SPOT = "on_the_spot"


# ST-33: two kinds of document, no other.
COPIED = (IdentityProof.IDENTITY_CARD, IdentityProof.PASSPORT)

KINDS: Mapping[Kind, tuple[str, str]] = MappingProxyType(
    {
        Kind.ACCESS: ("Accès aux données", "article 15"),
        Kind.RECTIFICATION: ("Rectification", "article 16"),
        Kind.ERASURE: ("Verrouillage ou effacement", "article 17"),
        Kind.WITHDRAWAL: ("Retrait du consentement", "article 7, paragraphe 3"),
        Kind.RESTRICTION: ("Limitation du traitement", "article 18"),
        Kind.OBJECTION: ("Opposition", "article 21"),
        Kind.PORTABILITY: ("Portabilité", "article 20"),
    }
)
INTAKES: Mapping[Intake, str] = MappingProxyType(
    {Intake.POST: "Courrier", Intake.EMAIL: "E-mail", Intake.DESK: "Accueil ou téléphone", Intake.PORTAL: "Portail"}
)
REQUESTERS: Mapping[Requester, str] = MappingProxyType(
    {
        Requester.SELF: "La personne elle-même",
        Requester.GUARDIAN: "Titulaire de l'autorité parentale ou tuteur",
        Requester.PROXY: "Mandataire",
        Requester.HEIR: "Héritier",
        Requester.EXECUTOR: "Personne désignée par les directives",
        Requester.LAWYER: "Avocat",
    }
)
PROOFS: Mapping[IdentityProof, str] = MappingProxyType(
    {
        IdentityProof.IDENTITY_CARD: "Copie de la carte nationale d'identité",
        IdentityProof.PASSPORT: "Copie du passeport",
        IdentityProof.SESSION: "Session authentifiée",
        IdentityProof.ON_THE_SPOT: "Document présenté sur place, sans copie",
    }
)
