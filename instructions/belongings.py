"""What this room hands over when two records become one: the urgency protocols followed for the patient."""

from collections.abc import Sequence
from uuid import UUID

from instructions.models import UrgencyRun
from patients.belongings import Handover, Moved, Obstacle, Only

RUNS = "instructions_urgencyrun.patient"


class UrgencyBelongings:
    columns = frozenset({RUNS})

    def lock(self, practice_id: UUID, patient_ids: Sequence[UUID]) -> None:
        """A run never changes: there is nothing to wait for."""

    def obstacles(self, practice_id: UUID, one: UUID, other: UUID) -> list[Obstacle]:
        return []

    def counted(self, practice_id: UUID, patient_id: UUID) -> dict[str, int]:
        return {RUNS: UrgencyRun.objects.filter(practice_id=practice_id, patient=patient_id).count()}

    def hand_over(self, handover: Handover, only: Only | None = None) -> Moved:
        runs = UrgencyRun.objects.filter(practice_id=handover.practice_id, patient=handover.source)
        if only is not None:
            runs = runs.filter(id__in=list(only.get(RUNS, ())))
        ids = sorted(runs.values_list("id", flat=True))
        UrgencyRun.objects.filter(practice_id=handover.practice_id, id__in=ids).update(patient=handover.target)
        return {RUNS: ids}
