"""Everything one practice keeps of one person, as plain data, before any format. Nothing of it is written to disk.

Access (art. 15): all of it. Portability (art. 20): what the person provided, as `provided` cuts it out: their
identity, how to reach them, their relatives, what they decided and want. Not what the practice noted or worked out.
The NIR is masked (H-32: absent from exports), and relatives' numbers are left out (art. 15.4).
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from booking.consigne_answers import answered_for
from booking.lifecycle import LABELS, Status
from booking.local_time import local
from booking.models import Appointment
from consent.models import GuardianLink
from consent.purposes import TERMS, Purpose
from consent.queries import decisions_of, records_of
from core.scoping import Actor
from crypto.sealed import open_all
from online.models import AppointmentLink, EarlierWish
from patients.erasable import Person, keepers
from patients.lines import phones_of
from patients.models import Patient, RelatedPerson
from patients.nir import mask
from patients.queries import patient_in
from practices.models import Practice
from practices.permissions import Permission
from practices.zones import zone_of
from privacy.accesses import DOINGS, Seen, accesses_for_patient
from privacy.export import evidence, exchanges
from privacy.export.told import Wall, clocks

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

    Nor the medical note, which may speak of one: whoever it is about asks for it themselves. Nor what they asked.

    The caller journals. Raises NotFound, Forbidden.
    """
    patient = patient_in(actor, patient_id, Permission.REQUEST_HANDLE)
    practice = Practice.objects.get(id=patient.practice_id)
    own, wall = {"practice_id": practice.id, "patient": patient}, clocks(zone_of(practice.id))
    relatives = list(RelatedPerson.objects.filter(**own).select_related("related_patient").order_by("starts_on", "id"))
    visits = _visits(own)
    spared = {one.id for one in visits if spares_secrecy and one.minor_secrecy}
    appointments = [one for one in visits if one.id not in spared]
    unsaid = exchanges.own_requests(practice.id, patient.id) if spares_secrecy else set[UUID]()
    data = {
        "identity": {**_identity(patient), "identity_status": patient.identity_status},
        "contact": _contact(patient),
        "relatives": [_relative(one) for one in relatives],
        "medical_note": "" if spares_secrecy else _note(patient),
        "shared_items": [] if spares_secrecy else evidence.shared_items(wall, practice.id, patient.id),
        "appointments": _told(wall, appointments),
        # A message may speak of a visit that the minor kept secret.
        "urgencies": [] if spares_secrecy else exchanges.urgencies(wall, practice.id, patient.id),
        "practitioner_messages": []
        if spares_secrecy
        else exchanges.practitioner_messages(wall, practice.id, patient.id),
        **_evidence(wall, patient, spared, spares_secrecy=spares_secrecy),
        **_exchanges(wall, patient, appointments, spared),
        "accesses": [
            _access(wall, one) for one in accesses_for_patient(practice.id, patient.id, spared=spared, unsaid=unsaid)
        ],
        "requests": exchanges.requests(wall, practice.id, patient.id, unsaid),
        "accounts": [] if spares_secrecy else evidence.accounts(wall, practice.id, patient.id),
        # Said by whoever leaves something out: see `medical_parts`.
        "asked_apart": "",
        "purposes": [{"purpose": terms.label, "basis": terms.basis.value} for terms in TERMS.values()],
    }
    return Collected(practice, patient, relatives, appointments, data)


def _access(wall: Wall, one: Seen) -> dict[str, Any]:
    """Who, when, for which call or reason (ST-02)."""
    return {
        "at": wall(one.at),
        "what": one.said,
        "kind": DOINGS[one.doing],
        "by": one.by,
        "call_at": wall(one.call_at) if one.call_at else "",
        "reason": one.reason,
    }


def _evidence(wall: Wall, patient: Patient, spared: set[UUID], *, spares_secrecy: bool) -> dict[str, Any]:
    """What was told, decided, answered, wanted, changed, kept and erased."""
    practice_id, patient_id = patient.practice_id, patient.id
    return {
        "told": [
            {"at": wall(one.at), "version": one.notice.version, "channel": one.channel}
            for one in records_of(practice_id, patient_id)
        ],
        "decisions": [
            {
                "at": wall(one.at),
                "purpose": TERMS[Purpose(one.purpose)].label,
                "decision": one.decision,
                "reach": one.reach,
                "channel": one.channel,
            }
            for one in decisions_of(practice_id, patient_id)
        ],
        "guardian_answers": evidence.answers_of_guardians(wall, practice_id, patient_id, spared),
        "guardian_links": evidence.links_to_guardians(wall, practice_id, patient_id, spared),
        "directives": [] if spares_secrecy else evidence.directives(wall, practice_id, patient_id),
        "identity_changes": evidence.identity_changes(wall, practice_id, patient_id),
        # What was decided after missed visits may say that there was one more than is told.
        "attendance_measures": [] if spared else evidence.attendance_measures(wall, practice_id, patient_id),
        "merges": evidence.merges(wall, practice_id, patient_id),
        "holds": evidence.holds(wall, practice_id, patient_id),
        "death_reports": evidence.deaths(wall, practice_id, patient_id),
        "erasures": evidence.erasures(wall, practice_id, patient_id),
    }


def _exchanges(wall: Wall, patient: Patient, appointments: list[Appointment], spared: set[UUID]) -> dict[str, Any]:
    """Of a secret visit not even the call is told: with one, a call is told by what else was done in it."""
    practice_id, patient_id = patient.practice_id, patient.id
    rows = (appointments, decisions_of(practice_id, patient_id), records_of(practice_id, patient_id))
    named = {one.call_id for each in rows for one in each if one.call_id is not None}
    secret = Appointment.objects.filter(id__in=spared, call_id__isnull=False).values_list("call_id", flat=True)
    person = Person(practice_id, (patient_id,), patient_id)
    ids = {row_id for keeper in keepers() for row_id in keeper.row_ids(person)}
    return {
        "calls": exchanges.calls(wall, patient, named - set(secret), by_number=not spared),
        "deliveries": exchanges.deliveries(wall, practice_id, [one.id for one in appointments]),
        "replies": exchanges.replies(wall, patient, [one.id for one in appointments], by_number=not spared),
        "messages": exchanges.messages(wall, practice_id, ids - _about(practice_id, spared)),
    }


def _about(practice_id: UUID, spared: set[UUID]) -> set[UUID]:
    """The spared visits, and the links that a guardian was sent about them."""
    links = GuardianLink.objects.filter(practice_id=practice_id, appointment_id__in=spared)
    return spared | set(links.values_list("id", flat=True))


def provided(collected: Collected) -> dict[str, Any]:
    """ST-29: only what the person provided, out of the same data."""
    data = collected.data
    return {
        "identity": {name: data["identity"][name] for name in _IDENTITY},
        "contact": {name: data["contact"][name] for name in _CONTACT},
        "relatives": data["relatives"],
        "decisions": data["decisions"],
        "directives": data["directives"],
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


def _told(wall: Wall, appointments: list[Appointment]) -> list[dict[str, Any]]:
    notes = open_all(one.note for one in appointments)
    reasons = open_all(one.cancel_reason for one in appointments)
    overs = open_all(one.override_reason for one in appointments)
    secrets = open_all(one.secrecy_reason for one in appointments)
    contacts = open_all(one.own_contact for one in appointments)
    answered = [answered_for(one) for one in appointments]
    coming, wishes = _said_coming(wall, appointments), _wished(wall, appointments)
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
            "over_the_rules": over or "",
            "kept_secret": secret or "",
            "own_contact": contact or "",
            "wished_sooner_at": wishes.get(one.id, ""),
            "absence_excused_at": wall(one.absence_excused_at) if one.absence_excused_at else "",
            "said_coming_at": coming.get((one.id, one.starts_at), "") or _said_by_sms(wall, one),
            "consignes": [{"asked": a.asked, "answer": a.answer, "words": a.words} for a in answers],
        }
        for one, note, reason, over, secret, contact, answers in zip(
            appointments, notes, reasons, overs, secrets, contacts, answered, strict=True
        )
    ]


def _said_by_sms(wall: Wall, one: Appointment) -> str:
    return wall(one.presence_at) if one.presence is not None and one.presence_at is not None else ""


def _said_coming(wall: Wall, appointments: list[Appointment]) -> dict[tuple[UUID, datetime], str]:
    """When the holder of a visit's link said that they will come, for the hour it then had."""
    links = AppointmentLink.objects.filter(
        appointment_id__in=[one.id for one in appointments], presence_at__isnull=False
    )
    said = links.order_by("presence_at").values_list("appointment_id", "presence_for", "presence_at")
    return {(visit, start): wall(at) for visit, start, at in said if start is not None and at is not None}


def _wished(wall: Wall, appointments: list[Appointment]) -> dict[UUID, str]:
    """Since when they would have had it sooner, whether or not they still would."""
    rows = EarlierWish.objects.filter(appointment_id__in=[one.id for one in appointments], replaces=False)
    rows = rows.order_by("-since")
    return {visit: wall(since) for visit, since in rows.values_list("appointment_id", "since")}
