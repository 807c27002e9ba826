"""The status and the flags of an identity: proven, doubted, dropped, each change kept with its author (I-72, I-73)."""

import json
from collections.abc import Mapping
from uuid import UUID

from django.db import transaction

from audit import services as audit
from audit.actions import Action
from audit.details import Scalar
from core import clock
from core.errors import Forbidden, InvalidInput
from core.scoping import Actor, Channel
from patients.enums import HighTrustDocument, IdentityFlag
from patients.errors import NirUnknown
from patients.identity import IdentityStatus
from patients.identity_status import IdentityEvent, after
from patients.models import IdentityChange, Patient
from patients.queries import journal_reading, patient_to_change
from practices.permissions import Permission

_RAISED = {IdentityFlag.DOUBTFUL: IdentityEvent.DOUBT_RAISED, IdentityFlag.NAMESAKE: IdentityEvent.NAMESAKE_SET}
_LIFTED = {IdentityFlag.DOUBTFUL: IdentityEvent.DOUBT_LIFTED, IdentityFlag.NAMESAKE: IdentityEvent.NAMESAKE_LIFTED}
_COLUMN = {IdentityFlag.DOUBTFUL: "is_doubtful", IdentityFlag.NAMESAKE: "is_namesake"}


@transaction.atomic
def validate_identity(*, actor: Actor, patient_id: UUID, document: str) -> Patient:
    """Somebody on the spot saw a high-trust document that agrees with the strict traits.

    Raises NotFound, Forbidden, InvalidInput naming `document`, IdentityDoubtful, IdentityUnmoved.
    """
    patient = patient_to_change(actor, patient_id, Permission.IDENTITY_VALIDATE)
    if document not in HighTrustDocument.values:
        raise InvalidInput.at("document", "unknown-value", "Cette valeur n'est pas dans la liste.")
    _move(actor, patient, IdentityEvent.DOCUMENT_SEEN, document=document)
    return patient


@transaction.atomic
def withdraw_validation(*, actor: Actor, patient_id: UUID) -> Patient:
    """The document was taken for somebody else's. Raises NotFound, Forbidden, IdentityUnmoved."""
    patient = patient_to_change(actor, patient_id, Permission.IDENTITY_VALIDATE)
    _move(actor, patient, IdentityEvent.DOCUMENT_WITHDRAWN)
    return patient


@transaction.atomic
def record_insi_answer(*, actor: Actor, patient_id: UUID, found: bool) -> Patient:
    """The national service knows this identity, or no longer does. Only the adapter that asked it may say so.

    Raises NotFound, Forbidden, NirUnknown, IdentityDoubtful, IdentityUnmoved.
    """
    patient = patient_to_change(actor, patient_id, Permission.PATIENT_UPDATE)
    if actor.channel is not Channel.SYSTEM:
        raise Forbidden()
    if found and patient.nir is None:
        raise NirUnknown()
    _move(actor, patient, IdentityEvent.INSI_ANSWERED if found else IdentityEvent.INSI_WITHDRAWN)
    return patient


@transaction.atomic
def flag_identity(*, actor: Actor, patient_id: UUID, flag: str, is_raised: bool) -> Patient:
    """Raise or lift « doubtful » or « namesake »; a doubt takes away what a document had proven.

    Raising what is raised changes nothing. Raises NotFound, Forbidden, InvalidInput naming `flag`.
    """
    patient = patient_to_change(actor, patient_id, Permission.IDENTITY_FLAG)
    if flag not in IdentityFlag.values:
        raise InvalidInput.at("flag", "unknown-value", "Cette valeur n'est pas dans la liste.")
    if getattr(patient, _COLUMN[IdentityFlag(flag)]) == is_raised:
        journal_reading(actor, patient)
    else:
        turn_flag(actor, patient, IdentityFlag(flag), is_raised)
        _save(patient)
    return patient


def turn_flag(actor: Actor, patient: Patient, flag: IdentityFlag, is_raised: bool) -> None:
    """Set the flag of a locked patient and keep it in the history; the caller saves the patient."""
    setattr(patient, _COLUMN[flag], is_raised)
    keep_event(actor, patient, (_RAISED if is_raised else _LIFTED)[flag])


def keep_event(
    actor: Actor,
    patient: Patient,
    event: IdentityEvent,
    *,
    document: str = "",
    former_traits: Mapping[str, str] | None = None,
    reached: IdentityStatus | None = None,
) -> None:
    """Move the status of a locked patient as the table says (or to `reached`), with its line of history and journal.

    The caller saves the patient. Raises IdentityDoubtful, IdentityUnmoved.
    """
    before = IdentityStatus(patient.identity_status)
    reached = reached or after(before, event, is_doubtful=patient.is_doubtful)
    patient.identity_status = reached.value
    change = IdentityChange(
        practice_id=patient.practice_id,
        patient=patient,
        event=event.value,
        before=before.value,
        after=reached.value,
        document=document,
        former_traits=json.dumps(former_traits, ensure_ascii=False) if former_traits else None,
        by_id=actor.user_id,
        at=clock.now(),
    )
    change.save(force_insert=True)
    details: dict[str, Scalar] = {"event": event.value, "before": before.value.lower(), "after": reached.value.lower()}
    audit.record(
        actor=actor,
        action=Action.IDENTITY_CHANGED,
        practice_id=patient.practice_id,
        entity=("identity_change", change.id),
        patient_id=patient.id,
        details=details,
    )


def _move(actor: Actor, patient: Patient, event: IdentityEvent, *, document: str = "") -> None:
    keep_event(actor, patient, event, document=document)
    _save(patient)


def _save(patient: Patient) -> None:
    patient.version += 1
    patient.updated_at = clock.now()
    patient.save(update_fields=["identity_status", "is_doubtful", "is_namesake", "version", "updated_at"])
