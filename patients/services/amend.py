"""Changing what is known of a patient: traits, contact, NIR. What is not given stays as it is."""

from dataclasses import dataclass, replace
from datetime import date
from uuid import UUID

from django.conf import settings
from django.db import transaction

from audit import services as audit
from audit.actions import Action
from audit.details import Scalar
from consent.guardians import guardian_required
from core import clock
from core.errors import VersionMismatch
from core.scoping import Actor
from patients.asked import Optional, check_asked
from patients.contact import Contact
from patients.errors import GuardianConsentRequired
from patients.identity import IdentityInput
from patients.identity_status import STRICT_TRAITS, IdentityEvent
from patients.lines import phones_of
from patients.local_day import local_day
from patients.locks import lock_registrations
from patients.models import Patient, PatientPhone
from patients.newcomer import Newcomer, Reading, check_minimum, read_newcomer
from patients.nir import Nir
from patients.nir_lookups import count_nir_lookup
from patients.nir_tokens import check_nobody_else_holds, replace_token
from patients.plain_text import Address
from patients.queries import journal_reading, patient_to_change
from patients.services.identity import keep_event
from practices.instructions import asked_fields
from practices.permissions import Permission


@dataclass(frozen=True, slots=True, repr=False)
class PatientChanges:
    """None leaves a value as it is; "" clears what may be empty. `phones` and `address` are replaced whole."""

    family_name: str | None = None
    birth_name: str | None = None
    given_names: str | None = None
    birth_date: date | None = None
    sex: str | None = None
    phones: tuple[str, ...] | None = None
    email: str | None = None
    address: Address | None = None
    treating_practitioner: str | None = None
    referring_practitioner: str | None = None
    nir: str | None = None


@transaction.atomic
def update_patient(*, actor: Actor, patient_id: UUID, changes: PatientChanges, version: int | None = None) -> Patient:
    """Change one patient; `version` is the one the caller read, None accepts whatever is there.

    Raises NotFound, Forbidden, VersionMismatch, InvalidInput (wrong, or asked by nobody), InvalidNir,
    GuardianConsentRequired, TooManyNirLookups, NirAlreadyKnown.
    """
    patient = patient_to_change(actor, patient_id, Permission.PATIENT_UPDATE)
    if version is not None and version != patient.version:
        raise VersionMismatch()
    today = local_day(actor, patient.practice_id)
    reading = read_newcomer(_told(patient, changes), today=today, check_the_age=False)
    _check_asked(patient, reading)
    _check_guardian(patient, changes, reading, today)
    changed = _apply(actor, patient, reading)
    if changes.phones is not None and _replace_phones(patient, reading.contact.phones):
        changed.append("phones")
    if changes.nir is not None:
        _change_nir(actor, patient, reading.nir)
        changed.append("nir")
    if changed:
        _save(actor, patient, changed)
    else:
        journal_reading(actor, patient)  # nothing to change, but the file goes back to whoever asked
    return patient


def _check_guardian(patient: Patient, changes: PatientChanges, reading: Reading, today: date) -> None:
    """A child who waits for a guardian keeps the minimum; nobody becomes a child by a correction without one."""
    lower_ages, residence = settings.GUARDIAN_LOWER_AGES, reading.contact.address.country
    is_minor = guardian_required(reading.identity.birth_date, today, residence, lower_ages=lower_ages)
    if patient.awaits_guardian:
        if is_minor:
            check_minimum(reading.contact, has_nir=reading.nir is not None)
        patient.awaits_guardian = is_minor
        return
    was_minor = guardian_required(patient.birth_date, today, patient.country, lower_ages=lower_ages)
    if changes.birth_date is not None and is_minor and not was_minor:
        raise GuardianConsentRequired()


def _told(patient: Patient, changes: PatientChanges) -> Newcomer:
    """The patient as known, with the changes laid over."""
    known = IdentityInput(
        family_name=patient.used_name,
        given_names=patient.given_names,
        birth_date=patient.birth_date,
        birth_name=patient.birth_name,
        sex=patient.sex,
    )
    given = {name: value for name in PatientChanges.__slots__ if (value := getattr(changes, name)) is not None}
    nir = given.pop("nir", "")
    traits = {name: given.pop(name) for name in IdentityInput.__slots__ if name in given}
    return Newcomer(replace(known, **traits), replace(_contact(patient), **given), nir)


def _check_asked(patient: Patient, reading: Reading) -> None:
    """What was collected before may stay, or go; nothing more of it is taken once nobody asks it."""
    told = Optional(reading.identity.sex.value, reading.contact, reading.nir.full if reading.nir else "")
    check_asked(asked_fields(patient.practice_id), told, Optional(patient.sex, _contact(patient)))


def _contact(patient: Patient) -> Contact:
    return Contact(
        phones=phones_of(patient),
        email=patient.email,
        address=Address(patient.address_line, patient.postal_code, patient.city, patient.country),
        treating_practitioner=patient.treating_doctor,
        referring_practitioner=patient.referring_doctor,
    )


def _apply(actor: Actor, patient: Patient, reading: Reading) -> list[str]:
    """Write the readings into the instance; returns the columns that changed."""
    identity, contact = reading.identity, reading.contact
    wanted: dict[str, object] = {
        "used_name": identity.family_name,
        "birth_name": identity.birth_name,
        "given_names": identity.given_names,
        "birth_date": identity.birth_date,
        "sex": identity.sex.value,
        "email": contact.email,
        "address_line": contact.address.line,
        "postal_code": contact.address.postal_code,
        "city": contact.address.city,
        "country": contact.address.country,
        "treating_doctor": contact.treating_practitioner,
        "referring_doctor": contact.referring_practitioner,
    }
    changed = [column for column, value in wanted.items() if getattr(patient, column) != value]
    replaced = {column: str(getattr(patient, column)) for column in STRICT_TRAITS if column in changed}
    for column in changed:
        setattr(patient, column, wanted[column])
    patient.search_used_name = identity.search_family_name
    patient.search_birth_name = identity.search_birth_name
    patient.search_given_names = identity.search_given_names
    if replaced:
        keep_event(actor, patient, IdentityEvent.TRAITS_CHANGED, former_traits=replaced)
    return changed


def _replace_phones(patient: Patient, phones: tuple[str, ...]) -> bool:
    if phones_of(patient) == phones:
        return False
    PatientPhone.objects.filter(practice_id=patient.practice_id, patient=patient).delete()
    PatientPhone.objects.bulk_create(
        PatientPhone(practice_id=patient.practice_id, patient=patient, e164=e164, position=position)
        for position, e164 in enumerate(phones)
    )
    return True


def _change_nir(actor: Actor, patient: Patient, nir: Nir | None) -> None:
    if nir is not None:
        lock_registrations(patient.practice_id)
        count_nir_lookup(actor)
        check_nobody_else_holds(patient.practice_id, nir, patient.id)
    patient.nir = nir.full if nir else None
    replace_token(patient, nir)


def _save(actor: Actor, patient: Patient, changed: list[str]) -> None:
    patient.version += 1
    patient.updated_at = clock.now()
    columns = [name for name in changed if name != "phones"]
    search = ["search_used_name", "search_birth_name", "search_given_names"]
    patient.save(update_fields=[*columns, *search, "identity_status", "awaits_guardian", "version", "updated_at"])
    details: dict[str, Scalar] = {f"{name}_changed": True for name in changed}
    if "nir" in changed and patient.nir is not None:
        details["nir_digest"] = patient.nir.digest
    audit.record(
        actor=actor,
        action=Action.PATIENT_UPDATED,
        practice_id=patient.practice_id,
        entity=("patient", patient.id),
        patient_id=patient.id,
        details={"version": patient.version, **details},
    )
