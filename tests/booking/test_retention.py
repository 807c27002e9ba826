"""R-12: the visit stays, its texts and its reason go; not a held patient's, not another practice's."""

from datetime import timedelta
from uuid import UUID

import pytest

from booking.models import Appointment
from booking.services import cancel_appointment
from booking.services.retention import erase_texts, idle_patients, next_to_be_idle, texts_due
from core.errors import Forbidden
from core.scoping import Actor, acting_as, system_actor
from patients.models import Patient
from practices.models import VisitReason
from practices.queries import visit_reasons
from practices.services.visit_reasons import ERASED
from tests.factories.booking import at, book
from tests.factories.patients import make_patient
from tests.factories.practices import House, World

END = at("09:15")
DAY = timedelta(days=1)


def erase(practice_id: UUID, **options: object) -> int:
    actor = system_actor(practice_id)
    with acting_as(actor):
        return erase_texts(actor=actor, practice_id=practice_id, ended_before=END, **options)  # type: ignore[arg-type]


@pytest.mark.requirement("ST-21")
def test_texts_and_reason_go_and_the_visit_stays(camille: Actor, ours: House, patient: Patient) -> None:
    visit = book(camille, ours, patient.id, at("09:00"), note="Apporter les radios")
    later = book(camille, ours, patient.id, at("09:30"), note="Ordonnance")
    assert texts_due(ours.practice.id, END).due == 1
    assert texts_due(ours.practice.id, END).oldest == later.ends_at
    assert erase(ours.practice.id) == 1
    visit.refresh_from_db()
    assert (visit.note, visit.visit_reason.name) == (None, ERASED)
    assert (visit.starts_at, visit.duration_minutes, visit.status) == (at("09:00"), 15, "booked")
    later.refresh_from_db()
    assert later.note is not None and later.note.open() == "Ordonnance"
    assert erase(ours.practice.id) == 0
    assert ERASED not in {reason.name for reason in visit_reasons(camille, ours.practice.id)}


def test_an_overbooked_or_cancelled_visit_loses_its_reasons_too(
    camille: Actor, ours: House, patient: Patient, other_patient: Patient
) -> None:
    book(camille, ours, patient.id, at("09:00"))
    extra = book(camille, ours, other_patient.id, at("09:00"), overbooked="Douleur vive")
    gone = book(camille, ours, patient.id, at("08:00"), overbooked="Avant l'heure")
    cancel_appointment(actor=camille, appointment_id=gone.id, by="patient", reason="Grippe")
    assert erase(ours.practice.id) == 3
    for visit in Appointment.objects.filter(id__in=[extra.id, gone.id]):
        assert (visit.note, visit.override_reason, visit.cancel_reason) == (None, None, None)
    assert Appointment.objects.get(id=extra.id).is_overbooked
    assert VisitReason.objects.filter(name=ERASED).count() == 1


@pytest.mark.requirement("ST-34")
def test_a_held_patient_s_texts_and_another_practice_s_stay(
    camille: Actor, ours: House, world: World, patient: Patient, other_patient: Patient
) -> None:
    held = book(camille, ours, patient.id, at("09:00"), note="Preuve")
    book(camille, ours, other_patient.id, at("08:30"), overbooked="Avant l'heure")
    stranger = make_patient(world.theirs.practice)
    system = system_actor(world.theirs.practice.id)
    with acting_as(system):
        elsewhere = book(system, world.theirs, stranger.id, at("09:00"), overbooked="Chez eux")
    found = texts_due(ours.practice.id, END, [patient.id])
    assert (found.due, found.held) == (1, 1)
    assert erase(ours.practice.id, kept=[patient.id]) == 1
    held.refresh_from_db()
    assert held.note is not None
    with acting_as(system):
        elsewhere.refresh_from_db()
        assert elsewhere.override_reason is not None


def test_a_batch_goes_on_where_the_last_one_stopped(camille: Actor, ours: House, patient: Patient) -> None:
    for hour in ("08:00", "08:20", "08:40"):
        book(camille, ours, patient.id, at(hour), overbooked="Tôt")
    assert [erase(ours.practice.id, limit=2) for _ in range(3)] == [2, 1, 0]


def test_a_secretary_erases_nothing(camille: Actor, ours: House, patient: Patient) -> None:
    book(camille, ours, patient.id, at("09:00"), note="Apporter les radios")
    with pytest.raises(Forbidden):
        erase_texts(actor=camille, practice_id=ours.practice.id, ended_before=END)


def test_a_record_is_idle_since_its_last_visit_or_its_first_day(
    camille: Actor, ours: House, patient: Patient, other_patient: Patient
) -> None:
    visit = book(camille, ours, patient.id, at("09:00"))
    made = Patient.objects.get(id=other_patient.id).created_at
    idle = lambda since: set(idle_patients(ours.practice.id, since).values_list("id", flat=True))  # noqa: E731
    assert idle(made - DAY) == set()
    assert idle(made) == {other_patient.id}
    assert idle(visit.ends_at - timedelta(seconds=1)) == {other_patient.id}
    assert idle(visit.ends_at) == {patient.id, other_patient.id}
    assert next_to_be_idle(ours.practice.id, made) == visit.ends_at
    assert next_to_be_idle(ours.practice.id, visit.ends_at) is None
