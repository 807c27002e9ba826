"""Two records that look alike and are two persons: said once, by somebody, and remembered."""

from uuid import UUID

from django.db import transaction

from audit import services as audit
from audit.actions import Action
from core import clock
from core.errors import InvalidInput
from core.scoping import Actor
from patients.enums import IdentityFlag
from patients.models import NotDuplicate, Patient
from patients.queries import patient_to_change
from patients.services.identity import turn_flag
from practices.permissions import Permission


@transaction.atomic
def tell_apart(*, actor: Actor, one_id: UUID, other_id: UUID) -> NotDuplicate:
    """Remember that these are two persons; namesakes are flagged so, for the next caller's sake (I-73).

    The same decision again changes nothing. Raises NotFound, Forbidden, InvalidInput, PatientMerged.
    """
    if one_id == other_id:
        raise InvalidInput.at("patients", "same-record", "Choisissez deux fiches différentes.")
    one, other = (patient_to_change(actor, key, Permission.DUPLICATE_REVIEW) for key in sorted((one_id, other_id)))
    if one.practice_id != other.practice_id:
        raise InvalidInput.at("patients", "other-practice", "Les deux fiches doivent être du même cabinet.")
    known = NotDuplicate.objects.filter(practice_id=one.practice_id, one=one, other=other).first()
    if known is None:
        known = _decide(actor, one, other)
    _journal(actor, known)
    return known


def _decide(actor: Actor, one: Patient, other: Patient) -> NotDuplicate:
    if _are_namesakes(one, other):
        for patient in (one, other):
            if not patient.is_namesake:
                turn_flag(actor, patient, IdentityFlag.NAMESAKE, True)
                patient.version += 1
                patient.updated_at = clock.now()
                patient.save(update_fields=["is_namesake", "version", "updated_at"])
    decision = NotDuplicate(
        practice_id=one.practice_id, one=one, other=other, decided_by_id=actor.user_id, decided_at=clock.now()
    )
    decision.save(force_insert=True)
    return decision


def _are_namesakes(one: Patient, other: Patient) -> bool:
    names = [{patient.search_used_name, patient.search_birth_name} for patient in (one, other)]
    return bool(names[0] & names[1]) and one.search_given_names == other.search_given_names


def _journal(actor: Actor, decision: NotDuplicate) -> None:
    audit.record_many(
        audit.Event(
            actor=actor,
            action=Action.DUPLICATE_DISMISSED,
            practice_id=decision.practice_id,
            entity=("not_duplicate", decision.id),
            patient_id=patient_id,
            details={"one": decision.one_id, "other": decision.other_id},
        )
        for patient_id in (decision.one_id, decision.other_id)
    )
