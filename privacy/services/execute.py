"""Carrying out what was decided: each act belongs to one right, is done by the decision's authority, and is kept.

Whoever handles requests holds none of the desk's permissions. The decision lends them the one that the act needs, for
the one record it is about; the journal names the same person and the request.
"""

import json
from collections.abc import Sequence
from dataclasses import replace
from typing import Any
from uuid import UUID

from django.db import transaction

from audit.actions import Action
from booking.queries import expects_a_visit
from consent.purposes import TERMS, LegalBasis, Purpose
from consent.services import stop_purpose
from core import clock
from core.errors import InvalidInput
from core.scoping import Actor
from patients import services as patients
from patients.lines import phones_of
from patients.models import Patient
from patients.nir import mask
from patients.queries import patient_in
from patients.services import PatientChanges
from practices.permissions import Permission
from privacy.errors import NotThisRight, PersonUnknown, VisitExpected
from privacy.models import RightsRequest
from privacy.rights.acts import ACTS, TOLD_TO_RECIPIENTS, Act
from privacy.rights.kinds import Kind
from privacy.rights.reach import record, request_to_change, save
from privacy.rights.states import State
from privacy.services.recipients import tell_recipients

_GRANTED = {State.GRANTED.value, State.PARTLY_GRANTED.value}
# What a difference compares: the name in the file, and where it stands on the record.
_FACTS = {
    "family_name": "used_name", "birth_name": "birth_name", "given_names": "given_names", "birth_date": "birth_date",
    "sex": "sex", "email": "email", "address_line": "address_line", "postal_code": "postal_code", "city": "city",
    "country": "country", "treating_practitioner": "treating_doctor", "referring_practitioner": "referring_doctor",
}  # fmt: skip


def granted_request(actor: Actor, request_id: UUID, act: Act, *, version: int | None = None) -> RightsRequest:
    """The decided request that `act` carries out. Raises NotThisRight, PersonUnknown, and what reaching it raises."""
    request = request_to_change(actor, request_id, version=version)
    if request.state not in _GRANTED or act not in ACTS[Kind(request.kind)]:
        raise NotThisRight()
    if request.patient_id is None:
        raise PersonUnknown()
    return request


def lent(actor: Actor, practice_id: UUID, permission: Permission) -> Actor:
    """The same person, with the one permission that the decision carries."""
    held = actor.grants[practice_id] | {str(permission)}
    return replace(actor, grants={**actor.grants, practice_id: held})


@transaction.atomic
def rectify(
    *,
    actor: Actor,
    request_id: UUID,
    changes: PatientChanges,
    recipients: Sequence[str] = (),
    version: int | None = None,
) -> RightsRequest:
    """Correct or complete the record; what was and what is are kept, sealed, and recipients are told (art. 19).

    Raises what `granted_request` and `patients.services.update_patient` raise; a restriction is lifted first.
    """
    request = granted_request(actor, request_id, Act.RECTIFIED, version=version)
    assert request.patient_id is not None
    before = _pictured(patient_in(actor, request.patient_id, Permission.REQUEST_HANDLE))
    may = lent(actor, request.practice_id, Permission.PATIENT_UPDATE)
    patients.update_patient(actor=may, patient_id=request.patient_id, changes=changes)
    after = _pictured(patient_in(actor, request.patient_id, Permission.REQUEST_HANDLE))
    changed = {name: [before[name], after[name]] for name in before if before[name] != after[name]}
    if not changed:
        raise InvalidInput.at("changes", "nothing-changes", "Rien ne change : indiquez ce qui est à corriger.")
    request.difference = json.dumps(changed, ensure_ascii=False)
    # Whoever was the person's doctor was written to as such.
    former = [before[name] for name in ("treating_practitioner", "referring_practitioner") if name in changed]
    return done(actor, request, Act.RECTIFIED, [*recipients, *former], "difference")


@transaction.atomic
def restrict(*, actor: Actor, request_id: UUID, ground: str, version: int | None = None) -> RightsRequest:
    """Article 18: the record is read and no longer changed. Raises what `granted_request` raises, InvalidInput."""
    request = granted_request(actor, request_id, Act.RESTRICTED, version=version)
    assert request.patient_id is not None
    patients.restrict_record(actor=actor, patient_id=request.patient_id, ground=ground, request_id=request.id)
    return done(actor, request, Act.RESTRICTED)


@transaction.atomic
def lift_restriction(*, actor: Actor, request_id: UUID, version: int | None = None) -> RightsRequest:
    """The record changes again; the person is told before (art. 18.3). Raises what `granted_request` raises."""
    request = granted_request(actor, request_id, Act.RESTRICTION_LIFTED, version=version)
    assert request.patient_id is not None
    if Act.RESTRICTED.value not in request.executed:
        raise NotThisRight()
    patients.lift_restriction(actor=actor, patient_id=request.patient_id, request_id=request.id)
    return done(actor, request, Act.RESTRICTION_LIFTED)


@transaction.atomic
def lock(*, actor: Actor, request_id: UUID, ground: str, version: int | None = None) -> RightsRequest:
    """ST-25, first outcome: kept unchanged, shown to nobody. Raises what `granted_request` raises, VisitExpected."""
    request = granted_request(actor, request_id, Act.LOCKED, version=version)
    assert request.patient_id is not None
    if expects_a_visit(request.practice_id, request.patient_id):
        raise VisitExpected()
    patients.lock_record(actor=actor, patient_id=request.patient_id, ground=ground, request_id=request.id)
    return done(actor, request, Act.LOCKED)


@transaction.atomic
def unlock(*, actor: Actor, request_id: UUID, version: int | None = None) -> RightsRequest:
    """The record is shown again, as it was. Raises what `granted_request` raises."""
    request = granted_request(actor, request_id, Act.UNLOCKED, version=version)
    assert request.patient_id is not None
    if Act.LOCKED.value not in request.executed:
        raise NotThisRight()
    patients.unlock_record(actor=actor, patient_id=request.patient_id, request_id=request.id)
    return done(actor, request, Act.UNLOCKED)


@transaction.atomic
def stop_purposes(
    *, actor: Actor, request_id: UUID, purposes: Sequence[str], version: int | None = None
) -> RightsRequest:
    """Withdrawal or objection, purpose by purpose, in force at once (ST-26, ST-28).

    A withdrawal stops what rests on consent, an objection what rests on a legitimate interest (K10). Raises what
    `granted_request` raises, InvalidInput naming `purposes`.
    """
    request = granted_request(actor, request_id, Act.STOPPED, version=version)
    assert request.patient_id is not None
    wanted = LegalBasis.CONSENT if request.kind == Kind.WITHDRAWAL.value else LegalBasis.LEGITIMATE_INTEREST
    known = {purpose.value for purpose in Purpose if TERMS[purpose].basis is wanted}
    if not purposes or not set(purposes) <= known:
        raise InvalidInput.at("purposes", "unknown-value", "Choisissez des finalités que ce droit arrête.")
    may = lent(actor, request.practice_id, Permission.CONSENT_RECORD)
    for purpose in dict.fromkeys(purposes):
        stop_purpose(
            actor=may,
            practice_id=request.practice_id,
            subject_id=request.patient_id,
            purpose=Purpose(purpose),
            channel=actor.channel.value,
        )
    return done(actor, request, Act.STOPPED)


def done(
    actor: Actor, request: RightsRequest, act: Act, recipients: Sequence[str] = (), *columns: str
) -> RightsRequest:
    """Keep the act on the request, and write to whoever must be told of it."""
    request.executed = [*request.executed, act.value]
    request.executed_at = clock.now()
    if act is Act.EXPORTED:
        # Handing over changes nothing that somebody else decides on: the page it was asked from stays true.
        request.save(update_fields=["executed", "executed_at"])
    else:
        save(request, "executed", "executed_at", *columns)
    listed = tell_recipients(actor, request, recipients) if act in TOLD_TO_RECIPIENTS else 0
    record(actor, request, Action.REQUEST_EXECUTED, act=act.value, recipients=listed)
    return request


def _pictured(patient: Patient) -> dict[str, Any]:
    """The record as a difference shows it: the number masked (H-32)."""
    facts: dict[str, Any] = {name: str(getattr(patient, column)) for name, column in _FACTS.items()}
    facts["phones"] = ", ".join(phones_of(patient))
    facts["nir"] = mask(patient.nir.open()) if patient.nir is not None else ""
    return facts
