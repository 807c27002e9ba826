"""What this room keeps about a patient and hands over when two records become one: the messages that speak of them."""

from collections.abc import Sequence
from uuid import UUID

from calls.models import PractitionerMessage
from crypto.keyring import holding_keys
from crypto.sealed import open_all
from patients.belongings import Handover, Moved, Obstacle, Only

MESSAGES = "calls_practitionermessage.patient"


class MessageBelongings:
    columns = frozenset({MESSAGES})

    def lock(self, practice_id: UUID, patient_ids: Sequence[UUID]) -> None:
        """The messages, in order, before their patients: the same order as an answer."""
        rows = PractitionerMessage.objects.filter(practice_id=practice_id, patient__in=patient_ids)
        list(rows.order_by("id").select_for_update(of=("self",)).values_list("id", flat=True))

    def obstacles(self, practice_id: UUID, one: UUID, other: UUID) -> list[Obstacle]:
        return []

    def counted(self, practice_id: UUID, patient_id: UUID) -> dict[str, int]:
        return {MESSAGES: PractitionerMessage.objects.filter(practice_id=practice_id, patient=patient_id).count()}

    def hand_over(self, handover: Handover, only: Only | None = None) -> Moved:
        """Opened under one key, sealed under the other's: the words stay what they were."""
        rows = PractitionerMessage.objects.filter(practice_id=handover.practice_id, patient=handover.source)
        if only is not None:
            rows = rows.filter(id__in=list(only.get(MESSAGES, ())))
        found = list(rows.order_by("id"))
        with holding_keys([handover.source, handover.target] if found else []):
            for one in found:
                body, answer = open_all([one.body, one.answer])
                one.patient_id, one.body, one.answer = handover.target, body, answer
                one.save(update_fields=["patient", "body", "answer"])
        return {MESSAGES: [one.id for one in found]}
