"""Whom a visit is for: what a booking, a search and a move must know of a patient, in one statement."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, NamedTuple
from uuid import UUID

from django.db.models import Exists, OuterRef, QuerySet

from booking.lifecycle import Status
from booking.measures import by_phone_only
from booking.models import Appointment
from core import clock
from core.compiled import Compiled
from core.errors import NotFound
from patients.errors import PatientMerged
from patients.limits import check_limits
from patients.models import Patient, PatientPhone
from practices.permissions import Permission


@dataclass(frozen=True, slots=True)
class Known:
    """What a booking must know of whom it is for. `is_known`: the practice has seen or expects this patient.

    `by_phone_only`: what the practitioner decided after missed visits, see `booking.fairness`.
    """

    patient_id: UUID
    is_known: bool
    birth_date: date
    residence: str
    awaits_guardian: bool
    has_phone: bool
    by_phone_only: bool


class _Record(NamedTuple):
    """What a booking reads of a patient's record."""

    merged_into_id: UUID | None
    restricted_at: datetime | None
    locked_at: datetime | None
    death_reported_at: datetime | None
    birth_date: date
    country: str
    awaits_guardian: bool
    is_known: bool
    has_phone: bool
    by_phone_only: bool


def _record_of(practice: Any, patient: Any, now: Any) -> QuerySet[Patient, Any]:
    visits = Appointment.objects.filter(
        practice_id=practice,
        patient_id=OuterRef("id"),
        status__in=[Status.BOOKED, Status.ARRIVED, Status.FULFILLED],
    )
    phones = PatientPhone.objects.filter(practice_id=practice, patient=OuterRef("id"))
    record = Patient.objects.filter(id=patient, practice_id=practice)
    sent_to_the_telephone = by_phone_only(practice, now).filter(patient=OuterRef("id"))
    asked = {"is_known": visits, "has_phone": phones, "by_phone_only": sent_to_the_telephone}
    return record.annotate(**{name: Exists(rows) for name, rows in asked.items()}).values_list(*_Record._fields)


_RECORD = Compiled(_record_of)


def known(practice_id: UUID, patient_id: UUID, permission: Permission = Permission.APPOINTMENT_READ) -> Known:
    """Whom a visit is for, asked to do what `permission` allows; one statement.

    Raises NotFound for a patient of nobody's here or a locked record, PatientMerged for a redirect,
    RecordRestricted or DeathReported when what is asked would be written in such a record.
    """
    row = _RECORD.first(practice_id, patient_id, clock.now())
    if row is None:
        raise NotFound()
    found = _Record(*row)
    if found.merged_into_id is not None:
        raise PatientMerged(merged_into=str(found.merged_into_id))
    check_limits(found, permission)
    return Known(
        patient_id,
        found.is_known,
        found.birth_date,
        found.country,
        found.awaits_guardian,
        found.has_phone,
        found.by_phone_only,
    )
