"""A reminder is said « sous condition »: asked on the day, so that a change of mind stops the very next one."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from hypothesis import given
from hypothesis import strategies as st

from booking import services as booking
from booking.models import Appointment
from consent import services as consent
from consent.decisions import Reach
from consent.purposes import Purpose
from core.scoping import Actor, acting_as, system_actor
from notifications import reminder, sender
from notifications.confirmation import Occasion
from notifications.reminder import AHEAD, Conditions, due_at, reason_not_to_remind
from outbox.models import OutboxRow
from patients.contact import Contact
from patients.models import Patient
from patients.services import PatientChanges, update_patient
from tests.factories.booking import NOW, at, book, open_every_week
from tests.factories.patients import make_patient
from tests.factories.practices import House, World, ask_everything, make_world
from tests.notifications.test_sender import Listener
from tests.personas import CAMILLE

ALL_MET = Conditions(practitioner_reminds=True, is_stopped=False, channel_chosen=True, can_be_reached=True)


@pytest.fixture
def clock() -> Iterator[Any]:
    with time_machine.travel(NOW, tick=False) as traveller:
        yield traveller


@pytest.fixture
def world(db: None, clock: Any) -> World:
    world = make_world()
    open_every_week(world.ours.role)
    ask_everything(world.ours.role, reminders=True)
    return world


@pytest.fixture
def ours(world: World) -> House:
    return world.ours


@pytest.fixture
def camille(world: World) -> Actor:
    return world.actor(CAMILLE)


@pytest.fixture
def patient(ours: House, camille: Actor) -> Patient:
    """Reached by SMS on a number of her own."""
    patient = make_patient(ours.practice, "Zélande", "Barnabé", phones=("+33639980001",))
    choose(camille, patient, Reach.SMS)
    return patient


@pytest.fixture
def visit(camille: Actor, ours: House, patient: Patient) -> Appointment:
    """In a week."""
    with acting_as(camille):
        return book(camille, ours, patient.id, at("09:15") + timedelta(days=7))


def choose(actor: Actor, patient: Patient, reach: Reach | None) -> None:
    with acting_as(actor):
        consent.accept_purpose(
            actor=actor,
            practice_id=patient.practice_id,
            subject_id=patient.id,
            purpose=Purpose.REMINDERS,
            reach=reach,
            channel="phone",
        )


def stop(actor: Actor, patient: Patient) -> None:
    with acting_as(actor):
        consent.stop_purpose(
            actor=actor,
            practice_id=patient.practice_id,
            subject_id=patient.id,
            purpose=Purpose.REMINDERS,
            channel="phone",
        )


def said_on_the_eve(clock: Any, visit: Appointment) -> list[Occasion]:
    """What is said once the reminder is due; what was due before is left out."""
    sender.send_due(Listener())
    clock.move_to(visit.starts_at - AHEAD)
    listener = Listener()
    sender.send_due(listener)
    return [said.occasion for said in listener.said]


def outcomes(practice_id: Any) -> list[tuple[str, str]]:
    with acting_as(system_actor(practice_id)):
        rows = OutboxRow.objects.filter(topic=reminder.TOPIC).order_by("version")
        return [(row.state, row.last_outcome) for row in rows]


@pytest.mark.requirement("ST-13")
@given(conditions=st.builds(Conditions, st.booleans(), st.booleans(), st.booleans(), st.booleans()))
def test_every_condition_is_needed(conditions: Conditions) -> None:
    assert (reason_not_to_remind(conditions) is None) is (conditions == ALL_MET)


def test_a_visit_within_a_day_is_not_reminded_of() -> None:
    assert due_at(NOW + AHEAD, NOW) is None
    assert due_at(NOW + AHEAD + timedelta(seconds=1), NOW) == NOW + timedelta(seconds=1)


@pytest.mark.requirement("ST-13")
def test_when_all_conditions_are_met_the_patient_is_reminded_once_the_day_before(
    clock: Any, visit: Appointment, ours: House
) -> None:
    sender.send_due(Listener())
    clock.move_to(visit.starts_at - AHEAD - timedelta(seconds=1))
    listener = Listener()
    sender.send_due(listener)
    assert listener.said == []
    clock.shift(1)
    sender.send_due(listener)
    sender.send_due(listener)
    (said,) = listener.said
    assert (said.occasion, said.appointment_id, said.starts_at) == (Occasion.REMINDER, visit.id, visit.starts_at)
    assert outcomes(ours.practice.id) == [("done", "sent")]


@pytest.mark.requirement("ST-28")
@pytest.mark.requirement("ST-26")
@pytest.mark.requirement("ST-13")
def test_an_objection_stops_the_very_next_reminder_and_the_visit_stands(
    clock: Any, visit: Appointment, patient: Patient, camille: Actor, ours: House
) -> None:
    sender.send_due(Listener())
    clock.move_to(visit.starts_at - AHEAD - timedelta(minutes=1))
    stop(camille, patient)
    assert said_on_the_eve(clock, visit) == []
    assert outcomes(ours.practice.id) == [("void", "purpose-stopped")]
    with acting_as(camille):
        assert Appointment.objects.get(id=visit.id).status == "booked"


@pytest.mark.requirement("ST-13")
def test_a_practitioner_who_reminds_nobody_any_more_is_obeyed(clock: Any, visit: Appointment, ours: House) -> None:
    ask_everything(ours.role, reminders=False)
    assert said_on_the_eve(clock, visit) == []
    assert outcomes(ours.practice.id) == [("void", "practitioner-does-not-remind")]


@pytest.mark.requirement("ST-13")
def test_who_chose_no_way_of_being_reached_is_not_reminded(
    clock: Any, visit: Appointment, patient: Patient, camille: Actor, ours: House
) -> None:
    choose(camille, patient, None)
    assert said_on_the_eve(clock, visit) == []
    assert outcomes(ours.practice.id) == [("void", "no-channel-chosen")]


@pytest.mark.parametrize(("reach", "changes"), [
    (Reach.SMS, PatientChanges(phones=())),
    (Reach.EMAIL, PatientChanges(email="")),
])  # fmt: skip
def test_nothing_is_said_where_there_is_nowhere_to_say_it(
    clock: Any, visit: Appointment, patient: Patient, camille: Actor, ours: House, reach: Reach, changes: PatientChanges
) -> None:
    choose(camille, patient, reach)
    with acting_as(camille):
        update_patient(actor=camille, patient_id=patient.id, changes=changes)
    assert said_on_the_eve(clock, visit) == []
    assert outcomes(ours.practice.id) == [("void", "cannot-be-reached")]


def test_by_e_mail_for_whoever_chose_it(clock: Any, camille: Actor, ours: House) -> None:
    patient = make_patient(ours.practice, "Zélande", "Ana", contact=Contact(email="ana@example.fr"))
    choose(camille, patient, Reach.EMAIL)
    with acting_as(camille):
        visit = book(camille, ours, patient.id, at("09:15") + timedelta(days=7))
    assert said_on_the_eve(clock, visit) == [Occasion.REMINDER]


def test_a_visit_moved_is_reminded_of_at_its_new_hour_only(
    clock: Any, visit: Appointment, camille: Actor, ours: House
) -> None:
    sender.send_due(Listener())
    with acting_as(camille):
        moved = booking.move_appointment(
            actor=camille, appointment_id=visit.id, start=visit.starts_at + timedelta(days=1)
        )
    assert said_on_the_eve(clock, visit) == []
    assert said_on_the_eve(clock, moved) == [Occasion.REMINDER]
    assert outcomes(ours.practice.id) == [("void", "superseded"), ("done", "sent")]


def test_a_visit_cancelled_is_not_reminded_of(clock: Any, visit: Appointment, camille: Actor) -> None:
    sender.send_due(Listener())
    with acting_as(camille):
        booking.cancel_appointment(actor=camille, appointment_id=visit.id, by="patient", reason="empêchement")
    assert said_on_the_eve(clock, visit) == []


@pytest.mark.requirement("K10")
def test_who_objected_to_reminders_still_hears_that_a_visit_is_cancelled(
    clock: Any, visit: Appointment, patient: Patient, camille: Actor
) -> None:
    """What the person asked for themselves has another basis: an objection to reminders leaves it alone."""
    stop(camille, patient)
    with acting_as(camille):
        booking.cancel_appointment(actor=camille, appointment_id=visit.id, by="practice", reason="absence")
    listener = Listener()
    sender.send_due(listener)
    assert [said.occasion for said in listener.said] == [Occasion.CANCELLED]
