"""Records that accounts may open follow when two records become one: an account that held both holds one."""

from collections.abc import Sequence
from uuid import UUID

from audit import services as audit
from audit.actions import Action
from online.models import HeldRecord
from patients.belongings import Handover, Moved, Obstacle, Only

HELD = "online_heldrecord.patient"


class OnlineBelongings:
    columns = frozenset({HELD})

    def lock(self, practice_id: UUID, patient_ids: Sequence[UUID]) -> None:
        rows = HeldRecord.objects.filter(practice_id=practice_id, patient__in=patient_ids).order_by("id")
        list(rows.select_for_update(of=("self",)).values_list("id", flat=True))

    def obstacles(self, practice_id: UUID, one: UUID, other: UUID) -> list[Obstacle]:
        return []

    def counted(self, practice_id: UUID, patient_id: UUID) -> dict[str, int]:
        return {HELD: HeldRecord.objects.filter(practice_id=practice_id, patient=patient_id).count()}

    def hand_over(self, handover: Handover, only: Only | None = None) -> Moved:
        rows = HeldRecord.objects.filter(practice_id=handover.practice_id, patient=handover.source)
        if only is not None:
            rows = rows.filter(id__in=list(only.get(HELD, ())))
        there = HeldRecord.objects.filter(practice_id=handover.practice_id, patient=handover.target)
        twice = set(there.values_list("account_id", flat=True))
        for held in rows.filter(account_id__in=twice):
            audit.record(
                actor=handover.actor,
                action=Action.RECORD_RELEASED,
                practice_id=handover.practice_id,
                entity=("online.held_record", held.id),
                patient_id=handover.source,
            )
            held.delete()
        ids = sorted(rows.values_list("id", flat=True))
        HeldRecord.objects.filter(practice_id=handover.practice_id, id__in=ids).update(patient=handover.target)
        return {HELD: ids}
