"""The records that an account may open: kept after both proofs, opened with two factors, let go at a word."""

import secrets
from collections.abc import Iterable
from dataclasses import dataclass, field
from uuid import UUID

from django.db import connection, transaction

from audit import services as audit
from audit.actions import Action
from core import clock
from core.errors import NotFound
from core.scoping import acting_as
from online.actors import record_owner
from online.models import HeldRecord, OwnerProof
from online.services.drafts import digest_of
from online.services.owners import LASTS, BegunProof
from patients.who_answers import ReadsAs


@dataclass(frozen=True, slots=True)
class HeldLine:
    """One record on the page of an account; `name` is a person's."""

    id: UUID
    practice_id: UUID
    practice_name: str
    answers: ReadsAs
    name: str = field(repr=False)


@transaction.atomic
def hold_record(*, account_id: UUID, practice_id: UUID, patient_id: UUID, answers: ReadsAs) -> None:
    """From now on this account opens this record without another code. The caller holds both proofs of it."""
    with acting_as(record_owner(practice_id)):
        held = HeldRecord.objects.filter(practice_id=practice_id, account_id=account_id, patient=patient_id).first()
        if held is not None:
            return
        held = HeldRecord.objects.create(
            practice_id=practice_id,
            account_id=account_id,
            patient_id=patient_id,
            answers=answers.value,
            held_at=clock.now(),
        )
        _trace(Action.RECORD_HELD, held)


def held_by(account_id: UUID) -> list[HeldLine]:
    """By practice and name; for the page of whoever is signed in with two factors."""
    found = []
    for practice_id, ids in _places(account_id).items():
        with acting_as(record_owner(practice_id)), transaction.atomic():
            rows = HeldRecord.objects.filter(practice_id=practice_id, id__in=ids, patient__locked_at__isnull=True)
            for row in rows.select_related("patient", "practice"):
                name = f"{row.patient.given_names} {row.patient.used_name}"
                found.append(HeldLine(row.id, practice_id, row.practice.name, ReadsAs(row.answers), name))
    return sorted(found, key=lambda one: (one.practice_name, one.name))


@transaction.atomic
def open_held(*, account_id: UUID, held_id: UUID) -> BegunProof:
    """Both proofs are held already: the account's own two factors, and the code of the day it was kept.

    Raises NotFound for a record that this account does not hold.
    """
    practice_id = _place_of(account_id, held_id)
    token, now = secrets.token_urlsafe(32), clock.now()
    with acting_as(record_owner(practice_id)):
        proof = OwnerProof(
            practice_id=practice_id,
            token_digest=digest_of(token),
            held_id=held_id,
            proven_at=now,
            created_at=now,
            expires_at=now + LASTS,
        )
        proof.save(force_insert=True)
    return BegunProof(token, proof)


@transaction.atomic
def release_record(*, account_id: UUID, held_id: UUID) -> None:
    """This account no longer opens this record. Raises NotFound."""
    _release(_place_of(account_id, held_id), [held_id])


@transaction.atomic
def release_all(account_id: UUID) -> None:
    for practice_id, ids in _places(account_id).items():
        _release(practice_id, ids)


@transaction.atomic
def close_held(account_id: UUID) -> None:
    """Every record that this account opened is closed, in whatever browser; the account keeps them."""
    for practice_id, ids in _places(account_id).items():
        with acting_as(record_owner(practice_id)):
            OwnerProof.objects.filter(practice_id=practice_id, held_id__in=ids).delete()


def _release(practice_id: UUID, ids: Iterable[UUID]) -> None:
    with acting_as(record_owner(practice_id)):
        for held in HeldRecord.objects.select_for_update().filter(practice_id=practice_id, id__in=list(ids)):
            OwnerProof.objects.filter(practice_id=practice_id, held_id=held.id).delete()
            _trace(Action.RECORD_RELEASED, held)
            held.delete()


def _places(account_id: UUID) -> dict[UUID, list[UUID]]:
    """Which practices keep a record that this account holds: a reviewed function looks across them."""
    found: dict[UUID, list[UUID]] = {}
    with connection.cursor() as cursor:
        cursor.execute("SELECT practice_id, held_id FROM online_records_of(%s::uuid)", [account_id])
        for practice_id, held_id in cursor.fetchall():
            found.setdefault(practice_id, []).append(held_id)
    return found


def _place_of(account_id: UUID, held_id: UUID) -> UUID:
    for practice_id, ids in _places(account_id).items():
        if held_id in ids:
            return practice_id
    raise NotFound()


def _trace(action: Action, held: HeldRecord) -> None:
    audit.record(
        actor=record_owner(held.practice_id),
        action=action,
        practice_id=held.practice_id,
        entity=("online.held_record", held.id),
        patient_id=held.patient_id,
        details={"by": held.answers},
    )
