"""What the tests of retention share: a visit with a note, a hold, and days."""

from datetime import timedelta
from typing import Any

from booking.models import Appointment
from core.scoping import Actor, acting_as, system_actor
from patients.models import Patient
from privacy.services.holds import place_hold
from tests.factories.booking import MONDAY, at, book
from tests.factories.practices import House

DAY = timedelta(days=1)


NOTE = "Apporter les radios"


def visit_of(house: House, patient: Patient, hour: str = "09:00") -> Appointment:
    system = system_actor(house.practice.id)
    with acting_as(system):
        return book(system, house, patient.id, at(hour), note=NOTE)


def note_of(visit: Appointment) -> str | None:
    with acting_as(system_actor(visit.practice_id)):
        note = Appointment.objects.get(id=visit.id).note
        return None if note is None else note.open()


def hold(actor: Actor, patient: Patient) -> Any:
    return place_hold(
        actor=actor, practice_id=patient.practice_id, patient_id=patient.id,
        ground="litigation", reason="Assignation reçue", review_date=MONDAY + 300 * DAY,
    )  # fmt: skip
