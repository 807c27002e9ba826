"""People at their own data, online: reading, taking away, asking; by the same rules as at the office (ST-02, ST-23).

Nobody of the office stands between: both proofs of `online.services.owners` do. What is of the medical file is never
handed over at once: it is asked for, and waits its two days (L1111-7).
"""

import hashlib
from dataclasses import dataclass
from uuid import UUID

from django.db import transaction

from audit import services as audit
from audit.actions import Action
from booking.local_time import local
from consent.decisions import Decision, Reach
from consent.purposes import Purpose
from consent.queries import last_decision
from core import clock
from core.errors import InvalidInput, NotFound
from core.ids import new_id
from core.scoping import Actor
from online.errors import ContactShared, ProofGone, RightEnded
from online.models import OwnerProof
from online.queries import owned_by
from online.services import hold_record
from patients.lines import phones_of
from patients.local_day import local_day
from patients.queries import is_death_reported, patient_in
from patients.services import decide
from patients.who_answers import ReadsAs, still_answers, who_answers
from practices.permissions import Permission
from practices.zones import zone_of
from privacy.export.collect import Collected, collect
from privacy.export.files import FHIR, JSON, PDF, Export, Watermark, file_of, written
from privacy.export.medical_parts import without_medical_parts
from privacy.models import RightsRequest
from privacy.rights.kinds import KINDS, Intake, Kind, Requester
from privacy.services.receive import Asked, receive_request

REQUESTERS = {
    ReadsAs.SELF: Requester.SELF,
    ReadsAs.GUARDIAN: Requester.GUARDIAN,
    ReadsAs.PROXY: Requester.PROXY,
}
SHAPES = (JSON, FHIR, PDF)


@dataclass(frozen=True, slots=True, repr=False)
class Owner:
    """Who reads which record, by what right. Only `owner_of` makes one."""

    actor: Actor
    practice_id: UUID
    patient_id: UUID
    answers: ReadsAs
    contact: str
    # Opened from an account that holds it already.
    is_held: bool = False

    @property
    def is_self(self) -> bool:
        return self.answers is ReadsAs.SELF


def owner_of(actor: Actor, proof: OwnerProof) -> Owner:
    """Raises ProofGone while a proof is missing, or when the record may be read by nobody now; ContactShared,
    RightEnded.
    """
    owned = owned_by(proof) if proof.proven_at is not None else None
    if owned is None or is_death_reported(proof.practice_id, owned.patient_id):
        raise ProofGone()
    practice_id, patient_id = proof.practice_id, owned.patient_id
    answers = who_answers(practice_id, patient_id, owned.contact, local_day(actor, practice_id))
    if owned.answers is not None:
        answers = still_answers(owned.answers, answers)
        if answers is None:
            raise RightEnded()
    if answers is None:
        raise ContactShared()
    return Owner(actor, practice_id, patient_id, answers, owned.contact, proof.held_id is not None)


def keep_in_account(owner: Owner, account_id: UUID) -> None:
    """The account opens this record from now on, by the same right."""
    hold_record(
        account_id=account_id, practice_id=owner.practice_id, patient_id=owner.patient_id, answers=owner.answers
    )


@transaction.atomic
def read_own(owner: Owner) -> Collected:
    """Everything but the medical file, journalled: the record, the visits, the decisions, who looked at it."""
    found = _collected(owner)
    _trace(owner, Action.OWN_DATA_READ)
    return found


@transaction.atomic
def export_own(owner: Owner, *, shape: str) -> Export:
    """The same in a file: JSON, FHIR or paper. Raises InvalidInput naming `shape`."""
    if shape not in SHAPES:
        raise InvalidInput.at("shape", "unknown-value", "Choisissez un format de la page.")
    export_id = new_id()
    at = local(clock.now(), zone_of(owner.practice_id))
    mark = Watermark(export_id, "en ligne", KINDS[Kind.ACCESS][0], at)
    content = written(_collected(owner), shape, mark, is_whole=True)
    digest = hashlib.sha256(content).hexdigest()
    _trace(owner, Action.OWN_DATA_EXPORTED, export=export_id, shape=shape, sha256=digest)
    return file_of(export_id, shape, content)


@transaction.atomic
def ask_right(
    owner: Owner, *, kind: str, name: str, data_concerned: str, content: str, is_medical_file: bool
) -> RightsRequest:
    """A request through the portal: who asks is proven already (K9). `name` is who writes, for somebody else.

    Raises what `receive_request` raises.
    """
    patient = patient_in(owner.actor, owner.patient_id, Permission.REQUEST_RECEIVE)
    asked = Asked(
        kind=kind,
        intake=Intake.PORTAL.value,
        requester=REQUESTERS[owner.answers].value,
        requester_name=f"{patient.given_names} {patient.used_name}" if owner.is_self else name,
        requester_contact=owner.contact,
        content=content,
        data_concerned=data_concerned,
        is_medical_file=is_medical_file,
    )
    return receive_request(actor=owner.actor, practice_id=owner.practice_id, asked=asked, patient_id=owner.patient_id)


def wants_reminders(owner: Owner) -> bool:
    """Whether the person said yes and has not objected since (ST-13)."""
    last = last_decision(owner.practice_id, owner.patient_id, Purpose.REMINDERS)
    return last is not None and last.decision == Decision.ACCEPTED.value


@transaction.atomic
def choose_reminders(owner: Owner, *, wanted: bool) -> None:
    """In force at once; saying no is as easy as saying yes (ST-26, ST-28)."""
    patient = patient_in(owner.actor, owner.patient_id, Permission.CONSENT_RECORD)
    reach = (Reach.SMS if owner.contact in phones_of(patient) else Reach.EMAIL) if wanted else None
    decide(
        actor=owner.actor,
        patient_id=owner.patient_id,
        purpose=Purpose.REMINDERS,
        is_agreed=wanted,
        channel=owner.actor.channel.value,
        reach=reach,
    )


def _collected(owner: Owner) -> Collected:
    # A locked record is shown to nobody, though the office still reaches it.
    patient_in(owner.actor, owner.patient_id, Permission.REQUEST_RECEIVE)
    found = collect(owner.actor, owner.patient_id, spares_secrecy=not owner.is_self)
    if found.practice.id != owner.practice_id:
        raise NotFound()
    return without_medical_parts(found)


def _trace(owner: Owner, action: Action, **details: str | UUID) -> None:
    audit.record(
        actor=owner.actor,
        action=action,
        practice_id=owner.practice_id,
        entity=("patient", owner.patient_id),
        patient_id=owner.patient_id,
        details={"by": owner.answers.value, **details},
    )
