"""What a draft holds, and what its code is sent with. No record of anybody is read here: nothing is journalled."""

from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from booking.queries import displaced_among, linked_visit
from core import clock
from online.answers import Answers
from online.codes import code_of
from online.models import AccountSession, BookingDraft, EarlierWish, HeldRecord, OwnerProof, PatientAccount
from patients.queries import is_death_reported
from patients.reach import contact_points
from patients.who_answers import ReadsAs


@dataclass(frozen=True, slots=True)
class CodeToSend:
    """Never printed whole: the contact is a person's."""

    code: str = field(repr=False)
    proven_by: str = field(repr=False)
    is_sms: bool
    practice_name: str
    until: datetime


def answers_of(draft: BookingDraft) -> Answers:
    """What was typed so far; the empty form before anything was."""
    return Answers() if draft.answers is None else Answers.from_text(draft.answers.open())


@dataclass(frozen=True, slots=True)
class Earlier:
    """A wish to come sooner, as a page shows it; instants as they are stored. `start` None: nothing is offered now."""

    since: datetime
    start: datetime | None = None
    until: datetime | None = None
    replaces: bool = False


def earlier_of(practice_id: UUID, appointment_id: UUID) -> Earlier | None:
    """None when nobody wished it, or when what was closed is open again. The caller checked the scope."""
    wish = EarlierWish.objects.filter(
        practice_id=practice_id, appointment_id=appointment_id, ended_at__isnull=True
    ).first()
    if wish is None or (wish.replaces and not displaced_among(practice_id, [appointment_id])):
        return None
    if wish.offer_until is None or wish.offer_until <= clock.now():
        return Earlier(wish.since, replaces=wish.replaces)
    return Earlier(wish.since, wish.offer_start, wish.offer_until, wish.replaces)


def replacements_of(practice_id: UUID, appointment_ids: Collection[UUID]) -> dict[UUID, Earlier]:
    """By visit whose hour its practice closed: what was offered instead, or was and passed. The caller checked."""
    rows = EarlierWish.objects.filter(
        practice_id=practice_id, appointment_id__in=appointment_ids, ended_at__isnull=True, replaces=True
    )
    now = clock.now()
    return {
        row.appointment_id: Earlier(row.since, row.offer_start, row.offer_until, True)
        if row.offer_until is not None and row.offer_until > now
        else Earlier(row.since, replaces=True)
        for row in rows
    }


def offered_instead(practice_id: UUID) -> frozenset[UUID]:
    """The visits that have another hour kept for them now, because their own was closed. The caller checked."""
    rows = EarlierWish.objects.filter(
        practice_id=practice_id, ended_at__isnull=True, replaces=True, offer_until__gt=clock.now()
    )
    return frozenset(rows.values_list("appointment_id", flat=True))


def offered_visit(practice_id: UUID, wish_id: UUID, number: int) -> tuple[UUID, Earlier] | None:
    """The appointment and the offer that a message is about; None when it is no longer that one."""
    open_ones = EarlierWish.objects.filter(practice_id=practice_id, ended_at__isnull=True)
    wish = open_ones.filter(id=wish_id, offers=number).first()
    found = None if wish is None else earlier_of(practice_id, wish.appointment_id)
    return None if wish is None or found is None or found.start is None else (wish.appointment_id, found)


def code_to_send(practice_id: UUID, draft_id: UUID, number: int) -> CodeToSend | None:
    """None when this code serves no more: asked again since, typed, too old, given up."""
    draft = BookingDraft.objects.filter(practice_id=practice_id, id=draft_id).select_related("practice").first()
    if draft is None or draft.code_number != number or draft.code_until is None or draft.code_until <= clock.now():
        return None
    told = answers_of(draft)
    return CodeToSend(
        code=code_of(draft.id, number),
        proven_by=told.proven_text,
        is_sms=bool(told.proven.phone),
        practice_name=draft.practice.name,
        until=draft.code_until,
    )


@dataclass(frozen=True, slots=True)
class Owned:
    """Whose record a proof is about, where its code went; by what right, for an account that holds the record.

    Never printed whole.
    """

    patient_id: UUID
    practice_name: str
    contact: str = field(default="", repr=False)
    answers: ReadsAs | None = None


def owned_by(proof: OwnerProof) -> Owned | None:
    """None when nothing may be said of the record any more. The caller is in the practice's context."""
    answers = None
    if proof.held_id is not None:
        held = HeldRecord.objects.filter(practice_id=proof.practice_id, id=proof.held_id).select_related("practice")
        row = held.first()
        if row is None:
            return None
        patient_id, name, answers = row.patient_id, row.practice.name, ReadsAs(row.answers)
    else:
        visit = linked_visit(proof.practice_id, proof.appointment_id) if proof.appointment_id else None
        if visit is None:
            return None
        patient_id, name = visit.patient_id, visit.practice_name
    points = contact_points(proof.practice_id, patient_id)
    return Owned(patient_id, name, points.mobile or points.email, answers)


def owner_code_to_send(practice_id: UUID, proof_id: UUID, number: int) -> CodeToSend | None:
    """None when this code serves no more, when the record has no contact, when its person is said to be dead."""
    proof = OwnerProof.objects.filter(practice_id=practice_id, id=proof_id).first()
    owned = owned_by(proof) if proof is not None and _serves(proof, number) else None
    if proof is None or owned is None or not owned.contact or is_death_reported(practice_id, owned.patient_id):
        return None
    assert proof.code_until is not None
    return CodeToSend(
        code=code_of(proof.id, number),
        proven_by=owned.contact,
        is_sms="@" not in owned.contact,
        practice_name=owned.practice_name,
        until=proof.code_until,
    )


def account_code_to_send(session_id: UUID, number: int) -> CodeToSend | None:
    """None when this code serves no more. Of no practice."""
    session = AccountSession.objects.filter(id=session_id).first()
    if session is None or session.contact is None or not _serves(session, number):
        return None
    contact = session.contact.open()
    assert session.code_until is not None
    return CodeToSend(
        code=code_of(session.id, number),
        proven_by=contact,
        is_sms="@" not in contact,
        practice_name="Rendez-vous en ligne",
        until=session.code_until,
    )


def contact_of_account(account_id: UUID) -> str:
    """Where an account is told that it will go, "" when it has no contact or is gone."""
    account = PatientAccount.objects.filter(id=account_id).first()
    return account.contact.open() if account is not None and account.contact is not None else ""


def _serves(row: OwnerProof | AccountSession, number: int) -> bool:
    return row.code_number == number and row.code_until is not None and row.code_until > clock.now()
