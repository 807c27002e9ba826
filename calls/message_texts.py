"""What messages about one person say, for the copy of their data and for nobody else."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from calls.models import PractitionerMessage
from crypto.sealed import open_all


@dataclass(frozen=True, slots=True, repr=False)
class MessageText:
    """One message in clear; never printed."""

    id: UUID
    sent_at: datetime
    kind: str
    recipient: str
    text: str
    answer: str


def texts_about(practice_id: UUID, patient_id: UUID) -> list[MessageText]:
    """Every message about a patient, oldest first. The caller checked the scope and journals."""
    rows = PractitionerMessage.objects.filter(practice_id=practice_id, patient=patient_id)
    found = list(rows.select_related("recipient").order_by("sent_at", "id"))
    bodies, answers = open_all(one.body for one in found), open_all(one.answer for one in found)
    return [
        MessageText(one.id, one.sent_at, one.get_kind_display(), one.recipient.display_name, body or "", answer or "")
        for one, body, answer in zip(found, bodies, answers, strict=True)
    ]
