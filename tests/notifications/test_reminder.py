"""A reminder is said « sous condition »: asked on the day, so that a change of mind stops the very next one."""

from datetime import datetime, timedelta
from typing import Any

import pytest

from booking import services as booking
from booking.models import Appointment
from core.scoping import Actor, acting_as
from notifications.services import set_plan
from patients.contact import Contact
from patients.models import Patient
from patients.services import PatientChanges, update_patient
from tests.factories.booking import at
from tests.factories.consent import choose_reach, stop_reminders
from tests.factories.patients import make_patient
from tests.factories.practices import House, ask_everything
from tests.notifications.conftest import deliveries, send_all, states, visit_of
from tests.notifications.gateway import Gateway


def eve_of(visit: Appointment) -> datetime:
    """When the usual plan reminds: the day before at ten."""
    return at("10:00", (visit.starts_at - timedelta(days=1)).date())


def said_on_the_eve(clock: Any, gateway: Gateway, visit: Appointment) -> list[str]:
    """What is said once the reminder is due; what was due before is left out."""
    send_all()
    gateway.texts.clear()
    clock.move_to(eve_of(visit))
    send_all()
    return [message["text"] for message in gateway.texts]


def ends(house: House) -> list[tuple[str, str]]:
    return [(row.state, row.reason) for row in deliveries(house) if row.kind == "day_before"]


@pytest.mark.requirement("ST-13")
def test_when_all_conditions_are_met_the_patient_is_reminded_once_the_day_before(
    clock: Any, gateway: Gateway, visit: Appointment, ours: House
) -> None:
    send_all()
    assert [message["text"].split(" : ")[1] for message in gateway.texts] == ["votre rendez-vous est confirmé"]
    clock.move_to(eve_of(visit) - timedelta(seconds=1))
    send_all()
    assert len(gateway.texts) == 1
    clock.shift(1)
    send_all()
    send_all()
    assert gateway.texts[1]["text"].startswith(
        "Cabinet de Nancy : rappel de votre rendez-vous : lundi 21/01 à 09h15, Centre. Répondez 1"
    )
    assert len(gateway.texts) == 2
    assert ends(ours) == [("accepted", "")]


@pytest.mark.requirement("ST-28")
@pytest.mark.requirement("ST-26")
@pytest.mark.requirement("ST-13")
def test_an_objection_stops_the_very_next_reminder_and_the_visit_stands(
    clock: Any, gateway: Gateway, visit: Appointment, patient: Patient, camille: Actor, ours: House
) -> None:
    send_all()
    clock.move_to(eve_of(visit) - timedelta(minutes=1))
    stop_reminders(camille, patient)
    assert said_on_the_eve(clock, gateway, visit) == []
    assert ends(ours) == [("void", "purpose-stopped")]
    with acting_as(camille):
        assert Appointment.objects.get(id=visit.id).status == "booked"


def test_a_visit_whose_hour_the_practice_closed_is_not_reminded_of(
    clock: Any, gateway: Gateway, visit: Appointment, camille: Actor, ours: House
) -> None:
    with acting_as(camille):
        booking.add_absence(
            actor=camille,
            practice_id=ours.practice.id,
            practitioner_id=ours.role.practitioner_id,
            start=visit.starts_at,
            end=visit.ends_at,
        )
    assert said_on_the_eve(clock, gateway, visit) == []
    assert ends(ours) == [("void", "orphaned")]


@pytest.mark.requirement("ST-13")
def test_a_practitioner_who_reminds_nobody_any_more_is_obeyed(
    clock: Any, gateway: Gateway, visit: Appointment, ours: House
) -> None:
    ask_everything(ours.role, reminders=False)
    assert said_on_the_eve(clock, gateway, visit) == []
    assert ends(ours) == [("void", "practitioner-does-not-remind")]


def test_a_practice_that_wants_no_reminder_any_more_is_obeyed(
    clock: Any, gateway: Gateway, visit: Appointment, ours: House, world: Any
) -> None:
    send_all()
    actor = world.actor("dr_martin")
    with acting_as(actor):
        set_plan(actor=actor, practice_id=ours.practice.id, changes={"day_before": False})
    assert said_on_the_eve(clock, gateway, visit) == []
    assert ends(ours) == [("void", "not-wanted")]


@pytest.mark.requirement("ST-13")
def test_who_chose_no_way_of_being_reached_is_not_reminded(
    clock: Any, gateway: Gateway, visit: Appointment, patient: Patient, camille: Actor, ours: House
) -> None:
    choose_reach(camille, patient, None)
    assert said_on_the_eve(clock, gateway, visit) == []
    assert ends(ours) == [("void", "no-channel-chosen")]


@pytest.mark.parametrize(("reach", "changes"), [
    ("sms", PatientChanges(phones=())),
    ("sms", PatientChanges(phones=("+33199000001",))),
    ("email", PatientChanges(email="")),
])  # fmt: skip
def test_nothing_is_said_where_there_is_nowhere_to_say_it(
    clock: Any, gateway: Gateway, visit: Appointment, patient: Patient, camille: Actor, ours: House, reach: str,
    changes: PatientChanges,
) -> None:  # fmt: skip
    choose_reach(camille, patient, reach)
    with acting_as(camille):
        update_patient(actor=camille, patient_id=patient.id, changes=changes)
    assert said_on_the_eve(clock, gateway, visit) == []
    assert ends(ours) == [("void", "cannot-be-reached")]


def test_by_e_mail_for_whoever_chose_it(clock: Any, camille: Actor, ours: House, mailoutbox: list[Any]) -> None:
    patient = make_patient(ours.practice, "Zélande", "Ana", contact=Contact(email="ana@example.fr"))
    choose_reach(camille, patient, "email")
    visit = visit_of(camille, ours, patient, at("09:15") + timedelta(days=7))
    send_all()
    clock.move_to(eve_of(visit))
    send_all()
    confirmed, reminded = mailoutbox
    assert confirmed.subject == "Rendez-vous confirmé - Cabinet de Nancy"
    assert reminded.subject == "Rappel de rendez-vous - Cabinet de Nancy"
    assert reminded.to == ["ana@example.fr"] and "lundi 21/01 à 09h15" in reminded.body
    assert "Zélande" not in reminded.body
    (last,) = [row for row in deliveries(ours) if row.kind == "day_before"]
    assert (last.channel, last.state) == ("email", "accepted")
    assert last.provider_message_id == reminded.extra_headers["Message-ID"]


def test_whoever_changes_the_way_meanwhile_is_reached_by_the_new_one(
    clock: Any, gateway: Gateway, visit: Appointment, patient: Patient, camille: Actor, mailoutbox: list[Any]
) -> None:
    send_all()
    with acting_as(camille):
        update_patient(actor=camille, patient_id=patient.id, changes=PatientChanges(email="z@example.fr"))
    choose_reach(camille, patient, "email")
    assert said_on_the_eve(clock, gateway, visit) == []
    assert len(mailoutbox) == 1


def test_a_visit_moved_is_reminded_of_at_its_new_hour_only(
    clock: Any, gateway: Gateway, visit: Appointment, camille: Actor, ours: House
) -> None:
    send_all()
    with acting_as(camille):
        moved = booking.move_appointment(
            actor=camille, appointment_id=visit.id, start=visit.starts_at + timedelta(days=1)
        )
    assert said_on_the_eve(clock, gateway, visit) == []
    (text,) = said_on_the_eve(clock, gateway, moved)
    assert "mardi 22/01 à 09h15" in text
    assert ends(ours) == [("void", "superseded"), ("accepted", "")]


def test_a_visit_cancelled_is_not_reminded_of(
    clock: Any, gateway: Gateway, visit: Appointment, camille: Actor, ours: House
) -> None:
    send_all()
    with acting_as(camille):
        booking.cancel_appointment(actor=camille, appointment_id=visit.id, by="patient", reason="empêchement")
    assert said_on_the_eve(clock, gateway, visit) == []
    assert ("day_before", "void", "superseded") in states(ours)


@pytest.mark.requirement("K10")
def test_who_objected_to_reminders_still_hears_that_a_visit_is_cancelled(
    gateway: Gateway, visit: Appointment, patient: Patient, camille: Actor
) -> None:
    """What the person asked for themselves has another basis: an objection to reminders leaves it alone."""
    stop_reminders(camille, patient)
    with acting_as(camille):
        booking.cancel_appointment(actor=camille, appointment_id=visit.id, by="practice", reason="absence")
    send_all()
    assert [message["text"].split(" : ")[1] for message in gateway.texts] == ["votre rendez-vous est annulé"]
