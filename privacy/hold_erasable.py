"""Legal holds that were lifted go with the person; one in force stops the erasure (R-21)."""

from collections.abc import Iterable
from uuid import UUID

from patients.erasable import Counts, Erasure, Part, Person
from patients.own_erasable import destroy
from privacy.models import LegalHold

HOLDS = "privacy_legalhold.patient"


class HoldErasable:
    columns = frozenset({HOLDS})

    def lock(self, person: Person) -> None:
        """Whoever places a hold locks the record first."""

    def row_ids(self, person: Person) -> Iterable[UUID]:
        return LegalHold.objects.filter(practice_id=person.practice_id, patient__in=person.patient_ids).values_list(
            "id", flat=True
        )

    def erase(self, erasure: Erasure) -> Counts:
        """With the record itself: as long as something is kept, why it was kept before stays known."""
        if not erasure.takes(Part.RECORD):
            return {}
        holds = LegalHold.objects.filter(practice_id=erasure.practice_id, patient__in=erasure.patient_ids)
        return {HOLDS: destroy(holds)}
