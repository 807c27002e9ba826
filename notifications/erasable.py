"""What this room keeps of a patient and erases: what they were sent about their visits, what they answered."""

from collections.abc import Iterable
from uuid import UUID

from notifications.models import Delivery, Reply, StoppedNumber
from notifications.numbers import number_key
from patients.erasable import Counts, Erasure, Part, Person
from patients.own_erasable import destroy
from patients.reach import numbers_of_nobody_else

DELIVERIES = "notifications_delivery.appointment"
RECEIPTS = "notifications_receipt.delivery"
REPLIES = "notifications_reply.appointment"
NUMBERS = "notifications_stoppednumber.number_key"
REACHED = "notifications_delivery.number_key"


class MessageErasable:
    """Messages about a visit go with it: the database deletes them in the same statement. What was answered goes by
    its number, before the numbers of the record do: rooms are walked by name, `notifications` before `patients`.
    """

    columns = frozenset(
        {
            DELIVERIES,
            RECEIPTS,
            REPLIES,
            NUMBERS,
            REACHED,
            # What other rooms asked goes with the row of the outbox that asks it.
            "notifications_delivery.posting",
            "notifications_delivery.reference",
            "notifications_followup.appointment",
            "notifications_followup.delivery",
            "notifications_followup.reply",
        }
    )

    def lock(self, person: Person) -> None:
        """The visits are locked by their own room, and a sender locks them first."""

    def row_ids(self, person: Person) -> Iterable[UUID]:
        return ()

    def erase(self, erasure: Erasure) -> Counts:
        if not erasure.takes(Part.CONTACT):
            return {}
        person = erasure.person
        # What a relative said from the same number stays theirs, their STOP too.
        numbers = erasure.numbers.union(numbers_of_nobody_else(person.practice_id, person.patient_ids))
        keys = [number_key(person.practice_id, e164) for e164 in sorted(numbers)]
        sent = Delivery.objects.filter(practice_id=person.practice_id, number_key__in=keys)
        counts = {
            REACHED: sent.update(number_key=None),
            REPLIES: destroy(Reply.objects.filter(practice_id=person.practice_id, number_key__in=keys)),
            NUMBERS: destroy(StoppedNumber.objects.filter(practice_id=person.practice_id, number_key__in=keys)),
        }
        return {column: count for column, count in counts.items() if count}
