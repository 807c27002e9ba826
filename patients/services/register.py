"""Recording new patients: informed first, compared with those already known, then written whole or not at all."""

from collections.abc import Sequence
from uuid import UUID

from django.conf import settings
from django.db import transaction

from audit import services as audit
from audit.actions import Action
from consent.decisions import Reach
from consent.purposes import Purpose
from consent.services import accept_purpose, record_notices
from core import clock
from core.ids import new_id
from core.scoping import Actor
from crypto.keyring import create_patient_keys, holding_keys
from patients.asked import Optional, check_asked
from patients.contact import Contact
from patients.duplicates import probable_duplicates
from patients.errors import ProbableDuplicate
from patients.identity import IdentityInput
from patients.local_day import local_day
from patients.locks import lock_registrations
from patients.models import Patient, PatientPhone
from patients.newcomer import NO_CONTACT, Newcomer, Reading, read_newcomer
from patients.nir_lookups import count_nir_lookup
from patients.nir_tokens import add_tokens, check_nobody_else_holds
from patients.services.choices import check_reach
from practices.asked_fields import AskedField
from practices.instructions import asked_fields
from practices.permissions import Permission, check_may

_BATCH = 1000


@transaction.atomic
def create_patient(
    *,
    actor: Actor,
    practice_id: UUID,
    identity: IdentityInput,
    contact: Contact = NO_CONTACT,
    nir: str = "",
    notice_version: int | None,
    notice_channel: str,
    confirm_not_duplicate: bool = False,
    reach: Reach | None = None,
    minor_may_wait: bool = False,
    call_id: UUID | None = None,
) -> Patient:
    """Record one person of a practice, told of the notice in force; the identity is provisional (I-72).

    `reach` is how the person chose to be reminded of visits (ST-13).
    With `minor_may_wait` a child is recorded with the minimum, until a guardian agrees or the wait ends (ST-44).
    Raises NotFound, Forbidden, InvalidInput (every wrong field, every one that nobody asks), InvalidNir,
    GuardianConsentRequired, ConsentRequired, NoticeOutdated, TooManyNirLookups, ProbableDuplicate
    unless confirmed, NirAlreadyKnown even then.
    """
    check_may(actor, Permission.PATIENT_CREATE, practice_id)
    reading = read_newcomer(
        Newcomer(identity, contact, nir),
        today=local_day(actor, practice_id),
        minor_may_wait=minor_may_wait,
        lower_ages=settings.GUARDIAN_LOWER_AGES,
    )
    _check_asked(asked_fields(practice_id), reading)
    patient_id = new_id()
    # Before the look-ups: with a refused notice they would answer without being counted.
    _inform(actor, practice_id, [patient_id], notice_version, notice_channel, call_id)
    lock_registrations(practice_id)
    if reading.nir:
        count_nir_lookup(actor)
    if not confirm_not_duplicate:
        _check_not_duplicate(practice_id, reading)
    if reading.nir:
        check_nobody_else_holds(practice_id, reading.nir)
    (patient,) = _write(actor, practice_id, [(patient_id, reading)], notice_channel)
    if reach is not None:
        check_reach(reach, has_phone=bool(reading.contact.phones), has_email=bool(reading.contact.email))
        accept_purpose(
            actor=actor,
            practice_id=practice_id,
            subject_id=patient_id,
            purpose=Purpose.REMINDERS,
            reach=reach,
            channel=notice_channel,
            call_id=call_id,
        )
    return patient


@transaction.atomic
def create_patients(
    *,
    actor: Actor,
    practice_id: UUID,
    newcomers: Sequence[Newcomer],
    notice_version: int,
    notice_channel: str,
) -> list[Patient]:
    """Record many persons in a handful of statements: a take-over or demonstration data.

    The same readings and refusals as `create_patient`, without the search for probable duplicates:
    who imports a file has compared it. Two equal NIRs are refused by the database.
    """
    check_may(actor, Permission.PATIENT_CREATE, practice_id)
    today = local_day(actor, practice_id)
    asked = asked_fields(practice_id)
    readings = [
        (new_id(), read_newcomer(newcomer, today=today, lower_ages=settings.GUARDIAN_LOWER_AGES))
        for newcomer in newcomers
    ]
    for _, reading in readings:
        _check_asked(asked, reading)
    _inform(actor, practice_id, [patient_id for patient_id, _ in readings], notice_version, notice_channel)
    lock_registrations(practice_id)
    return _write(actor, practice_id, readings, notice_channel)


def write_taken_over(actor: Actor, practice_id: UUID, readings: Sequence[Reading], notice_version: int) -> None:
    """The same for lines that were read and compared; inside the transaction and under the lock of who compared them.

    Raises NoticeOutdated.
    """
    told = [(new_id(), reading) for reading in readings]
    channel = actor.channel.value
    _inform(actor, practice_id, [patient_id for patient_id, _ in told], notice_version, channel)
    _write(actor, practice_id, told, channel)


def _check_asked(asked: frozenset[AskedField], reading: Reading) -> None:
    told = Optional(reading.identity.sex.value, reading.contact, reading.nir.full if reading.nir else "")
    check_asked(asked, told)


def _inform(
    actor: Actor,
    practice_id: UUID,
    patient_ids: Sequence[UUID],
    notice_version: int | None,
    channel: str,
    call_id: UUID | None = None,
) -> None:
    record_notices(
        actor=actor,
        practice_id=practice_id,
        subject_ids=patient_ids,
        notice_version=notice_version,
        channel=channel,
        call_id=call_id,
    )


def _check_not_duplicate(practice_id: UUID, reading: Reading) -> None:
    candidates = probable_duplicates(practice_id, reading)
    if candidates:
        raise ProbableDuplicate(candidates=[str(candidate) for candidate in candidates])


def _write(actor: Actor, practice_id: UUID, readings: Sequence[tuple[UUID, Reading]], channel: str) -> list[Patient]:
    now = clock.now()
    carriers = [(_patient(practice_id, patient_id, reading), reading) for patient_id, reading in readings]
    patients = [patient for patient, _ in carriers]
    for patient in patients:
        # The door through which the person was told is the one through which they were asked (ST-07).
        patient.collected_via, patient.collected_by_id = channel, actor.user_id
        patient.created_at = patient.updated_at = now
    with holding_keys():
        create_patient_keys((patient.id, practice_id) for patient in patients)
        Patient.objects.bulk_create(patients, batch_size=_BATCH)
    PatientPhone.objects.bulk_create(
        [
            PatientPhone(practice_id=practice_id, patient=patient, e164=e164, position=position)
            for patient, reading in carriers
            for position, e164 in enumerate(reading.contact.phones)
        ],
        batch_size=_BATCH,
    )
    add_tokens((patient, reading.nir) for patient, reading in carriers)
    audit.record_many(_created(actor, patient) for patient in patients)
    return patients


def _patient(practice_id: UUID, patient_id: UUID, reading: Reading) -> Patient:
    identity, contact = reading.identity, reading.contact
    return Patient(
        id=patient_id,
        practice_id=practice_id,
        birth_name=identity.birth_name,
        used_name=identity.family_name,
        given_names=identity.given_names,
        search_birth_name=identity.search_birth_name,
        search_used_name=identity.search_family_name,
        search_given_names=identity.search_given_names,
        birth_date=identity.birth_date,
        sex=identity.sex.value,
        email=contact.email,
        address_line=contact.address.line,
        postal_code=contact.address.postal_code,
        city=contact.address.city,
        country=contact.address.country,
        treating_doctor=contact.treating_practitioner,
        referring_doctor=contact.referring_practitioner,
        nir=reading.nir.full if reading.nir else None,
        awaits_guardian=reading.awaits_guardian,
    )


def _created(actor: Actor, patient: Patient) -> audit.Event:
    nir = patient.nir
    return audit.Event(
        actor=actor,
        action=Action.PATIENT_CREATED,
        practice_id=patient.practice_id,
        entity=("patient", patient.id),
        patient_id=patient.id,
        details={"nir_digest": nir.digest} if nir is not None else {},
    )
