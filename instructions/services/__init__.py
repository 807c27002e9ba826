"""What this room changes: consignes from draft to withdrawal, urgency protocols and how they were followed."""

from instructions.services.consignes import (
    approve_consigne,
    change_consigne,
    propose_consigne,
    withdraw_consigne,
    write_consigne,
)
from instructions.services.protocols import sign_protocol, write_protocol
from instructions.services.urgency import answer_urgency, begin_urgency

__all__ = [
    "answer_urgency",
    "approve_consigne",
    "begin_urgency",
    "change_consigne",
    "propose_consigne",
    "sign_protocol",
    "withdraw_consigne",
    "write_consigne",
    "write_protocol",
]
