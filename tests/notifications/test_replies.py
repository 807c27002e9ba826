"""« 1 », « 2 », STOP and the rest: acted on when it can only mean one visit, read by somebody when not."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import connection, transaction
from django.test import Client

from audit import services as audit
from booking import services as booking
from booking.models import Appointment
from consent.purposes import Purpose
from consent.queries import is_stopped
from core.clock import now
from core.scoping import Actor, acting_as, system_actor
from notifications.models import Reply
from patients.contact import Contact
from patients.models import Patient
from patients.services.limit import lock_record
from tests.factories.accounts import signed_in
from tests.factories.booking import at
from tests.factories.consent import choose_reach
from tests.factories.patients import make_patient
from tests.factories.practices import House, World
from tests.notifications.answers import answer, answer_by_kannel, inbox
from tests.notifications.conftest import MOBILE, NOW, left_to_do, send_all, states, visit_of
from tests.notifications.gateway import Gateway
from tests.personas import CAMILLE, DR_MARTIN


@pytest.fixture
def reminded(visit: Appointment, clock: Any) -> Appointment:
    """The day before, the reminder having left."""
    send_all()
    clock.move_to(NOW + timedelta(days=6))
    send_all()
    clock.shift(60)
    return visit


def replies(house: House) -> list[tuple[str, str]]:
    with acting_as(system_actor(house.practice.id)):
        return [(row.meaning, row.outcome) for row in Reply.objects.order_by("received_at", "id")]


def status_of(visit: Appointment) -> str:
    with acting_as(system_actor(visit.practice_id)):
        return str(Appointment.objects.get(id=visit.id).status)


def test_one_confirms_the_only_visit_it_can_be_about(reminded: Appointment, ours: House) -> None:
    answer("1")
    assert replies(ours) == [("confirm", "confirmed")]
    with acting_as(system_actor(ours.practice.id)):
        assert Reply.objects.get().appointment_id == reminded.id
    assert status_of(reminded) == "booked"
    assert left_to_do(ours) == []


def test_two_cancels_it_for_the_patient_and_the_patient_is_told(
    reminded: Appointment, ours: House, gateway: Gateway
) -> None:
    answer("2")
    with acting_as(system_actor(ours.practice.id)):
        cancelled = Appointment.objects.get(id=reminded.id)
        assert (cancelled.status, cancelled.cancelled_by) == ("cancelled", "patient")
    send_all()
    assert "est annulé" in gateway.texts[-1]["text"]
    assert replies(ours) == [("cancel", "cancelled")]


def test_an_answer_before_anything_was_sent_or_about_two_visits_is_for_a_person(
    visit: Appointment, camille: Actor, ours: House, patient: Patient
) -> None:
    answer("1")
    assert left_to_do(ours) == ["ambiguous"]
    visit_of(camille, ours, patient, at("11:00") + timedelta(days=8))
    send_all()
    answer("2", at=NOW + timedelta(seconds=1))
    assert left_to_do(ours) == ["ambiguous", "ambiguous"]
    assert status_of(visit) == "booked"


def test_a_number_of_a_family_confirms_nothing_by_itself(
    reminded: Appointment, camille: Actor, ours: House, clock: Any
) -> None:
    sister = make_patient(ours.practice, "Zélande", "Ivanne", phones=(MOBILE,))
    choose_reach(camille, sister, "sms")
    visit_of(camille, ours, sister, at("11:30") + timedelta(days=8))
    send_all()
    answer("1")
    assert left_to_do(ours) == ["ambiguous"]


@pytest.mark.requirement("ST-45")
def test_the_family_s_answer_is_never_about_a_secret_visit_and_the_minor_s_own_is(
    reminded: Appointment, camille: Actor, ours: House, patient: Patient
) -> None:
    secret = visit_of(camille, ours, patient, at("11:30") + timedelta(days=8))
    with acting_as(system_actor(ours.practice.id)), transaction.atomic():
        row = Appointment.objects.get(id=secret.id)
        row.minor_secrecy, row.secrecy_reason, row.own_contact = True, "demandé par le mineur", "+33639980777"
        row.save(update_fields=["minor_secrecy", "secrecy_reason", "own_contact"])
    send_all()
    answer("2")
    assert (status_of(reminded), status_of(secret), left_to_do(ours)) == ("cancelled", "booked", [])
    answer("2", number="+33639980777")
    assert status_of(secret) == "cancelled"


def test_another_s_number_decides_nothing(reminded: Appointment, ours: House) -> None:
    answer("2", number="+33639980999")
    assert status_of(reminded) == "booked"
    assert left_to_do(ours) == ["ambiguous"]


def test_on_the_word_of_an_unsigned_source_a_cancellation_is_asked_for_not_done(
    reminded: Appointment, ours: House, gateway: Gateway, settings: Any
) -> None:
    settings.TELEPHONY_ACCOUNTS = {**settings.TELEPHONY_ACCOUNTS, "gate": gateway.kannel()}
    answer_by_kannel("2")
    assert status_of(reminded) == "booked"
    assert left_to_do(ours) == ["cancel_asked"]


def test_an_unsigned_source_on_a_private_path_is_believed(
    reminded: Appointment, ours: House, gateway: Gateway, settings: Any
) -> None:
    settings.TELEPHONY_ACCOUNTS = {**settings.TELEPHONY_ACCOUNTS, "gate": gateway.kannel(private_path="true")}
    answer_by_kannel("2")
    assert status_of(reminded) == "cancelled"


def test_words_are_for_a_person_and_sensitive_ones_are_set_aside(reminded: Appointment, ours: House) -> None:
    answer("je serai en retard de 10 minutes")
    answer("mon numéro est le 2 84 03 99 126 001 42")
    answer("j'ai un cancer")
    assert sorted(left_to_do(ours)) == ["quarantined", "quarantined", "unreadable"]


def test_neither_the_number_nor_the_words_lie_in_clear(reminded: Appointment, ours: House) -> None:
    answer("je serai en retard")
    with acting_as(system_actor(ours.practice.id)):
        with connection.cursor() as cursor:
            cursor.execute("SELECT count(*) FROM notifications_reply r WHERE r::text LIKE '%639980001%'")
            assert cursor.fetchone()[0] == 0
        row = Reply.objects.get()
        assert row.text.open() == "je serai en retard" and row.number.open() == MOBILE
        assert "retard" not in repr(row.text)


@pytest.mark.requirement("ST-28")
def test_stop_is_obeyed_at_once_by_every_message_to_that_number(
    visit: Appointment, camille: Actor, ours: House, patient: Patient, gateway: Gateway, clock: Any
) -> None:
    brother = make_patient(ours.practice, "Zélande", "Ivo", phones=(MOBILE,))
    choose_reach(camille, brother, "sms")
    by_mail = make_patient(ours.practice, "Zélande", "Ana", phones=(MOBILE,), contact=Contact(email="a@example.fr"))
    choose_reach(camille, by_mail, "email")
    send_all()
    answer("STOP")
    with acting_as(camille):
        stopped = [is_stopped(ours.practice.id, one.id, Purpose.REMINDERS) for one in (patient, brother, by_mail)]
        assert stopped == [True, True, False]
        booking.cancel_appointment(actor=camille, appointment_id=visit.id, by="practice", reason="absence")
    sent = len(gateway.texts)
    send_all()
    assert len(gateway.texts) == sent
    assert ("cancelled", "void", "number-stopped") in states(ours)
    assert left_to_do(ours) == ["not_told"]
    assert replies(ours) == [("stop", "stopped")]


def test_stop_is_heard_by_one_practice_only(reminded: Appointment, world: World, ours: House) -> None:
    namesake = make_patient(world.theirs.practice, "Zélande", "Barnabé", phones=(MOBILE,))
    charlie = world.actor("charlie")
    choose_reach(charlie, namesake, "sms")
    answer("STOP")
    with acting_as(charlie):
        assert is_stopped(world.theirs.practice.id, namesake.id, Purpose.REMINDERS) is False


def test_whoever_chooses_sms_again_later_is_reached_again(
    reminded: Appointment, camille: Actor, ours: House, patient: Patient, gateway: Gateway, clock: Any
) -> None:
    answer("STOP")
    clock.shift(3600)
    choose_reach(camille, patient, "sms")
    visit_of(camille, ours, patient, at("11:00") + timedelta(days=9))
    sent = len(gateway.texts)
    send_all()
    assert len(gateway.texts) == sent + 1


def test_stop_wins_over_an_older_answer_that_comes_after_it(
    reminded: Appointment, ours: House, clock: Any, camille: Actor, patient: Patient
) -> None:
    older = now()
    clock.shift(120)
    answer("Stop")
    answer("Merci, je confirme", at=older)
    assert sorted(replies(ours)) == [("confirm", "overtaken"), ("stop", "stopped")]
    with acting_as(camille):
        assert is_stopped(ours.practice.id, patient.id, Purpose.REMINDERS)
    assert left_to_do(ours) == []


def test_at_the_same_instant_stop_wins(reminded: Appointment, ours: House) -> None:
    answer("STOP")
    answer("1")
    assert sorted(replies(ours)) == [("confirm", "overtaken"), ("stop", "stopped")]


def test_an_older_no_that_comes_after_a_yes_is_read_by_somebody(reminded: Appointment, ours: House, clock: Any) -> None:
    older = now()
    clock.shift(120)
    answer("1")
    answer("2", at=older)
    assert status_of(reminded) == "booked"
    assert left_to_do(ours) == ["ambiguous"]


def test_the_same_answer_brought_twice_is_one(reminded: Appointment, ours: House, clock: Any) -> None:
    answer("1", event="e-1")
    clock.shift(1)
    answer("1", event="e-1")
    assert replies(ours) == [("confirm", "confirmed")]
    assert inbox() == ["read", "read"]


def test_the_visit_of_a_locked_record_is_found_by_no_answer(
    reminded: Appointment, ours: House, world: World, patient: Patient
) -> None:
    actor = world.actor("dr_martin")
    with acting_as(actor):
        lock_record(actor=actor, patient_id=patient.id, ground="incomplete")
    answer("2")
    assert left_to_do(ours) == ["ambiguous"]
    assert status_of(reminded) == "booked"


def test_what_was_done_on_an_answer_is_journalled(
    reminded: Appointment, ours: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    written: list[Any] = []
    record = audit.record

    def spy(**event: Any) -> Any:
        written.append((event["action"].value, event["details"]))
        return record(**event)

    monkeypatch.setattr(audit, "record", spy)
    answer("1")
    assert ("notifications:reply:acted_on", {"outcome": "confirmed", "appointment": reminded.id}) in written


def test_an_answer_about_a_time_that_changed_since_is_for_a_person(
    reminded: Appointment, camille: Actor, ours: House
) -> None:
    with acting_as(camille):
        booking.move_appointment(actor=camille, appointment_id=reminded.id, start=at("09:30") + timedelta(days=8))
    answer("2")
    assert status_of(reminded) == "booked"
    assert replies(ours) == [("cancel", "person")]
    assert left_to_do(ours) == ["ambiguous"]


def test_an_answer_after_the_change_was_told_is_about_the_new_time(
    reminded: Appointment, camille: Actor, ours: House
) -> None:
    with acting_as(camille):
        booking.move_appointment(actor=camille, appointment_id=reminded.id, start=at("09:30") + timedelta(days=8))
    send_all()
    answer("2")
    assert status_of(reminded) == "cancelled"


@pytest.mark.requirement("ST-13")
def test_who_confirmed_by_sms_is_seen_at_the_desk_on_the_planning_and_by_programs(
    reminded: Appointment, ours: House, world: World
) -> None:
    answer("1")
    desk, martin = (signed_in(Client(), world.people[name]) for name in (CAMILLE, DR_MARTIN))
    here = {"cabinet": ours.practice.id, "jour": "2041-01-21"}
    file = f"/bureau/rendez-vous/{reminded.id}/"
    assert "Le patient a dit qu'il viendra, par SMS le 20/01/2041 à 10:01" in desk.get(file).content.decode()
    assert "Viendra (répondu par SMS)" in desk.get("/bureau/planning/", here).content.decode()
    assert "Viendra (répondu par SMS)" in martin.get("/planning/jour/", here).content.decode()
    told = desk.get(f"/api/v1/appointments/{reminded.id}").json()
    assert told["presence"] == {"said_at": "2041-01-20T10:01:00+01:00", "through": "sms"}
    assert told["version"] == reminded.version, "a word about the visit is no change of it"
    system = system_actor(ours.practice.id)
    with acting_as(system):
        booking.move_appointment(actor=system, appointment_id=reminded.id, start=at("11:00") + timedelta(days=7))
    assert desk.get(f"/api/v1/appointments/{reminded.id}").json()["presence"] is None
    assert "Viendra" not in desk.get("/bureau/planning/", here).content.decode()
