"""Rights requests follow when two records become one: nothing of them is sealed under a patient's key."""

from collections.abc import Sequence
from uuid import UUID

from patients.belongings import Handover, Moved, Obstacle, Only
from privacy.models import RightsRequest

REQUESTS = "privacy_rightsrequest.patient"


class RightsBelongings:
    columns = frozenset({REQUESTS})

    def lock(self, practice_id: UUID, patient_ids: Sequence[UUID]) -> None:
        rows = RightsRequest.objects.filter(practice_id=practice_id, patient__in=patient_ids).order_by("id")
        list(rows.select_for_update(of=("self",)).values_list("id", flat=True))

    def obstacles(self, practice_id: UUID, one: UUID, other: UUID) -> list[Obstacle]:
        return []

    def counted(self, practice_id: UUID, patient_id: UUID) -> dict[str, int]:
        return {REQUESTS: RightsRequest.objects.filter(practice_id=practice_id, patient=patient_id).count()}

    def hand_over(self, handover: Handover, only: Only | None = None) -> Moved:
        rows = RightsRequest.objects.filter(practice_id=handover.practice_id, patient=handover.source)
        if only is not None:
            rows = rows.filter(id__in=list(only.get(REQUESTS, ())))
        ids = sorted(rows.values_list("id", flat=True))
        RightsRequest.objects.filter(practice_id=handover.practice_id, id__in=ids).update(patient=handover.target)
        return {REQUESTS: ids}
