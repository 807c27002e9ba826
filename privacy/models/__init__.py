"""The tables of this room, one idea a file."""

from privacy.models.audience_count import AudienceCount, Equipment
from privacy.models.erasure_entry import ErasureCause, ErasureEntry
from privacy.models.identity_copy import IdentityCopy
from privacy.models.legal_hold import HoldGround, LegalHold
from privacy.models.propagation import Propagation, Told
from privacy.models.rights_letter import RightsLetter, Way
from privacy.models.rights_request import RightsRequest

__all__ = [
    "AudienceCount",
    "Equipment",
    "ErasureCause",
    "ErasureEntry",
    "HoldGround",
    "IdentityCopy",
    "LegalHold",
    "Propagation",
    "RightsLetter",
    "RightsRequest",
    "Told",
    "Way",
]
