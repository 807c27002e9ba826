"""Relatives and representatives: added with a scope and a first day, ended, never deleted (ST-16)."""

from datetime import date
from uuid import UUID

from django.db import transaction

from audit import services as audit
from audit.actions import Action
from core import clock
from core.errors import InvalidInput, NotFound
from core.scoping import Actor
from patients.enums import Relation, RelationScope
from patients.gathering import Gathering
from patients.limits import check_limits
from patients.local_day import local_day
from patients.models import Patient, RelatedPerson
from patients.names import clean_name
from patients.phones import read_phone
from patients.queries import patient_to_change
from practices.permissions import Permission


@transaction.atomic
def add_relative(
    *,
    actor: Actor,
    patient_id: UUID,
    relation: str,
    scope: str,
    related_patient_id: UUID | None = None,
    name: str = "",
    phone: str = "",
    starts_on: date | None = None,
) -> RelatedPerson:
    """Add another patient of the practice (`related_patient_id`), or somebody known by `name` and `phone`.

    In force from `starts_on` (today by default). Raises NotFound, Forbidden, InvalidInput, RecordRestricted.
    """
    patient = patient_to_change(actor, patient_id, Permission.RELATIVE_EDIT)
    name, phone = _read(patient, relation, scope, related_patient_id, name, phone)
    if related_patient_id is not None:
        _check_may_be_named(patient, related_patient_id)
    relative = RelatedPerson(
        practice_id=patient.practice_id,
        patient=patient,
        related_patient_id=related_patient_id,
        name=name,
        phone=phone,
        relation=relation,
        scope=scope,
        starts_on=starts_on or local_day(actor, patient.practice_id),
        created_by_id=actor.user_id,
        created_at=clock.now(),
    )
    relative.save(force_insert=True)
    _record(actor, relative, Action.RELATIVE_ADDED)
    return relative


@transaction.atomic
def end_relative(*, actor: Actor, patient_id: UUID, relative_id: UUID, ends_on: date | None = None) -> RelatedPerson:
    """In force until `ends_on` included (today by default). Raises NotFound, Forbidden, InvalidInput."""
    patient = patient_to_change(actor, patient_id, Permission.RELATIVE_EDIT)
    relative = RelatedPerson.objects.filter(practice_id=patient.practice_id, patient=patient, id=relative_id).first()
    if relative is None:
        raise NotFound()
    day = ends_on or local_day(actor, patient.practice_id)
    if day < relative.starts_on:
        raise InvalidInput.at("ends_on", "before-start", "La fin précède le début.")
    relative.ends_on = day
    relative.save(update_fields=["ends_on"])
    _record(actor, relative, Action.RELATIVE_ENDED)
    return relative


def _read(
    patient: Patient, relation: str, scope: str, related_patient_id: UUID | None, name: str, phone: str
) -> tuple[str, str]:
    gathering = Gathering()
    if relation not in Relation.values:
        gathering.refuse("relation", "unknown-value", "Cette valeur n'est pas dans la liste.")
    if scope not in RelationScope.values:
        gathering.refuse("scope", "unknown-value", "Cette valeur n'est pas dans la liste.")
    if related_patient_id is not None:
        if name.strip() or phone.strip():
            gathering.refuse("name", "not-with-a-patient", "Le nom et le numéro sont ceux de l'autre patient.")
        if related_patient_id == patient.id:
            gathering.refuse("related_patient", "same-person", "Un patient n'est pas son propre proche.")
        gathering.check()
        return "", ""
    name = gathering.take(lambda: clean_name(name, "name"), "")
    phone = gathering.take(lambda: read_phone(phone, "phone"), "") if phone.strip() else ""
    gathering.check()
    return name, phone


def _check_may_be_named(patient: Patient, other_id: UUID) -> None:
    """Naming somebody in another's file uses their record: a restricted one is not used, a locked one not known."""
    other = Patient.objects.filter(practice_id=patient.practice_id, id=other_id, locked_at__isnull=True).first()
    if other is None:
        raise InvalidInput.at("related_patient", "unknown-patient", "Ce patient n'existe pas dans ce cabinet.")
    check_limits(other, Permission.RELATIVE_EDIT)


def _record(actor: Actor, relative: RelatedPerson, action: Action) -> None:
    audit.record(
        actor=actor,
        action=action,
        practice_id=relative.practice_id,
        entity=("relative", relative.id),
        patient_id=relative.patient_id,
        details={"relation": relative.relation, "scope": relative.scope},
    )
