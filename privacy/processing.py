"""The shape of one entry of the register (GDPR art. 30; CG-01, CG-02). Pure: no Django.

The words are those people read: French.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from types import MappingProxyType

from consent.purposes import Purpose

APPLICATION = "Permanence"
# GDPR art. 30(1)(e) and (g), the same for every entry.
TRANSFERS = "Aucun transfert hors de l'Espace économique européen"
SECURITY = (
    "NIR, notes et textes libres scellés (AES-256-GCM), une clé par patient",
    "Cabinets séparés les uns des autres par la base de données elle-même",
    "Accès personnels à deux facteurs, droits lus à chaque requête, mandats révocables aussitôt",
    "Journal en ajout seul, chaîné et vérifiable, sans nom ni NIR",
)


class Basis(StrEnum):
    """GDPR art. 6(1): one for each processing (K10), and the rights that follow from it."""

    CONSENT = "consent"  # a
    CONTRACT = "contract"  # b
    LEGAL_OBLIGATION = "legal_obligation"  # c
    PUBLIC_INTEREST = "public_interest"  # e
    LEGITIMATE_INTEREST = "legitimate_interest"  # f


class Controller(StrEnum):
    """K3: whoever decides. For agendas the practitioner, for the accounts it opens the platform."""

    PRACTITIONER = "practitioner"
    PLATFORM = "platform"


class Right(StrEnum):
    """What a person may ask, articles 15 to 21 and 7(3)."""

    ACCESS = "access"
    RECTIFICATION = "rectification"
    ERASURE = "erasure"
    RESTRICTION = "restriction"
    OBJECTION = "objection"
    PORTABILITY = "portability"
    WITHDRAWAL = "withdrawal"


BASIS_TEXT: Mapping[Basis, str] = MappingProxyType(
    {
        Basis.CONSENT: "Consentement de la personne (RGPD, art. 6.1.a)",
        Basis.CONTRACT: "Exécution de ce que la personne demande (RGPD, art. 6.1.b)",
        Basis.LEGAL_OBLIGATION: "Obligation légale (RGPD, art. 6.1.c)",
        Basis.PUBLIC_INTEREST: "Mission d'intérêt public (RGPD, art. 6.1.e)",
        Basis.LEGITIMATE_INTEREST: "Intérêt légitime (RGPD, art. 6.1.f)",
    }
)
CONTROLLER_TEXT: Mapping[Controller, str] = MappingProxyType(
    {Controller.PRACTITIONER: "Le praticien, pour son cabinet", Controller.PLATFORM: "L'exploitant de la plateforme"}
)
RIGHT_TEXT: Mapping[Right, str] = MappingProxyType(
    {
        Right.ACCESS: "Accès (art. 15)",
        Right.RECTIFICATION: "Rectification (art. 16)",
        Right.ERASURE: "Effacement ou verrouillage (art. 17)",
        Right.RESTRICTION: "Limitation (art. 18)",
        Right.OBJECTION: "Opposition (art. 21)",
        Right.PORTABILITY: "Portabilité (art. 20)",
        Right.WITHDRAWAL: "Retrait du consentement (art. 7.3)",
    }
)
_ALWAYS = (Right.ACCESS, Right.RECTIFICATION, Right.RESTRICTION)
RIGHTS: Mapping[Basis, tuple[Right, ...]] = MappingProxyType(
    {
        Basis.CONSENT: (*_ALWAYS, Right.ERASURE, Right.PORTABILITY, Right.WITHDRAWAL),
        Basis.CONTRACT: (*_ALWAYS, Right.ERASURE, Right.PORTABILITY),
        Basis.LEGAL_OBLIGATION: _ALWAYS,
        Basis.PUBLIC_INTEREST: (*_ALWAYS, Right.ERASURE, Right.OBJECTION),
        Basis.LEGITIMATE_INTEREST: (*_ALWAYS, Right.ERASURE, Right.OBJECTION),
    }
)


@dataclass(frozen=True, slots=True)
class Kept:
    """A rule of the schedule, by its id: it says how long and what then. `what` is said when it holds for a part."""

    rule: str
    what: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Processing:
    """One processing, described once. `purposes` are those patients are told about (ST-12); none for the house's own.

    `health_ground` says why health data may be processed (GDPR art. 9), "" when there are none.
    `in_charge` and `rights_at` are the two services of CG-02.
    """

    number: str
    name: str
    entered_on: date
    starts_on: date
    main_purpose: str
    basis: Basis
    basis_reason: str
    controller: Controller
    persons: tuple[str, ...]
    data: tuple[str, ...]
    recipients: tuple[str, ...]
    processors: tuple[str, ...]
    source: str
    kept: tuple[Kept, ...]
    in_charge: str
    rights_at: str
    purposes: tuple[Purpose, ...] = ()
    health_ground: str = ""

    @property
    def rights(self) -> tuple[Right, ...]:
        """What people may ask here: it follows from the basis."""
        return RIGHTS[self.basis]
