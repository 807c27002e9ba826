"""Somebody books from outside: the one record that is theirs, or a new provisional one for the desk to compare (I-72).

The caller never says which it was. A record that resembles this person without a proven contact stays unknown to
whoever books: both appear in the desk's list of probable duplicates.
"""

from dataclasses import dataclass
from uuid import UUID

from django.conf import settings
from django.db import transaction

from consent.decisions import Reach
from consent.services import record_notice
from core.scoping import Actor
from patients.asked import Optional, check_asked
from patients.contact import Contact
from patients.duplicates import candidates
from patients.identity import IdentityInput
from patients.local_day import local_day
from patients.locks import lock_registrations
from patients.models import Patient, PatientPhone
from patients.newcomer import Newcomer, Reading, read_newcomer
from patients.recognition import Proven, is_same_person
from patients.services.register import create_patient
from practices.instructions import asked_fields
from practices.permissions import Permission, check_may

NOBODY = UUID(int=0)


@dataclass(frozen=True, slots=True)
class Admission:
    """`is_new`: the record was made for this booking."""

    patient_id: UUID
    is_new: bool


@transaction.atomic
def admit_patient(
    *,
    actor: Actor,
    practice_id: UUID,
    identity: IdentityInput,
    contact: Contact,
    proven: Proven,
    notice_version: int | None,
    notice_channel: str,
    reach: Reach | None = None,
) -> Admission:
    """The record under which this person's visit is written, told of the notice in force either way.

    Nothing of a record that was there is changed. Raises NotFound, Forbidden, InvalidInput, ConsentRequired,
    NoticeOutdated.
    """
    check_may(actor, Permission.PATIENT_CREATE, practice_id)
    # Two bookings at once of one newcomer see each other.
    lock_registrations(practice_id)
    known = _recognised(practice_id, _read(actor, practice_id, identity, contact), proven)
    if known is not None:
        record_notice(
            actor=actor,
            practice_id=practice_id,
            subject_id=known,
            notice_version=notice_version,
            channel=notice_channel,
        )
        return Admission(known, is_new=False)
    made = create_patient(
        actor=actor,
        practice_id=practice_id,
        identity=identity,
        contact=contact,
        notice_version=notice_version,
        notice_channel=notice_channel,
        confirm_not_duplicate=True,
        reach=reach,
        minor_may_wait=True,
    )
    return Admission(made.id, is_new=True)


def check_told(*, actor: Actor, practice_id: UUID, identity: IdentityInput, contact: Contact) -> bool:
    """Whether a guardian must agree before this person's record holds more than the minimum.

    Raises what `admit_patient` would refuse before it asks the database: NotFound, Forbidden, InvalidInput.
    """
    check_may(actor, Permission.PATIENT_CREATE, practice_id)
    reading = _read(actor, practice_id, identity, contact)
    check_asked(asked_fields(practice_id), Optional(reading.identity.sex.value, reading.contact))
    return reading.awaits_guardian


def recognise_patient(
    *, actor: Actor, practice_id: UUID, identity: IdentityInput, contact: Contact, proven: Proven
) -> UUID | None:
    """The record that `admit_patient` would take now, for whoever has proven its contact. Raises like it."""
    check_may(actor, Permission.PATIENT_CREATE, practice_id)
    return _recognised(practice_id, _read(actor, practice_id, identity, contact), proven)


def _read(actor: Actor, practice_id: UUID, identity: IdentityInput, contact: Contact) -> Reading:
    return read_newcomer(
        Newcomer(identity, contact),
        today=local_day(actor, practice_id),
        minor_may_wait=True,
        lower_ages=settings.GUARDIAN_LOWER_AGES,
    )


def _recognised(practice_id: UUID, reading: Reading, proven: Proven) -> UUID | None:
    """Exactly one record; two that fit are the desk's to compare. Two statements, whoever is or is not in the file."""
    alike: list[Patient] = list(candidates(practice_id, reading).prefetch_related(None))
    # Nobody's id keeps the second statement where nobody resembles: how long it takes must not tell.
    wanted = [NOBODY, *(one.id for one in alike)]
    numbers: dict[UUID, set[str]] = {}
    rows = PatientPhone.objects.filter(practice_id=practice_id, patient_id__in=wanted)
    for patient_id, e164 in rows.values_list("patient_id", "e164"):
        numbers.setdefault(patient_id, set()).add(e164)
    same = [one.id for one in alike if is_same_person(reading.identity, proven, one, numbers.get(one.id, ()))]
    return same[0] if len(same) == 1 else None
