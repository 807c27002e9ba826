"""Showing a sealed value in clear: permission, reason, a row of its own and a journal event, then the text."""

from uuid import UUID

from django.db import transaction

from audit import services as audit
from audit.actions import Action
from core import clock
from core.errors import StepUpRequired
from core.plain_text import clean_reason
from core.scoping import Actor
from patients.enums import Disclosed
from patients.errors import NirUnknown
from patients.models import Disclosure, Patient
from patients.queries import patient_in
from practices.permissions import Permission

MAX_REASON = 300


@transaction.atomic
def disclose_nir(*, actor: Actor, patient_id: UUID, reason: str) -> str:
    """The 15 characters of the NIR (H-32), within five minutes of a step-up.

    Raises NotFound, Forbidden, StepUpRequired, InvalidInput naming `reason`, NirUnknown.
    """
    patient = patient_in(actor, patient_id, Permission.NIR_DISCLOSE)
    if actor.step_up_until is None or actor.step_up_until <= clock.now():
        raise StepUpRequired()
    reason = clean_reason(reason, "reason", MAX_REASON)
    if patient.nir is None:
        raise NirUnknown()
    _record(actor, patient, Disclosed.NIR, Action.NIR_DISCLOSED, reason, patient.nir.digest)
    return patient.nir.open()


@transaction.atomic
def disclose_medical_note(*, actor: Actor, patient_id: UUID, reason: str) -> str:
    """The text of the note, "" when there is none. Raises NotFound, Forbidden, InvalidInput naming `reason`."""
    patient = patient_in(actor, patient_id, Permission.MEDICAL_NOTE_DISCLOSE)
    reason = clean_reason(reason, "reason", MAX_REASON)
    note = patient.medical_note
    digest = None if note is None else note.digest
    _record(actor, patient, Disclosed.MEDICAL_NOTE, Action.MEDICAL_NOTE_DISCLOSED, reason, digest)
    return "" if note is None else note.open()


def _record(actor: Actor, patient: Patient, what: Disclosed, action: Action, reason: str, digest: str | None) -> None:
    disclosure = Disclosure(
        practice_id=patient.practice_id,
        patient=patient,
        what=what.value,
        reason=reason,
        by_id=actor.user_id,
        at=clock.now(),
    )
    disclosure.save(force_insert=True)
    audit.record(
        actor=actor,
        action=action,
        practice_id=patient.practice_id,
        entity=("disclosure", disclosure.id),
        patient_id=patient.id,
        details={"value_digest": digest},
    )
