"""Legal holds that were lifted go with the person; one in force stops the erasure (R-21)."""

from collections.abc import Iterable
from uuid import UUID

from django.db.models import QuerySet

from core import clock
from crypto import keyring
from crypto.models import PatientKey
from patients.erasable import Counts, Erasure, Part, Person
from patients.own_erasable import destroy
from privacy.models import LegalHold

LIFTED = "Levée avant l'effacement, rejoué après une restauration"
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
        if erasure.is_replayed:
            _lift(erasure, holds)
        return {HOLDS: destroy(holds)}


def _lift(erasure: Erasure, holds: "QuerySet[LegalHold]") -> None:
    """The hold came back with an older copy: it was lifted when the person was erased, or nothing would have been."""
    for hold in holds.filter(lifted_at__isnull=True):
        if not PatientKey.objects.filter(practice_id=hold.practice_id, patient_id=hold.patient_id).exists():
            keyring.create_patient_key(hold.patient_id, hold.practice_id)
        hold.lift_reason, hold.lifted_at, hold.lifted_by_id = LIFTED, clock.now(), erasure.actor.user_id
        hold.save(update_fields=["lift_reason", "lifted_at", "lifted_by"])
