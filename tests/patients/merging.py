"""Two records of one person with everything a record can hold, and a picture of all of it for « exactly as before »."""

from datetime import date, time
from typing import Any
from uuid import UUID

from django.db import connection, models

from booking import services as booking
from booking.models import Appointment, Occupancy
from booking.services import RuleTerms
from consent.models import NoticeRecord
from core.scoping import Actor, acting_as, system_actor
from crypto.sealed import Sealed
from patients import services
from patients.models import Disclosure, Patient, PatientPhone, RelatedPerson, SearchToken
from tests.factories.booking import at
from tests.factories.practices import House

# Counters only go forward; whose merge it was is not part of what is given back.
COUNTERS = {"version", "updated_at"}
TABLES: dict[type[models.Model], tuple[str, ...]] = {
    Patient: ("id",),
    PatientPhone: ("patient",),
    SearchToken: ("patient",),
    RelatedPerson: ("patient", "related_patient"),
    Disclosure: ("patient",),
    NoticeRecord: ("subject_id",),
    Appointment: ("patient",),
    Occupancy: ("patient",),
}


def picture(*patient_ids: UUID) -> dict[str, dict[UUID, dict[str, Any]]]:
    """Every row of these patients, column by column, sealed values opened; numbers by number, counters left out."""
    shown: dict[str, dict[UUID, dict[str, Any]]] = {}
    for model, columns in TABLES.items():
        wanted = models.Q()
        for column in columns:
            wanted |= models.Q(**{f"{column}__in": patient_ids})
        rows = model._default_manager.filter(wanted)
        shown[model.__name__] = {row.pk: _columns(row) for row in rows}
    return shown


def _columns(row: models.Model) -> dict[str, Any]:
    found = {}
    for field in row._meta.concrete_fields:
        if field.name in COUNTERS:
            continue
        value = getattr(row, field.attname)
        if isinstance(value, Sealed):
            value = value.open()
        found[field.attname] = bytes(value) if isinstance(value, memoryview) else value
    return found


def settle() -> None:
    """What was done so far counts as committed: the deferred judges of the database speak now."""
    connection.check_constraints()


def whose(model: type[models.Model], patient_id: UUID) -> int:
    """How many rows of `model` belong to that record."""
    return model._default_manager.filter(**{TABLES[model][0]: patient_id}).count()


def open_all_day(house: House) -> None:
    """07:00 to 19:00 every day of the week, for as many visits as a test wants."""
    actor = system_actor(house.practice.id)
    with acting_as(actor):
        for weekday in range(7):
            terms = RuleTerms(weekday=weekday, opens=time(7), closes=time(19), valid_from=date(2040, 1, 1))
            booking.add_opening_rule(actor=actor, practitioner_role_id=house.role.id, terms=terms)


def visit(actor: Actor, house: House, patient_id: UUID, clock_time: str, *, note: str | None = None) -> Appointment:
    return booking.book_appointment(
        actor=actor,
        patient_id=patient_id,
        visit_reason_id=house.visit_reason.id,
        practitioner_role_id=house.role.id,
        start=at(clock_time),
        note=note,
    )


def furnish(actor: Actor, house: House, patient: Patient, hours: tuple[str, ...], third: Patient | None) -> None:
    """A note, relatives in both directions, a disclosure, visits with and without a note, one of them cancelled."""
    services.set_medical_note(actor=actor, patient_id=patient.id, text=f"Vient vers {hours[0]}.")
    services.add_relative(
        actor=actor, patient_id=patient.id, relation="parent", scope="contact", name="Rose", phone="0199000077"
    )
    if third is not None:
        services.add_relative(
            actor=actor, patient_id=third.id, relation="child", scope="booking", related_patient_id=patient.id
        )
    services.disclose_medical_note(actor=actor, patient_id=patient.id, reason="Rappel du médecin")
    for number, hour in enumerate(hours):
        made = visit(actor, house, patient.id, hour, note=f"Venir à {hour}" if number % 2 == 0 else None)
        if number % 3 == 2:
            booking.cancel_appointment(actor=actor, appointment_id=made.id, by="patient", reason="Empêché")
    settle()
