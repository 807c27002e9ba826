"""Restricting and locking a record, and giving it back: the only doors to both columns (ST-25, ST-27).

Under a full row lock: whoever is writing about the patient has finished, and whoever comes next sees the limit.
"""

from uuid import UUID

from django.db import transaction

from audit import services as audit
from audit.actions import Action
from core import clock
from core.errors import InvalidInput, NotFound
from core.scoping import Actor
from patients.enums import LimitGround
from patients.models import Patient
from patients.queries import check_is_current
from practices.permissions import Permission, check_may


def restrict_record(*, actor: Actor, patient_id: UUID, ground: str, request_id: UUID | None = None) -> Patient:
    """Article 18: read, not changed, until lifted. Restricting twice changes nothing.

    Raises NotFound, Forbidden, InvalidInput naming `ground`, PatientMerged.
    """
    _check_ground(ground)
    return _set(actor, patient_id, "restricted_at", Action.PATIENT_RESTRICTED, ground, request_id)


def lift_restriction(*, actor: Actor, patient_id: UUID, request_id: UUID | None = None) -> Patient:
    """The record can be changed again. Raises NotFound, Forbidden, PatientMerged."""
    return _set(actor, patient_id, "restricted_at", Action.PATIENT_RESTRICTION_LIFTED, None, request_id)


def lock_record(*, actor: Actor, patient_id: UUID, ground: str, request_id: UUID | None = None) -> Patient:
    """Article 17, locking: kept unchanged and shown to nobody. The caller saw that no visit is expected.

    Raises NotFound, Forbidden, InvalidInput naming `ground`, PatientMerged.
    """
    _check_ground(ground)
    return _set(actor, patient_id, "locked_at", Action.PATIENT_LOCKED, ground, request_id)


def unlock_record(*, actor: Actor, patient_id: UUID, request_id: UUID | None = None) -> Patient:
    """Shown again, as it was. Raises NotFound, Forbidden, PatientMerged."""
    return _set(actor, patient_id, "locked_at", Action.PATIENT_UNLOCKED, None, request_id)


def _check_ground(ground: str) -> None:
    if ground not in LimitGround.values:
        raise InvalidInput.at("ground", "unknown-value", "Cette valeur n'est pas dans la liste.")


@transaction.atomic
def _set(
    actor: Actor, patient_id: UUID, column: str, action: Action, ground: str | None, request_id: UUID | None
) -> Patient:
    patient = (
        Patient.objects.filter(practice_id__in=actor.practice_ids, id=patient_id)
        .select_for_update()
        .prefetch_related("phones")
        .first()
    )
    if patient is None:
        raise NotFound()
    check_may(actor, Permission.REQUEST_HANDLE, patient.practice_id)
    check_is_current(patient)
    is_new = (getattr(patient, column) is None) is (ground is not None)
    if is_new:
        now = clock.now()
        setattr(patient, column, None if ground is None else now)
        patient.version += 1
        patient.updated_at = now
        patient.save(update_fields=[column, "version", "updated_at"])
    audit.record(
        actor=actor,
        action=action,
        practice_id=patient.practice_id,
        entity=("patient", patient.id),
        patient_id=patient.id,
        details={"ground": ground, "request": request_id, "changed": is_new},
    )
    return patient
