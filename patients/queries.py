"""Questions about patients. Opening a file is itself an act: `open_patient` journals it."""

from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from django.db.models import Q

from audit import services as audit
from audit.actions import Action
from core.errors import DomainError, NotFound
from core.scoping import Actor
from patients.errors import PatientMerged
from patients.identity import Sex
from patients.limits import check_limits
from patients.lines import PatientLine, line_of
from patients.models import IdentityChange, Patient, RelatedPerson
from patients.nir import Mismatch, mask, mismatches, parse_nir
from practices.permissions import Permission, check_may, practices_where


@dataclass(frozen=True, slots=True)
class NirShown:
    """What may be shown of a NIR to whoever may open the patient: the mask, and what it tells otherwise."""

    masked: str
    is_provisional: bool
    warnings: list[Mismatch]


def patient_in(actor: Actor, patient_id: UUID, permission: Permission = Permission.PATIENT_READ) -> Patient:
    """One patient within the actor's scope, phones at hand. Not journalled: for services, which journal their own act.

    Raises NotFound, also for a locked record, Forbidden, PatientMerged for a redirect, RecordRestricted when the
    permission is one to write.
    """
    patient = (
        Patient.objects.filter(practice_id__in=actor.practice_ids, id=patient_id).prefetch_related("phones").first()
    )
    if patient is None:
        raise NotFound()
    check_may(actor, permission, patient.practice_id)
    check_is_current(patient)
    check_limits(patient, permission)
    return patient


def patient_to_change(actor: Actor, patient_id: UUID, permission: Permission) -> Patient:
    """The same, locked until the end of the transaction so that two changes follow each other.

    Raises RecordRestricted for a record that may only be read.
    """
    patient = (
        Patient.objects.filter(practice_id__in=actor.practice_ids, id=patient_id)
        .select_for_update(no_key=True)
        .prefetch_related("phones")
        .first()
    )
    if patient is None:
        raise NotFound()
    check_may(actor, permission, patient.practice_id)
    check_is_current(patient)
    check_limits(patient, permission)
    return patient


def may_write(actor: Actor, permission: Permission, patient: Patient) -> bool:
    """Whether a screen may offer what `permission` does to this patient: held, and the record is not limited."""
    try:
        check_may(actor, permission, patient.practice_id)
        check_limits(patient, permission)
    except DomainError:
        return False
    return True


def check_is_current(patient: Patient) -> None:
    """Raises PatientMerged for a redirect: nothing is shown or changed under another id than the one asked for."""
    if patient.merged_into_id is not None:
        raise PatientMerged(merged_into=str(patient.merged_into_id))


def open_patient(actor: Actor, patient_id: UUID) -> Patient:
    """Open one patient's file, phones at hand, and journal the reading (H-20). Raises NotFound, Forbidden."""
    patient = patient_in(actor, patient_id)
    journal_reading(actor, patient)
    return patient


def journal_reading(actor: Actor, patient: Patient) -> None:
    """Say in the journal that this patient's file was shown to the actor."""
    audit.record(
        actor=actor,
        action=Action.PATIENT_READ,
        practice_id=patient.practice_id,
        entity=("patient", patient.id),
        patient_id=patient.id,
    )


def patient_lines(actor: Actor, patient_ids: Iterable[UUID]) -> dict[UUID, PatientLine]:
    """Lines by id, of those patients that the actor may read; two statements whatever their number.

    Not journalled here: the caller journals the page (a day, a list of candidates) that shows them.
    """
    readable = practices_where(actor, Permission.PATIENT_READ)
    patients = Patient.objects.filter(practice_id__in=readable, id__in=list(patient_ids), locked_at__isnull=True)
    patients = patients.prefetch_related("phones")
    return {patient.id: line_of(patient) for patient in patients}


def is_death_reported(practice_id: UUID, patient_id: UUID) -> bool:
    """Whether this person is said to be dead: nothing is sent to their number. The caller checked the scope."""
    return Patient.objects.filter(practice_id=practice_id, id=patient_id, death_reported_at__isnull=False).exists()


def relatives_of(actor: Actor, patient_id: UUID) -> list[RelatedPerson]:
    """Every relation of a patient, present and ended, newest first. Raises NotFound, Forbidden.

    Not journalled: part of a file that the caller opened with `open_patient`.
    """
    patient = patient_in(actor, patient_id)
    return list(
        RelatedPerson.objects.filter(Q(practice_id=patient.practice_id), patient=patient)
        .filter(Q(related_patient__isnull=True) | Q(related_patient__locked_at__isnull=True))
        .select_related("related_patient")
        .order_by("-starts_on", "-id")
    )


def identity_history(actor: Actor, patient_id: UUID) -> list[IdentityChange]:
    """Every change of a patient's identity, newest first; its former traits stay sealed. Raises NotFound, Forbidden.

    Not journalled: part of a file that the caller opened with `open_patient`.
    """
    patient = patient_in(actor, patient_id)
    changes = IdentityChange.objects.filter(practice_id=patient.practice_id, patient=patient)
    return list(changes.select_related("by").order_by("-at", "-id"))


def nir_shown(patient: Patient) -> NirShown | None:
    """The masked NIR of an opened patient, and the traits that differ from it (H-31: a warning, never a refusal)."""
    if patient.nir is None:
        return None
    nir = parse_nir(patient.nir.open())
    found = mismatches(nir, sex=Sex(patient.sex), birth_date=patient.birth_date)
    return NirShown(mask(nir.full), nir.is_provisional, found)
