"""One message out: what a vendor may answer, what is said together, what waits, and what a dead worker leaves."""

import socket
from datetime import time, timedelta
from typing import Any

import pytest
from django.db import IntegrityError, OperationalError, transaction

from booking import services as booking
from booking.models import Appointment
from core.scoping import Actor, acting_as, system_actor
from notifications.models import Delivery
from notifications.services import recover_due, set_plan
from notifications.services import sending as sending_module
from notifications.services.claims import LEASE, claim
from notifications.services.recovering import MOST_TURNS
from notifications.states import State
from notifications.wording import TEMPLATE_VERSION
from patients.models import Patient
from patients.services.limit import restrict_record
from privacy.services.deaths import report_death
from telephony_adapters.protocols import Account
from tests.factories.booking import at
from tests.factories.patients import make_patient
from tests.factories.practices import House
from tests.notifications.conftest import MOBILE, NOW, deliveries, left_to_do, send_all, states, visit_of
from tests.notifications.gateway import Gateway

WEEK = timedelta(days=7)


def use(settings: Any, account: Account) -> None:
    settings.TELEPHONY_ACCOUNTS = {**settings.TELEPHONY_ACCOUNTS, "gate": account}


def test_our_reference_is_stored_before_the_vendor_is_called(
    visit: Appointment, ours: House, gateway: Gateway, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen = []

    def dying(way: Any, message: Any, reference: Any) -> Any:
        seen.extend((row.state, row.reference, row.text_digest) for row in deliveries(ours) if row.kind == "booked")
        raise KeyboardInterrupt

    monkeypatch.setattr(sending_module, "hand_over", dying)
    with pytest.raises(KeyboardInterrupt):
        send_all()
    (row,) = [row for row in deliveries(ours) if row.kind == "booked"]
    assert seen == [("sending", row.id, "")]
    assert (row.state, row.sender, row.template_version) == ("sending", "+33199001122", TEMPLATE_VERSION)


def test_what_a_vendor_refuses_is_work_for_somebody(visit: Appointment, ours: House, gateway: Gateway) -> None:
    gateway.refusing = True
    send_all()
    assert states(ours)[0] == ("booked", "failed", "http-422")
    assert left_to_do(ours) == ["failed"]
    gateway.refusing = False
    send_all()
    assert gateway.texts == []


def test_a_vendor_that_cannot_be_reached_is_tried_again_and_nothing_is_lost(
    visit: Appointment, ours: House, gateway: Gateway, settings: Any, clock: Any
) -> None:
    with socket.socket() as nobody:
        nobody.bind(("127.0.0.1", 0))
        port = nobody.getsockname()[1]
        use(settings, Account("kannel", "gate", gateway.kannel().secrets, {
            **gateway.kannel().options, "send_url": f"http://127.0.0.1:{port}/kannel"}))  # fmt: skip
        send_all()
    assert states(ours)[0] == ("booked", "queued", "channel-unreachable")
    use(settings, gateway.kannel())
    clock.shift(31)
    send_all()
    assert states(ours)[0] == ("booked", "accepted", "")
    assert len(gateway.texts) == 1


def test_a_lost_answer_is_asked_about_by_our_reference_and_never_sent_blindly(
    visit: Appointment, ours: House, gateway: Gateway, clock: Any
) -> None:
    gateway.lose_next = 1
    send_all()
    assert states(ours)[0] == ("booked", "sending", "")
    clock.shift(LEASE.total_seconds() - 1)
    send_all()
    assert states(ours)[0] == ("booked", "sending", "")
    clock.shift(2)
    send_all()
    assert states(ours)[0] == ("booked", "accepted", "")
    assert list(gateway.taken.values()) == [1]
    assert left_to_do(ours) == []


def test_a_message_that_the_vendor_never_took_is_sent_then(
    visit: Appointment, ours: House, gateway: Gateway, clock: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    def dying(*args: Any) -> Any:
        raise KeyboardInterrupt

    with monkeypatch.context() as before_the_call:
        before_the_call.setattr(sending_module, "hand_over", dying)
        with pytest.raises(KeyboardInterrupt):
            send_all()
    assert gateway.texts == []
    clock.shift(LEASE.total_seconds() + 1)
    send_all()
    assert states(ours)[0] == ("booked", "accepted", "")
    assert list(gateway.taken.values()) == [1]


def test_a_failure_before_the_vendor_is_called_is_no_work_for_anybody(
    visit: Appointment, ours: House, gateway: Gateway, settings: Any, clock: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    def hiccup(*args: Any) -> Any:
        raise OperationalError("lock timeout")

    use(settings, gateway.kannel())
    with monkeypatch.context() as before_the_call:
        before_the_call.setattr(sending_module, "link_to_send", hiccup)
        send_all()
    assert states(ours)[0] == ("booked", "queued", "not-handed-over")
    clock.shift(LEASE.total_seconds() + 1)
    send_all()
    assert states(ours)[0] == ("booked", "accepted", "")
    assert list(gateway.taken.values()) == [1] and left_to_do(ours) == []


@pytest.mark.parametrize("vendor", ["kannel", "twilio"])
def test_where_nobody_can_say_a_person_decides_and_the_machine_never_sends_again(
    visit: Appointment, ours: House, gateway: Gateway, settings: Any, clock: Any, vendor: str
) -> None:
    use(settings, getattr(gateway, vendor)())
    gateway.lose_next = 1
    send_all()
    clock.shift(LEASE.total_seconds() + 1)
    send_all()
    assert states(ours)[0] == ("booked", "unknown", "nobody-can-say")
    assert left_to_do(ours) == ["unknown"]
    clock.shift(86_400)
    send_all()
    assert list(gateway.taken.values()) == [1]


def test_a_vendor_that_stays_silent_about_our_reference_ends_with_a_person(
    visit: Appointment, ours: House, gateway: Gateway, settings: Any, clock: Any
) -> None:
    gateway.lose_next = 1
    send_all()
    with socket.socket() as nobody:
        nobody.bind(("127.0.0.1", 0))
        account = gateway.generic()
        silent = {**account.options, "send_url": f"http://127.0.0.1:{nobody.getsockname()[1]}/generic"}
        use(settings, Account("generic", "gate", account.secrets, silent))
        for _ in range(MOST_TURNS):
            clock.shift(LEASE.total_seconds() + 1)
            recover_due()
    assert states(ours)[0] == ("booked", "unknown", "vendor-silent")
    assert left_to_do(ours) == ["unknown"]


def test_a_text_is_stored_nowhere_and_its_digest_is(visit: Appointment, ours: House, gateway: Gateway) -> None:
    send_all()
    row = deliveries(ours)[0]
    assert len(row.text_digest) == 64 and row.parts == 1
    kept = " ".join(str(value) for value in vars(row).values())
    assert "09h15" not in kept and MOBILE not in kept


def test_nothing_reaches_a_vendor_without_a_reference_says_the_database(visit: Appointment, ours: House) -> None:
    send_all()
    with acting_as(system_actor(ours.practice.id)), transaction.atomic():
        row = Delivery.objects.get(kind="day_before")
        row.state = "accepted"
        with pytest.raises(IntegrityError, match="delivery_sent_under_our_reference"), transaction.atomic():
            row.save()


def test_one_message_is_asked_for_once_says_the_database(visit: Appointment, ours: House) -> None:
    send_all()
    with acting_as(system_actor(ours.practice.id)), transaction.atomic():
        row = Delivery.objects.get(kind="day_before")
        row.id = Delivery().id
        with pytest.raises(IntegrityError, match="delivery_asked_for_once"), transaction.atomic():
            row.save(force_insert=True)


def test_a_worker_that_lost_its_turn_writes_nothing(visit: Appointment, ours: House, clock: Any) -> None:
    from notifications import sender

    channel = sender.sender()
    assert channel is not None
    sender.send_due(channel)
    (turn,) = claim(State.QUEUED, 20)
    clock.shift(LEASE.total_seconds() + 1)
    (other,) = claim(State.QUEUED, 20)
    assert other.id == turn.id
    with acting_as(system_actor(ours.practice.id)):
        assert sending_module._prepare(turn) is False
        assert sending_module._prepare(other) is True


def test_two_visits_booked_together_are_confirmed_in_one_message(
    camille: Actor, ours: House, patient: Patient, gateway: Gateway
) -> None:
    for days in (7, 8, 9):
        visit_of(camille, ours, patient, at("09:15") + timedelta(days=days))
    send_all()
    (message,) = gateway.texts
    assert (
        "vos rendez-vous sont confirmés : lundi 21/01 à 09h15, mardi 22/01 à 09h15 et mercredi 23/01"
        in (message["text"])
    )
    confirmed = [row for row in deliveries(ours) if row.kind == "booked"]
    assert {row.state for row in confirmed} == {"accepted"}
    assert len({row.reference for row in confirmed}) == 1


def test_one_reminder_by_sms_a_day_carries_every_visit_to_be_reminded_of(
    camille: Actor, ours: House, patient: Patient, gateway: Gateway, clock: Any
) -> None:
    for hour in ("09:15", "11:00"):
        visit_of(camille, ours, patient, at(hour) + WEEK)
    send_all()
    gateway.texts.clear()
    clock.move_to(NOW + timedelta(days=6))
    send_all()
    (message,) = gateway.texts
    assert "rappel de vos rendez-vous : lundi 21/01 à 09h15 et lundi 21/01 à 11h00" in message["text"]


def test_a_second_reminder_of_the_day_waits_for_tomorrow(
    visit: Appointment, camille: Actor, ours: House, patient: Patient, gateway: Gateway, clock: Any
) -> None:
    send_all()
    clock.move_to(NOW + timedelta(days=6))
    send_all()
    with acting_as(system_actor(ours.practice.id)):
        late = visit_of(camille, ours, patient, at("11:00") + timedelta(days=9))
        send_all()
        Delivery.objects.filter(appointment=late, kind="day_before").update(due_at=NOW + timedelta(days=6))
    sent = len(gateway.texts)
    send_all()
    assert len(gateway.texts) == sent
    (row,) = [row for row in deliveries(ours) if row.appointment_id == late.id and row.kind == "day_before"]
    assert (row.state, row.reason) == ("queued", "one-sms-a-day")
    assert row.due_at == at("08:00") + WEEK


def test_at_night_a_confirmation_waits_for_the_morning(
    camille: Actor, ours: House, patient: Patient, gateway: Gateway, clock: Any
) -> None:
    clock.move_to(at("22:00"))
    visit_of(camille, ours, patient, at("09:15") + WEEK)
    send_all()
    assert gateway.texts == [] and states(ours)[0] == ("booked", "queued", "quiet-hours")
    clock.move_to(at("08:00") + timedelta(days=1))
    send_all()
    assert len(gateway.texts) == 1


def test_a_visit_cancelled_in_the_night_before_it_is_told_at_night(
    camille: Actor, ours: House, patient: Patient, gateway: Gateway, clock: Any
) -> None:
    clock.move_to(at("22:00"))
    made = visit_of(camille, ours, patient, at("09:00") + timedelta(days=1))
    with acting_as(camille):
        booking.cancel_appointment(actor=camille, appointment_id=made.id, by="practice", reason="absence")
    clock.move_to(at("23:00"))
    send_all()
    assert gateway.texts == []
    actor = system_actor(ours.practice.id)
    with acting_as(actor):
        set_plan(actor=actor, practice_id=ours.practice.id, changes={"quiet_until": time(9), "hour": time(10)})
        Delivery.objects.filter(appointment=made, state="queued").update(due_at=at("23:00"))
    send_all()
    assert ["annulé" in message["text"] for message in gateway.texts] == [True]


def test_who_cannot_be_told_that_the_practice_cancelled_is_called(
    camille: Actor, ours: House, gateway: Gateway
) -> None:
    unreached = make_patient(ours.practice, "Zélande", "Ivo", phones=("+33199000009",))
    made = visit_of(camille, ours, unreached, at("09:15") + WEEK)
    send_all()
    assert left_to_do(ours) == []
    with acting_as(camille):
        booking.cancel_appointment(actor=camille, appointment_id=made.id, by="practice", reason="absence")
    send_all()
    assert left_to_do(ours) == ["not_told"]
    assert gateway.texts == []


@pytest.mark.requirement("ST-45")
def test_a_secret_visit_is_told_to_the_minor_s_own_number_and_to_no_other(
    visit: Appointment, ours: House, gateway: Gateway, camille: Actor, patient: Patient
) -> None:
    with acting_as(system_actor(ours.practice.id)), transaction.atomic():
        row = Appointment.objects.get(id=visit.id)
        row.minor_secrecy, row.secrecy_reason, row.own_contact = True, "demandé par le mineur", "+33639980777"
        row.save(update_fields=["minor_secrecy", "secrecy_reason", "own_contact"])
    visit_of(camille, ours, patient, at("11:00") + timedelta(days=8))
    send_all()
    said = {message["to"]: message["text"] for message in gateway.texts}
    assert len(gateway.texts) == 2 and "lundi 21/01" in said.pop("+33639980777")
    (parents,) = said.values()
    assert "mardi 22/01" in parents and "21/01" not in parents, "the family's message says nothing of it"


@pytest.mark.requirement("ST-45")
def test_a_secret_visit_without_a_number_of_the_minor_is_told_to_nobody(
    visit: Appointment, ours: House, gateway: Gateway
) -> None:
    with acting_as(system_actor(ours.practice.id)), transaction.atomic():
        row = Appointment.objects.get(id=visit.id)
        row.minor_secrecy, row.secrecy_reason = True, "demandé par le mineur"
        row.save(update_fields=["minor_secrecy", "secrecy_reason", "own_contact"])
    send_all()
    assert gateway.texts == [] and left_to_do(ours) == []


@pytest.mark.parametrize(("limit", "reason"), [("restricted_at", "record-limited"), ("death", "death-reported")])
def test_nothing_is_sent_about_a_limited_record_or_a_reported_death(
    visit: Appointment, ours: House, gateway: Gateway, patient: Patient, world: Any, limit: str, reason: str
) -> None:
    actor = world.actor("dr_martin")
    with acting_as(actor):
        if limit == "death":
            report_death(
                actor=actor, practice_id=ours.practice.id, patient_id=patient.id, died_on=NOW.date(), source="family"
            )
        else:
            restrict_record(actor=actor, patient_id=patient.id, ground="accuracy-contested")
    send_all()
    assert gateway.texts == []
    assert states(ours)[0] == ("booked", "void", reason)
