"""Everything one practice keeps of one person, as plain data, before any format. Nothing of it is written to disk.

Access (art. 15): all of it. Portability (art. 20): what the person provided, as `provided` cuts it out: their
identity, how to reach them, their relatives, what they decided. Not what the practice noted or worked out.
The NIR is masked (H-32: absent from exports), and relatives' numbers are left out (art. 15.4).
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from booking.lifecycle import LABELS, Status
from booking.local_time import local
from booking.models import Appointment
from consent.purposes import TERMS, Purpose
from consent.queries import decisions_of, records_of
from core.scoping import Actor
from crypto.sealed import open_all
from patients.lines import phones_of
from patients.local_day import DEFAULT_ZONE
from patients.models import Patient, RelatedPerson
from patients.nir import mask
from patients.queries import patient_in
from practices.models import Practice
from practices.permissions import Permission
from privacy.accesses import DOINGS, accesses_for_patient
from privacy.rights_queries import requests_about

# Facts of the record that the person told; the rest is the practice's own.
_IDENTITY = ("family_name", "birth_name", "given_names", "birth_date", "sex")
_CONTACT = ("phones", "email", "address", "treating_doctor", "referring_doctor")


@dataclass(frozen=True, slots=True, repr=False)
class Collected:
    """`data` is ready to be read; `patient` and the rows are for FHIR."""

    practice: Practice
    patient: Patient
    relatives: list[RelatedPerson]
    appointments: list[Appointment]
    data: dict[str, Any]


def collect(actor: Actor, patient_id: UUID, *, spares_secrecy: bool) -> Collected:
    """`spares_secrecy`: of a visit that the minor kept secret nothing is told to who asks for them (L1111-5).

    Nor the medical note, which may speak of one: whoever it is about asks for it themselves.

    The caller journals. Raises NotFound, Forbidden.
    """
    patient = patient_in(actor, patient_id, Permission.REQUEST_HANDLE)
    practice = Practice.objects.get(id=patient.practice_id)
    own = {"practice_id": practice.id, "patient": patient}
    relatives = list(RelatedPerson.objects.filter(**own).select_related("related_patient").order_by("starts_on", "id"))
    visits = _visits(own)
    spared = {one.id for one in visits if spares_secrecy and one.minor_secrecy}
    appointments = [one for one in visits if one.id not in spared]
    data = {
        "identity": {**_identity(patient), "identity_status": patient.identity_status},
        "contact": _contact(patient),
        "relatives": [_relative(one) for one in relatives],
        "medical_note": "" if spares_secrecy else _note(patient),
        "appointments": _told(appointments),
        "told": [
            {"at": _wall(one.at), "version": one.notice.version, "channel": one.channel}
            for one in records_of(practice.id, patient.id)
        ],
        "decisions": [
            {
                "at": _wall(one.at),
                "purpose": TERMS[Purpose(one.purpose)].label,
                "decision": one.decision,
                "channel": one.channel,
            }
            for one in decisions_of(practice.id, patient.id)
        ],
        "accesses": [
            {"at": _wall(one.at), "what": one.said, "kind": DOINGS[one.doing], "by": one.role or "Le système"}
            for one in accesses_for_patient(practice.id, patient.id, spared=spared)
        ],
        "requests": [
            {"reference": one.reference, "right": one.get_kind_display(), "received_on": one.received_on.isoformat()}
            for one in requests_about(practice.id, patient.id)
        ],
        "purposes": [{"purpose": terms.label, "basis": terms.basis.value} for terms in TERMS.values()],
    }
    return Collected(practice, patient, relatives, appointments, data)


def _wall(at: datetime) -> str:
    """The clock on the wall, with its offset: people read it."""
    return local(at, DEFAULT_ZONE).isoformat()


def provided(collected: Collected) -> dict[str, Any]:
    """ST-29: only what the person provided, out of the same data."""
    data = collected.data
    return {
        "identity": {name: data["identity"][name] for name in _IDENTITY},
        "contact": {name: data["contact"][name] for name in _CONTACT},
        "relatives": data["relatives"],
        "decisions": data["decisions"],
    }


def _identity(patient: Patient) -> dict[str, Any]:
    return {
        "family_name": patient.used_name,
        "birth_name": patient.birth_name,
        "given_names": patient.given_names,
        "birth_date": patient.birth_date.isoformat(),
        "sex": patient.sex,
        "nir_masked": mask(patient.nir.open()) if patient.nir is not None else "",
    }


def _contact(patient: Patient) -> dict[str, Any]:
    return {
        "phones": list(phones_of(patient)),
        "email": patient.email,
        "address": {
            "line": patient.address_line,
            "postal_code": patient.postal_code,
            "city": patient.city,
            "country": patient.country,
        },
        "treating_doctor": patient.treating_doctor,
        "referring_doctor": patient.referring_doctor,
    }


def _relative(one: RelatedPerson) -> dict[str, Any]:
    other = one.related_patient
    return {
        "name": f"{other.given_names} {other.used_name}" if other else one.name,
        "relation": one.get_relation_display(),
        "scope": one.get_scope_display(),
        "since": one.starts_on.isoformat(),
        "until": one.ends_on.isoformat() if one.ends_on else None,
    }


def _note(patient: Patient) -> str:
    return patient.medical_note.open() if patient.medical_note is not None else ""


def _visits(own: dict[str, Any]) -> list[Appointment]:
    rows = Appointment.objects.filter(**own).exclude(status=Status.ENTERED_IN_ERROR.value)
    return list(
        rows.select_related("visit_reason", "practitioner", "practitioner_role", "location").order_by("starts_at")
    )


def _told(appointments: list[Appointment]) -> list[dict[str, Any]]:
    notes = open_all(one.note for one in appointments)
    reasons = open_all(one.cancel_reason for one in appointments)
    return [
        {
            "start": local(one.starts_at, one.location.timezone).isoformat(),
            "end": local(one.ends_at, one.location.timezone).isoformat(),
            "status": LABELS[Status(one.status)],
            "reason": one.visit_reason.name,
            "practitioner": one.practitioner.display_name,
            "place": one.location.name,
            "note": note or "",
            "cancel_reason": reason or "",
        }
        for one, note, reason in zip(appointments, notes, reasons, strict=True)
    ]
