"""What this room keeps of a patient and erases: the record, its numbers, its relatives, its merges, its key."""

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from django.db.models import Model, Q, QuerySet

from audit import services as audit
from audit.actions import Action
from core import clock
from crypto import keyring
from patients.erasable import Counts, Erasure, Part, Person
from patients.models import (
    Disclosure,
    IdentityChange,
    NotDuplicate,
    Patient,
    PatientMerge,
    PatientPhone,
    RelatedPerson,
    SearchToken,
    SharedItem,
)

RECORDS = "patients_patient.id"
_EMPTIED = {
    "email": "",
    "address_line": "",
    "postal_code": "",
    "city": "",
    "treating_doctor": "",
    "referring_doctor": "",
}


class OwnErasable:
    columns = frozenset(
        {
            RECORDS,
            "crypto_patientkey.patient_id",
            "patients_disclosure.patient",
            "patients_identitychange.patient",
            "patients_notduplicate.one",
            "patients_notduplicate.other",
            "patients_patient.merged_into",
            "patients_patientmerge.merged",
            "patients_patientmerge.moved",
            "patients_patientmerge.survivor",
            "patients_patientphone.patient",
            "patients_relatedperson.patient",
            "patients_relatedperson.related_patient",
            "patients_searchtoken.patient",
            "patients_shareditem.patient",
        }
    )

    def lock(self, person: Person) -> None:
        """Every writer of these rows locks the record first."""

    def row_ids(self, person: Person) -> Iterable[UUID]:
        yield from person.patient_ids
        for rows in (_relatives(person), _merges(person), _disclosures(person), _of(SharedItem, person)):
            yield from rows.values_list("id", flat=True)

    def erase(self, erasure: Erasure) -> Counts:
        counts = _forget_links(erasure)
        if erasure.takes(Part.CONTACT):
            counts["patients_patientphone.patient"] = destroy(_of(PatientPhone, erasure.person))
        if erasure.takes(Part.NIR):
            counts["patients_searchtoken.patient"] = destroy(_of(SearchToken, erasure.person))
        if erasure.takes(Part.NOTES):
            # Why somebody opened a sealed value is told in words of health.
            counts["patients_disclosure.patient"] = destroy(_disclosures(erasure.person))
            counts["patients_shareditem.patient"] = destroy(_of(SharedItem, erasure.person))
        if erasure.takes(Part.RECORD):
            counts |= _forget_records(erasure)
        else:
            _empty_records(erasure)
        return {column: count for column, count in counts.items() if count}


def destroy(rows: "QuerySet[Any]") -> int:
    """Delete these very rows in one statement, without looking for what hangs from them: the database does."""
    return int(rows._raw_delete(rows.db) or 0)  # None where Django sees that nothing can match


def _of(model: type[Model], person: Person) -> "QuerySet[Any]":
    return model._default_manager.filter(practice_id=person.practice_id, patient__in=person.patient_ids)


def _disclosures(person: Person) -> "QuerySet[Disclosure]":
    return _of(Disclosure, person)


def _relatives(person: Person) -> "QuerySet[RelatedPerson]":
    ids = person.patient_ids
    return RelatedPerson.objects.filter(Q(patient__in=ids) | Q(related_patient__in=ids), practice_id=person.practice_id)


def _merges(person: Person) -> "QuerySet[PatientMerge]":
    ids = person.patient_ids
    return PatientMerge.objects.filter(Q(survivor__in=ids) | Q(merged__in=ids), practice_id=person.practice_id)


def _not_duplicates(person: Person) -> "QuerySet[NotDuplicate]":
    ids = person.patient_ids
    return NotDuplicate.objects.filter(Q(one__in=ids) | Q(other__in=ids), practice_id=person.practice_id)


def _forget_links(erasure: Erasure) -> Counts:
    """What says of others that they know this person; the journal of each of them tells it."""
    counts: Counts = {}
    if erasure.takes(Part.CONTACT):
        counts["patients_relatedperson.patient"] = _forget(
            erasure, _relatives(erasure.person), "relative", ("patient_id",)
        )
    # The memory of a merge seals what was replaced, whichever part it was of: it never outlives an erasure.
    counts["patients_patientmerge.survivor"] = _forget(
        erasure, _merges(erasure.person), "merge", ("survivor_id", "merged_id")
    )
    if erasure.takes(Part.RECORD):
        counts["patients_notduplicate.one"] = _forget(
            erasure, _not_duplicates(erasure.person), "comparison", ("one_id", "other_id")
        )
    return counts


def _forget(erasure: Erasure, rows: "QuerySet[Any]", kind: str, columns: tuple[str, ...]) -> int:
    found = list(rows.values_list("id", *columns))
    audit.record_many(
        audit.Event(
            actor=erasure.actor,
            action=Action.RECORD_FORGOTTEN,
            practice_id=erasure.practice_id,
            entity=(kind, row_id),
            patient_id=other,
        )
        for row_id, *people in found
        for other in people
        if other not in erasure.patient_ids
    )
    return destroy(rows)


def _forget_records(erasure: Erasure) -> Counts:
    person = erasure.person
    counts = {
        "patients_identitychange.patient": destroy(_of(IdentityChange, person)),
        RECORDS: destroy(Patient.objects.filter(practice_id=person.practice_id, id__in=person.patient_ids)),
    }
    for patient_id in person.patient_ids:
        keyring.destroy_patient_key(patient_id, person.practice_id)
    counts["crypto_patientkey.patient_id"] = len(person.patient_ids)
    return counts


def _empty_records(erasure: Erasure) -> None:
    """The record stays, without the parts that nobody keeps; what is sealed is emptied, its key serves the rest."""
    emptied: dict[str, Any] = {}
    if erasure.takes(Part.CONTACT):
        emptied |= _EMPTIED
    if erasure.takes(Part.NIR):
        emptied["nir"] = None
    if erasure.takes(Part.NOTES):
        emptied["medical_note"] = None
    for patient in Patient.objects.filter(practice_id=erasure.practice_id, id__in=erasure.patient_ids):
        for column, nothing in emptied.items():
            setattr(patient, column, nothing)
        patient.version += 1
        patient.updated_at = clock.now()
        patient.save(update_fields=[*emptied, "version", "updated_at"])
