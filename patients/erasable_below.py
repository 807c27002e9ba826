"""What the rooms below keep of a patient: they know no patient, so this room says it for them."""

from collections.abc import Iterable
from uuid import UUID

import consent.services as consent
import idempotency.services as idempotency
import outbox.services as outbox
from patients.erasable import Counts, Erasure, Part, Person


class EvidenceErasable:
    """What the person was told, what was decided by or for them. It stays as long as anything of the person does.

    Longer where the record goes at the end of its own term only (R-15).
    """

    columns = frozenset(
        {
            "consent_consentrecord.call_id",
            "consent_consentrecord.subject_id",
            "consent_guardianconsent.appointment_id",
            "consent_guardianconsent.call_id",
            "consent_guardianconsent.link_id",
            "consent_guardianconsent.related_person_id",
            "consent_guardianconsent.subject_id",
            "consent_guardianlink.answer_id",
            "consent_guardianlink.appointment_id",
            "consent_guardianlink.subject_id",
            "consent_noticerecord.call_id",
            "consent_noticerecord.subject_id",
        }
    )

    def lock(self, person: Person) -> None:
        """Every writer of these rows locks the record first."""

    def row_ids(self, person: Person) -> Iterable[UUID]:
        return consent.record_ids(person.practice_id, person.patient_ids)

    def erase(self, erasure: Erasure) -> Counts:
        if not erasure.takes(Part.RECORD):
            return {}
        if erasure.relation_ended_at is not None:
            return consent.end_relation(erasure.practice_id, erasure.patient_ids, erasure.relation_ended_at)
        return consent.erase_records(erasure.practice_id, erasure.patient_ids)


class TracesErasable:
    """What waits to be said, and what was answered to a request of the last day: gone whatever is kept."""

    columns = frozenset({"idempotency_keptanswer.body", "outbox_outboxrow.entity_id"})

    def lock(self, person: Person) -> None:
        """Read and written in one statement each."""

    def row_ids(self, person: Person) -> Iterable[UUID]:
        return ()

    def erase(self, erasure: Erasure) -> Counts:
        return {
            "outbox_outboxrow.entity_id": outbox.forget(erasure.practice_id, erasure.row_ids),
            "idempotency_keptanswer.body": idempotency.forget_about(erasure.practice_id, erasure.row_ids),
        }
