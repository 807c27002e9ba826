"""What this room keeps of a patient and erases: the links of their visits, the wish to come sooner, and that an account
may open their record; and what they were booking (`online.drafts_of_a_person`).
"""

from collections.abc import Iterable
from uuid import UUID

from booking.occupancy import end_holds
from online.drafts_of_a_person import forget_drafts
from online.models import AppointmentLink, EarlierWish, HeldRecord, OwnerProof
from patients.erasable import Counts, Erasure, Part, Person
from patients.own_erasable import destroy

DRAFTS = "online_bookingdraft.answers"


class OnlineErasable:
    columns = frozenset(
        {
            "online_appointmentlink.appointment_id",
            DRAFTS,
            "online_earlierwish.appointment_id",
            "online_earlierwish.hold_id",
            "online_heldrecord.patient",
            "online_ownerproof.appointment_id",
            "online_ownerproof.held_id",
        }
    )

    def lock(self, person: Person) -> None:
        """Whoever changes a visit by its link locks the visit first."""

    def row_ids(self, person: Person) -> Iterable[UUID]:
        return ()

    def erase(self, erasure: Erasure) -> Counts:
        counts: Counts = {}
        if erasure.takes(Part.RECORD):
            held = HeldRecord.objects.filter(practice_id=erasure.practice_id, patient__in=erasure.person.patient_ids)
            opened = OwnerProof.objects.filter(practice_id=erasure.practice_id, held_id__in=held.values("id"))
            counts["online_ownerproof.held_id"] = destroy(opened)
            counts["online_heldrecord.patient"] = destroy(held)
        if erasure.takes(Part.CONTACT):
            counts[DRAFTS] = forget_drafts(erasure)
        if erasure.takes(Part.VISITS):
            counts |= self._with_the_visits(erasure)
        return {column: count for column, count in counts.items() if count}

    def _with_the_visits(self, erasure: Erasure) -> Counts:
        links = AppointmentLink.objects.filter(practice_id=erasure.practice_id, appointment_id__in=erasure.row_ids)
        wishes = EarlierWish.objects.filter(practice_id=erasure.practice_id, appointment_id__in=erasure.row_ids)
        end_holds([hold for hold in wishes.values_list("hold_id", flat=True) if hold is not None])
        proofs = OwnerProof.objects.filter(practice_id=erasure.practice_id, appointment_id__in=erasure.row_ids)
        return {
            "online_appointmentlink.appointment_id": destroy(links),
            "online_earlierwish.appointment_id": destroy(wishes),
            "online_ownerproof.appointment_id": destroy(proofs),
        }
