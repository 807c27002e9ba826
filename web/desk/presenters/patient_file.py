"""The patient's file as a page shows it."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.urls import reverse

from booking.models import Appointment
from patients.identity import IdentityStatus, Sex
from patients.lines import line_of, phones_of
from patients.models import Patient, RelatedPerson
from patients.queries import NirShown
from practices.zones import zone_of
from web import french
from web.desk.presenters.marks import Mark, marks
from web.desk.presenters.people import SEXES, STATUSES, born
from web.desk.presenters.visits import Visit, latest_first

NIR_GROUPS = (1, 2, 2, 2, 3, 3, 2)


@dataclass(frozen=True, slots=True)
class Relative:
    name: str
    relation: str
    scope: str
    phone: str
    dates: str
    end_url: str


@dataclass(frozen=True, slots=True)
class PatientFile:
    """Everything shown without a disclosure."""

    id: UUID
    family_name: str
    birth_name: str
    given_names: str
    born: str
    birth_date: str
    age: str
    sex: str
    identity_status: str
    marks: list[Mark]
    phones: list[str]
    email: str
    address: str
    treating_doctor: str
    referring_doctor: str
    nir_masked: str
    nir_warnings: list[str]
    visits: list[Visit]
    relatives: list[Relative]
    restricted_on: str = ""
    death_reported_on: str = ""


def patient_file(
    known: Patient,
    nir: NirShown | None,
    visits: Iterable[Appointment],
    relatives: Iterable[RelatedPerson],
    *,
    now: datetime,
) -> PatientFile:
    zone = zone_of(known.practice_id)
    today = french.local(now, zone).date()
    town = f"{known.postal_code} {known.city}".strip()
    return PatientFile(
        id=known.id,
        family_name=known.used_name.upper(),
        birth_name=known.birth_name.upper(),
        given_names=known.given_names,
        born=f"{born(known.sex)} le {french.short_day(known.birth_date)}",
        birth_date=french.short_day(known.birth_date),
        age=french.age(known.birth_date, today),
        sex=SEXES[Sex(known.sex)],
        identity_status=STATUSES[IdentityStatus(known.identity_status)],
        marks=marks(
            is_doubtful=known.is_doubtful,
            is_namesake=known.is_namesake,
            is_restricted=known.restricted_at is not None,
        ),
        death_reported_on=french.short_day(french.local(known.death_reported_at, zone).date())
        if known.death_reported_at
        else "",
        restricted_on=french.short_day(french.local(known.restricted_at, zone).date()) if known.restricted_at else "",
        phones=[french.phone(number) for number in phones_of(known)],
        email=known.email,
        address=", ".join(part for part in (known.address_line, town) if part),
        treating_doctor=known.treating_doctor,
        referring_doctor=known.referring_doctor,
        nir_masked=nir.masked if nir else "",
        nir_warnings=[mismatch.detail for mismatch in nir.warnings] if nir else [],
        visits=latest_first(visits),
        relatives=[_relative(one) for one in relatives if one.ends_on is None or one.ends_on > today],
    )


def form_values(known: Patient) -> dict[str, Any]:
    """What the change form starts with."""
    line = line_of(known)
    return {
        "birth_date": french.short_day(known.birth_date),
        "family_name": known.used_name,
        "given_names": known.given_names,
        "birth_name": known.birth_name if known.birth_name != known.used_name else "",
        "sex": known.sex,
        "phone": ", ".join(french.phone(number) for number in line.phones),
        "email": known.email,
        "address_line": known.address_line,
        "postal_code": known.postal_code,
        "city": known.city,
        "treating_doctor": known.treating_doctor,
        "referring_doctor": known.referring_doctor,
    }


def file_links(patient_id: UUID) -> dict[str, str]:
    """The addresses of the file's acts."""
    names = {
        "here": "patient",
        "edit": "patient-edit",
        "note": "patient-note",
        "write_note": "patient-note-write",
        "nir": "patient-nir",
        "relatives": "patient-relatives",
        "request": "patient-request",
        "tell": "patient-tell",
        "choose": "patient-choose",
        "read_shared": "patient-shared-read",
        "share": "patient-share",
        "death": "patient-death",
        "stop_death": "patient-death-stop",
    }
    return {key: reverse(f"desk:{name}", args=[patient_id]) for key, name in names.items()}


def spaced_nir(nir: str) -> str:
    """« 2 84 03 54 395 001 67 »: in the groups in which it is read aloud."""
    parts, at = [], 0
    for length in NIR_GROUPS:
        parts.append(nir[at : at + length])
        at += length
    return " ".join(part for part in parts if part)


def _relative(one: RelatedPerson) -> Relative:
    other = one.related_patient
    return Relative(
        name=f"{other.given_names} {other.used_name.upper()}" if other else one.name,
        relation=one.get_relation_display(),
        scope=one.get_scope_display(),
        phone=french.phone(one.phone) if one.phone else "",
        dates=f"depuis le {french.short_day(one.starts_on)}",
        end_url=reverse("desk:patient-relative-end", args=[one.patient_id, one.id]),
    )
