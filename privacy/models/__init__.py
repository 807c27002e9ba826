"""The tables of this room, one idea a file."""

from privacy.models.erasure_entry import ErasureCause, ErasureEntry
from privacy.models.legal_hold import HoldGround, LegalHold

__all__ = ["ErasureCause", "ErasureEntry", "HoldGround", "LegalHold"]
