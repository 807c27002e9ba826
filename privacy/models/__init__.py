"""The tables of this room, one idea a file."""

from privacy.models.legal_hold import HoldGround, LegalHold

__all__ = ["HoldGround", "LegalHold"]
