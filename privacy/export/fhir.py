"""The same data as a FHIR R4 bundle: plain dictionaries, checked in the tests against the published shapes.

A collection of Patient, RelatedPerson, Consent and, for an access, Appointment and the medical file. No NIR (H-32).
"""

from collections.abc import Iterable
from datetime import datetime
from typing import Any
from uuid import UUID

from booking.lifecycle import Status
from booking.models import Appointment
from consent.decisions import Decision
from consent.models import ConsentRecord
from consent.purposes import TERMS, Purpose
from patients.enums import Relation
from patients.identity import Sex
from patients.lines import phones_of
from patients.models import Patient, RelatedPerson
from privacy.export.collect import Collected
from privacy.export.fhir_medical import medical_file

Resource = dict[str, Any]
_GENDERS = {Sex.MALE: "male", Sex.FEMALE: "female", Sex.UNKNOWN: "unknown"}
_ROLES = {
    Relation.PARENT: "PRN", Relation.GUARDIAN: "GUARD", Relation.SPOUSE: "SPS", Relation.CHILD: "CHILD",
    Relation.TRUSTED_PERSON: "NOK", Relation.CAREGIVER: "CAREGIVER",
}  # fmt: skip
_ROLE_CODE = "http://terminology.hl7.org/CodeSystem/v3-RoleCode"
_CONSENT_SCOPE = "http://terminology.hl7.org/CodeSystem/consentscope"
_CONSENT_CATEGORY = "http://loinc.org"
_YES = {Decision.GIVEN.value, Decision.ACCEPTED.value}


def bundle(
    collected: Collected, decisions: Iterable[ConsentRecord], *, at: datetime, export_id: UUID, is_whole: bool
) -> Resource:
    """`is_whole`: an access; otherwise only what the person provided. `export_id` is the watermark."""
    patient = collected.patient
    resources = [
        _patient(patient),
        *(_relative(one) for one in collected.relatives),
        *(_consent(one) for one in decisions),
        *(_care(collected) if is_whole else ()),
    ]
    return {
        "resourceType": "Bundle",
        "id": str(export_id),
        "meta": {"tag": [{"system": "urn:permanence:export", "code": str(export_id)}]},
        "type": "collection",
        "timestamp": at.isoformat(),
        "entry": [{"fullUrl": f"urn:uuid:{one['id']}", "resource": one} for one in resources],
    }


def _patient(patient: Patient) -> Resource:
    given = patient.given_names.split()
    names = [{"use": "usual", "family": patient.used_name, "given": given}]
    if patient.birth_name != patient.used_name:
        names.append({"use": "maiden", "family": patient.birth_name, "given": given})
    found: Resource = {
        "resourceType": "Patient",
        "id": str(patient.id),
        "name": names,
        "gender": _GENDERS[Sex(patient.sex)],
        "birthDate": patient.birth_date.isoformat(),
    }
    telecom = [{"system": "phone", "value": number} for number in phones_of(patient)]
    if patient.email:
        telecom.append({"system": "email", "value": patient.email})
    if telecom:
        found["telecom"] = telecom
    address = {
        "line": [patient.address_line] if patient.address_line else None,
        "postalCode": patient.postal_code,
        "city": patient.city,
        "country": patient.country,
    }
    if patient.address_line or patient.city:
        found["address"] = [{name: value for name, value in address.items() if value}]
    if patient.treating_doctor:
        found["generalPractitioner"] = [{"display": patient.treating_doctor}]
    return found


def _relative(one: RelatedPerson) -> Resource:
    other = one.related_patient
    label = str(one.get_relation_display())
    concept: Resource = {"text": label}
    if code := _ROLES.get(Relation(one.relation)):
        concept["coding"] = [{"system": _ROLE_CODE, "code": code}]
    period = {"start": one.starts_on.isoformat()}
    if one.ends_on:
        period["end"] = one.ends_on.isoformat()
    return {
        "resourceType": "RelatedPerson",
        "id": str(one.id),
        "patient": {"reference": f"urn:uuid:{one.patient_id}"},
        "relationship": [concept],
        "name": [{"text": f"{other.given_names} {other.used_name}" if other else one.name}],
        "period": period,
    }


def _consent(one: ConsentRecord) -> Resource:
    is_yes = one.decision in _YES
    return {
        "resourceType": "Consent",
        "id": str(one.id),
        "status": "active" if is_yes else "inactive",
        "scope": {"coding": [{"system": _CONSENT_SCOPE, "code": "patient-privacy"}]},
        "category": [{"coding": [{"system": _CONSENT_CATEGORY, "code": "59284-0"}]}],
        "patient": {"reference": f"urn:uuid:{one.subject_id}"},
        "dateTime": one.at.isoformat(),
        "policyRule": {"text": TERMS[Purpose(one.purpose)].label},
        "provision": {"type": "permit" if is_yes else "deny"},
    }


def _care(collected: Collected) -> list[Resource]:
    told = zip(collected.appointments, collected.data["appointments"], strict=True)
    return [*(_appointment(one, said) for one, said in told), *medical_file(collected)]


def _appointment(one: Appointment, said: dict[str, Any]) -> Resource:
    """`said`: what of its words may be told."""
    words = " · ".join(filter(None, (said["note"], said["over_the_rules"], said["kept_secret"], said["cancel_reason"])))
    return {
        "resourceType": "Appointment",
        "id": str(one.id),
        "status": one.status,
        "serviceType": [{"text": one.visit_reason.name}],
        "start": one.starts_at.isoformat(),
        "end": one.ends_at.isoformat(),
        "minutesDuration": one.duration_minutes,
        "participant": [
            {"actor": {"reference": f"urn:uuid:{one.patient_id}"}, "status": "accepted"},
            {"actor": {"display": one.practitioner.display_name}, "status": "accepted"},
            {"actor": {"display": one.location.name}, "status": "accepted"},
        ],
        **({"comment": words} if words else {}),
        **({"cancelationReason": {"text": one.get_cancelled_by_display()}} if _is_cancelled(one) else {}),
    }


def _is_cancelled(one: Appointment) -> bool:
    return one.status == Status.CANCELLED.value
