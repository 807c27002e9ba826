"""A guardian agreed: the child's file is one like the others (ST-44)."""

from uuid import UUID

from django.db import transaction

from audit import services as audit
from audit.actions import Action
from core import clock
from core.scoping import Actor
from patients.models import Patient
from patients.queries import patient_to_change
from practices.permissions import Permission


@transaction.atomic
def guardian_agreed(*, actor: Actor, patient_id: UUID) -> Patient:
    """More than the minimum may be kept from now on; nothing happens when it already might.

    Raises NotFound, Forbidden, PatientMerged.
    """
    patient = patient_to_change(actor, patient_id, Permission.GUARDIAN_RECORD)
    if not patient.awaits_guardian:
        return patient
    patient.awaits_guardian = False
    patient.version += 1
    patient.updated_at = clock.now()
    patient.save(update_fields=["awaits_guardian", "version", "updated_at"])
    audit.record(
        actor=actor,
        action=Action.PATIENT_AGREED_TO,
        practice_id=patient.practice_id,
        entity=("patient", patient.id),
        patient_id=patient.id,
        details={"version": patient.version},
    )
    return patient
