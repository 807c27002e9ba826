"""The tables of this room, one idea a file."""

from instructions.models.consigne import Consigne
from instructions.models.consigne_version import ConsigneVersion
from instructions.models.urgency_protocol import UrgencyProtocol
from instructions.models.urgency_run import UrgencyRun, UrgencyStep

__all__ = ["Consigne", "ConsigneVersion", "UrgencyProtocol", "UrgencyRun", "UrgencyStep"]
