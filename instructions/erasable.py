"""What this room keeps of a patient: the urgency protocols followed for them. Their answers go with the run."""

from collections.abc import Iterable
from typing import TYPE_CHECKING
from uuid import UUID

from instructions.models import UrgencyRun
from patients.erasable import Counts, Erasure, Part, Person
from patients.own_erasable import destroy

if TYPE_CHECKING:
    from django.db.models import QuerySet

RUNS = "instructions_urgencyrun.patient"


class UrgencyErasable:
    columns = frozenset({RUNS, "instructions_urgencyrun.call_id", "instructions_urgencystep.run"})

    def lock(self, person: Person) -> None:
        """Runs are only added, and who adds one locks the record first."""

    def row_ids(self, person: Person) -> Iterable[UUID]:
        return _runs(person).values_list("id", flat=True)

    def erase(self, erasure: Erasure) -> Counts:
        if not erasure.takes(Part.NOTES):
            return {}
        gone = destroy(_runs(erasure.person))
        return {RUNS: gone} if gone else {}


def _runs(person: Person) -> "QuerySet[UrgencyRun]":
    return UrgencyRun.objects.filter(practice_id=person.practice_id, patient__in=person.patient_ids)
