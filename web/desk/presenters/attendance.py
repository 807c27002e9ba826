"""Missed visits and what was decided after them, as the desk says it: a sentence that tells what to do."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.urls import reverse

from booking.fairness import GRADES, Grade, proposed
from booking.measures import absences_counted, in_force, measures_of, standing_measure
from booking.models import Appointment, AttendanceMeasure
from core import clock
from patients.lines import PatientLine
from practices.zones import zone_of
from telephony_adapters.numbers import display_phone
from web import french

# What whoever is on the telephone with the patient does about it.
TO_DO = {
    Grade.REMINDER_CALL: "À rappeler avant chaque rendez-vous",
    Grade.MUST_CONFIRM: "Doit confirmer chaque rendez-vous, par le lien reçu ou par téléphone : dites-le-lui",
    Grade.PHONE_ONLY: "Prend ses rendez-vous par téléphone seulement : réservez comme d'habitude",
}


@dataclass(frozen=True, slots=True)
class Measure:
    """`lift_url` is empty once it is over."""

    what: str
    cause: str
    decided: str
    until: str
    lift_url: str


@dataclass(frozen=True, slots=True)
class AttendanceCard:
    """`absences` counts those of twelve months that nobody excused; `proposed` is the grade that they suggest."""

    absences: str
    proposed: str
    proposal: str
    standing: list[Measure]
    over: list[Measure]


@dataclass(frozen=True, slots=True)
class ToRing:
    """One visit to ring about."""

    id: UUID
    who: str
    when: str
    practitioner: str
    practice: str
    phones: list[tuple[str, str]]
    visit_url: str
    said_url: str
    version: int


def attendance_card(practice_id: UUID, patient_id: UUID) -> AttendanceCard:
    count = absences_counted(practice_id, patient_id)
    grade = proposed(count)
    current = {one.id for one in in_force(practice_id, clock.now()).filter(patient=patient_id)}
    rows, zone = measures_of(practice_id, patient_id), zone_of(practice_id)
    return AttendanceCard(
        absences=french.count(count, "absence") if count else "",
        proposed=grade.value if grade else "",
        proposal=GRADES[grade] if grade else "",
        standing=[_measure(one, zone, is_over=False) for one in rows if one.id in current],
        over=[_measure(one, zone, is_over=True) for one in rows if one.id not in current],
    )


def sentence_for(practice_id: UUID, patient_id: UUID) -> str:
    """What to do about the measure in force, "" when there is none."""
    found = standing_measure(practice_id, patient_id)
    return f"{TO_DO[Grade(found.grade)]} (jusqu'au {_day(found.ends_at, zone_of(practice_id))})." if found else ""


def to_ring(visit: Appointment, patient: PatientLine) -> ToRing:
    return ToRing(
        id=visit.id,
        who=f"{patient.family_name.upper()} {patient.given_names}",
        when=french.when(visit.starts_at, visit.location.timezone),
        practitioner=visit.practitioner.display_name,
        practice=visit.practice.name,
        phones=[(number, display_phone(number)) for number in patient.phones],
        visit_url=reverse("desk:appointment", args=[visit.id]),
        said_url=reverse("desk:appointment-attend", args=[visit.id, "vient"]),
        version=visit.version,
    )


def _measure(one: AttendanceMeasure, zone: str, *, is_over: bool) -> Measure:
    by = f" par {one.decided_by.display_name}" if one.decided_by else ""
    lifted = f"levée le {_day(one.lifted_at, zone)}" if one.lifted_at else ""
    return Measure(
        what=one.get_grade_display(),
        cause=one.get_cause_display(),
        decided=f"décidée le {_day(one.decided_at, zone)}{by}",
        until=lifted or f"{'terminée le' if is_over else 'jusqu’au'} {_day(one.ends_at, zone)}",
        lift_url="" if is_over else reverse("desk:patient-measure-lift", args=[one.patient_id, one.id]),
    )


def _day(instant: datetime, zone: str) -> str:
    return french.short_day(french.local(instant, zone).date())
