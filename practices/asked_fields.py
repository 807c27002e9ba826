"""What a practitioner may have asked of a patient beside name, birth and a telephone number. Pure: no Django.

CH-09, ST-11, H-32: what nobody instructed is not asked, and refused when it is told all the same.
"""

from collections.abc import Iterable, Mapping
from enum import StrEnum
from types import MappingProxyType


class AskedField(StrEnum):
    """Named as in the API. The value is stored and never changes."""

    SEX = "sex"
    SECOND_PHONE = "second_phone"
    EMAIL = "email"
    ADDRESS = "address"
    NIR = "nir"
    TREATING_PRACTITIONER = "treating_practitioner"
    REFERRING_PRACTITIONER = "referring_practitioner"


LABELS: Mapping[AskedField, str] = MappingProxyType(
    {
        AskedField.SEX: "Sexe",
        AskedField.SECOND_PHONE: "D'autres numéros de téléphone",
        AskedField.EMAIL: "E-mail",
        AskedField.ADDRESS: "Adresse postale",
        AskedField.NIR: "N° de sécurité sociale",
        AskedField.TREATING_PRACTITIONER: "Médecin traitant",
        AskedField.REFERRING_PRACTITIONER: "Adressé par",
    }
)
EVERYTHING = frozenset(AskedField)
# As long as a practitioner has instructed nothing: the NIR is asked only when instructed (H-32).
USUAL = EVERYTHING - {AskedField.NIR}


def asked_together(sets: Iterable[Iterable[str] | None]) -> frozenset[AskedField]:
    """What a practice asks: the union of its practitioners' sets, None for somebody who instructed nothing.

    A patient is the practice's before being anybody's: see docs/decisions/a-practice-asks-the-union.md.
    """
    asked = [USUAL if one is None else frozenset(map(AskedField, one)) for one in sets]
    return frozenset[AskedField]().union(*asked) if asked else USUAL
