"""Legal holds follow when two records become one: the survivor is kept as the other was (`patients.belongings`)."""

from collections.abc import Sequence
from uuid import UUID

from crypto.keyring import holding_keys
from crypto.sealed import open_all
from patients.belongings import Handover, Moved, Obstacle, Only
from privacy.models import LegalHold

HOLDS = "privacy_legalhold.patient"


class HoldBelongings:
    columns = frozenset({HOLDS})

    def lock(self, practice_id: UUID, patient_ids: Sequence[UUID]) -> None:
        """Whoever places a hold locks the patient first; whoever lifts one moves no row."""

    def obstacles(self, practice_id: UUID, one: UUID, other: UUID) -> list[Obstacle]:
        return []

    def counted(self, practice_id: UUID, patient_id: UUID) -> dict[str, int]:
        return {HOLDS: LegalHold.objects.filter(practice_id=practice_id, patient=patient_id).count()}

    def hand_over(self, handover: Handover, only: Only | None = None) -> Moved:
        rows = LegalHold.objects.filter(practice_id=handover.practice_id, patient=handover.source).order_by("id")
        if only is not None:
            rows = rows.filter(id__in=list(only.get(HOLDS, ())))
        holds = list(rows.select_for_update())
        with holding_keys([handover.source, handover.target] if holds else []):
            for hold in holds:
                reason, lift_reason = open_all([hold.reason, hold.lift_reason])
                hold.patient_id, hold.reason, hold.lift_reason = handover.target, reason or "", lift_reason
                hold.save(update_fields=["patient", "reason", "lift_reason"])
        return {HOLDS: [hold.id for hold in holds]}
