"""What a practitioner is told of an urgent message not acknowledged: neither patient, nor reason, nor words. Pure."""

from dataclasses import dataclass, field
from uuid import UUID

from calls.sms_lines import SmsLine

TEXT = "Permanence : un message urgent vous attend et n'a pas été lu. Connectez-vous pour le lire."


@dataclass(frozen=True, slots=True)
class Alert:
    """One message, ready to leave by the practice's own line. `key` is the idempotency key."""

    key: UUID
    line: SmsLine | None
    number: str = field(repr=False)
    text: str = TEXT
