"""A person of whom everything is known: every table that can hold something of a patient does."""

from dataclasses import dataclass
from uuid import UUID, uuid4

from booking import services as booking
from booking.models import Appointment
from consent import services as consent
from consent.purposes import Purpose
from core.scoping import Actor
from idempotency import services as idempotency
from idempotency.services import Answer
from patients import services as patients
from patients.contact import Address, Contact
from patients.models import Patient
from tests.factories.booking import at
from tests.factories.patients import make_patient, nir_for
from tests.factories.practices import House
from tests.privacy.more_of_a_life import known_elsewhere

NOTE, VISIT_NOTE, WHY = "Souffre d'une maladie orpheline", "Apporter les clichés d'août", "Rappel demandé à l'été"


@dataclass(frozen=True)
class Life:
    """One person's records and what betrays them."""

    patient: Patient
    nir: str
    texts: tuple[str, ...]
    row_ids: tuple[UUID, ...]


def live(
    actor: Actor,
    house: House,
    name: str,
    phone: str,
    *,
    hours: tuple[str, str] = ("09:00", "09:30"),
    over_hour: str = "11:00",
) -> Life:
    """Contact, NIR, notes, visits to come and cancelled, holds, relatives, disclosures, decisions, kept answers, and
    what `known_elsewhere` adds."""
    nir = nir_for()
    contact = Contact(
        phones=(phone,), email=f"{phone[1:]}@exemple.fr", address=Address(line=f"12 allée des {name}", city="Nancy")
    )
    patient = make_patient(house.practice, name, "Maël", contact=contact, nir=nir)
    texts = (f"{NOTE} ({name})", f"{VISIT_NOTE} ({name})", f"{WHY} ({name})", f"Tante {name}")
    patients.set_medical_note(actor=actor, patient_id=patient.id, text=texts[0])
    patients.disclose_medical_note(actor=actor, patient_id=patient.id, reason=texts[2])
    relative = patients.add_relative(
        actor=actor, patient_id=patient.id, relation="parent", scope="contact", name=texts[3], phone="0199000077"
    )
    held = booking.hold_slot(
        actor=actor, visit_reason_id=house.visit_reason.id, practitioner_role_id=house.role.id, start=at(hours[0])
    )
    from_hold = booking.book_from_hold(actor=actor, patient_id=patient.id, hold_id=held.id, note=texts[1])
    visits = [_visit(actor, house, patient, hour, texts[1]) for hour in hours[1:]]
    cancelled = booking.cancel_appointment(actor=actor, appointment_id=visits[-1].id, by="patient", reason=texts[2])
    decision = consent.object_to_purpose(
        actor=actor, practice_id=house.practice.id, subject_id=patient.id, purpose=Purpose.REMINDERS, channel="phone"
    )
    keep_an_answer(actor, f'{{"id":"{patient.id}","family_name":"{name}"}}')
    over = booking.book_appointment(
        actor=actor, patient_id=patient.id, visit_reason_id=house.visit_reason.id, practitioner_role_id=house.role.id,
        start=at(over_hour), overbooked=texts[2],
    )  # fmt: skip
    more = known_elsewhere(actor, house, patient, name, from_hold.id)
    ids = (relative.id, held.id, from_hold.id, *(visit.id for visit in visits), cancelled.id, over.id, decision.id)
    return Life(patient, nir, (*texts, *more.texts), (*ids, *more.row_ids))


def keep_an_answer(actor: Actor, body: str) -> None:
    """As an endpoint does for a person's retry."""
    somebody = Actor(user_id=uuid4(), grants=actor.grants)
    turn = idempotency.take(actor=somebody, key=str(uuid4()), content=body.encode())
    idempotency.keep(turn, Answer(201, body))


def _visit(actor: Actor, house: House, patient: Patient, hour: str, note: str) -> Appointment:
    return booking.book_appointment(
        actor=actor,
        patient_id=patient.id,
        visit_reason_id=house.visit_reason.id,
        practitioner_role_id=house.role.id,
        start=at(hour),
        note=note,
    )
