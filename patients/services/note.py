"""The medical note of a patient: sealed, written by whoever the practice chose (ST-15)."""

from uuid import UUID

from django.db import transaction

from audit import services as audit
from audit.actions import Action
from core import clock
from core.scoping import Actor
from patients.errors import GuardianConsentRequired
from patients.models import Patient
from patients.plain_text import clean_note
from patients.queries import patient_to_change
from practices.permissions import Permission


@transaction.atomic
def set_medical_note(*, actor: Actor, patient_id: UUID, text: str) -> Patient:
    """Write the note, or clear it with "".

    Raises NotFound, Forbidden, InvalidInput naming `text`, GuardianConsentRequired before a guardian agreed.
    """
    patient = patient_to_change(actor, patient_id, Permission.MEDICAL_NOTE_WRITE)
    if patient.awaits_guardian:
        raise GuardianConsentRequired()
    patient.medical_note = clean_note(text, "text") or None
    patient.version += 1
    patient.updated_at = clock.now()
    patient.save(update_fields=["medical_note", "version", "updated_at"])
    note = patient.medical_note
    audit.record(
        actor=actor,
        action=Action.MEDICAL_NOTE_CHANGED,
        practice_id=patient.practice_id,
        entity=("patient", patient.id),
        patient_id=patient.id,
        details={"note_digest": note.digest} if note is not None else {"cleared": True},
    )
    return patient
