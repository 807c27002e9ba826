"""The outbox: what happened to a visit becomes its messages; what is not about a visit is said at once."""

import logging
import threading
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.core.management import call_command
from django.db import OperationalError, connection

from booking import services as booking
from booking.models import Appointment
from core.scoping import Actor, acting_as, system_actor
from notifications import sender
from notifications.console import ConsoleSender
from notifications.management.commands import send_outbox
from notifications.post import PostSender
from notifications.tasks import send_what_is_due
from outbox import services as outbox
from outbox.models import OutboxRow
from patients.models import Patient
from tests.factories.booking import at
from tests.factories.practices import House
from tests.notifications.conftest import send_all, states, visit_of
from tests.notifications.gateway import Gateway


class Listener(ConsoleSender):
    """A sender that remembers, and may refuse."""

    def __init__(self, error: Exception | None = None) -> None:
        self.warned: list[tuple[UUID, str]] = []
        self.error = error

    def warn_security(self, event_id: UUID, contact: str) -> None:
        self.warned.append((event_id, contact))
        if self.error is not None:
            raise self.error


def rows(practice_id: UUID | None) -> dict[str, tuple[str, str]]:
    practices = [practice_id] if practice_id else []
    with acting_as(system_actor(*practices)):
        return {row.topic: (row.state, row.last_outcome) for row in OutboxRow.objects.filter(practice_id=practice_id)}


def test_a_booking_is_confirmed_once(visit: Appointment, ours: House, gateway: Gateway) -> None:
    send_all()
    send_all()
    (message,) = gateway.texts
    assert message["to"] == "+33639980001"
    assert "lundi 21/01 à 09h15" in message["text"]
    assert rows(ours.practice.id)["appointment.booked"] == ("done", "planned")
    assert states(ours) == [("booked", "accepted", ""), ("day_before", "queued", "")]


def test_what_is_sent_says_when_and_where_and_nothing_of_whom_or_why(
    camille: Actor, ours: House, patient: Patient, gateway: Gateway
) -> None:
    visit_of(camille, ours, patient, at("11:00"), note="douleur thoracique")
    send_all()
    (message,) = gateway.texts
    for secret in ("Zélande", "Barnabé", "douleur", ours.visit_reason.name, "Martin", "médecin"):
        assert secret not in message["text"]


def test_the_demonstration_prints_short_messages_and_hides_the_number(
    visit: Appointment, settings: Any, capsys: pytest.CaptureFixture[str]
) -> None:
    settings.TELEPHONY_ACCOUNTS = {name: one for name, one in settings.TELEPHONY_ACCOUNTS.items() if name != "gate"}
    call_command("send_outbox")
    (line,) = capsys.readouterr().out.splitlines()
    assert line.startswith("SMS à …01 (1 partie) : Cabinet de Nancy : votre rendez-vous est confirmé : lundi 21/01")
    assert "+336" not in line and "STOP" not in line


def test_a_booking_cancelled_before_it_was_confirmed_is_only_said_to_be_cancelled(
    visit: Appointment, camille: Actor, ours: House, gateway: Gateway
) -> None:
    with acting_as(camille):
        booking.cancel_appointment(actor=camille, appointment_id=visit.id, by="patient", reason="empêchement")
    send_all()
    assert ["annulé" in message["text"] for message in gateway.texts] == [True]
    assert rows(ours.practice.id) == {
        "appointment.booked": ("void", "superseded"),
        "appointment.cancelled": ("done", "planned"),
    }


def test_a_refused_message_waits_and_the_others_go_on(clock: Any, visit: Appointment, ours: House) -> None:
    event = uuid4()
    outbox.enqueue(topic=sender.SECURITY_TOPIC, practice_id=None, entity_id=event, channel="security_contact")
    refusing, accepting = Listener(sender.SendFailed()), Listener()
    sender.send_due(refusing)
    assert rows(None)[sender.SECURITY_TOPIC] == ("pending", "channel-refused")
    assert rows(ours.practice.id)["appointment.booked"] == ("done", "planned")
    clock.shift(31)
    sender.send_due(accepting)
    assert [warned for warned, _ in accepting.warned] == [event]


def test_an_unexpected_failure_is_logged_without_what_it_carried(db: None, caplog: pytest.LogCaptureFixture) -> None:
    outbox.enqueue(topic=sender.SECURITY_TOPIC, practice_id=None, entity_id=uuid4(), channel="security_contact")
    with caplog.at_level(logging.ERROR):
        sender.send_due(Listener(ValueError("Barnabé Zélande")))
    assert "ValueError" in caplog.text
    assert "Barnab" not in caplog.text
    assert rows(None)[sender.SECURITY_TOPIC] == ("pending", "unexpected")


@pytest.mark.requirement("CH-07")
def test_the_security_contact_is_told_of_a_compromised_account(
    db: None, settings: Any, capsys: pytest.CaptureFixture[str]
) -> None:
    settings.SECURITY_CONTACT = "securite@permanence.example"
    event = uuid4()
    outbox.enqueue(topic=sender.SECURITY_TOPIC, practice_id=None, entity_id=event, channel="security_contact")
    call_command("send_outbox")
    assert capsys.readouterr().out == (
        f"Compte signalé compromis : prévenir securite@permanence.example [événement {event}]\n"
    )


def test_without_a_channel_the_rows_wait(visit: Appointment, ours: House, settings: Any, capsys: Any) -> None:
    settings.MESSAGE_CHANNELS = frozenset()
    call_command("send_outbox")
    assert "nothing is sent" in capsys.readouterr().out
    assert rows(ours.practice.id)["appointment.booked"] == ("pending", "")


def test_the_queue_wakes_a_sender_and_carries_nothing(visit: Appointment, gateway: Gateway, settings: Any) -> None:
    send_what_is_due()
    assert len(gateway.texts) == 1
    settings.MESSAGE_CHANNELS = frozenset()
    send_what_is_due()


def test_what_is_not_about_a_visit_is_printed_by_a_demonstration_and_posted_elsewhere(settings: Any) -> None:
    assert type(sender.sender()) is ConsoleSender
    settings.DEMONSTRATION = False
    assert type(sender.sender()) is PostSender


@pytest.mark.requirement("CH-07")
def test_the_security_contact_is_written_to_by_e_mail(db: None, settings: Any, mailoutbox: list[Any]) -> None:
    settings.DEMONSTRATION, settings.SECURITY_CONTACT = False, "securite@permanence.example"
    outbox.enqueue(topic=sender.SECURITY_TOPIC, practice_id=None, entity_id=uuid4(), channel="security_contact")
    post = sender.sender()
    assert post is not None and sender.send_due(post) == 1
    (mail,) = mailoutbox
    assert mail.to == ["securite@permanence.example"]
    assert rows(None)[sender.SECURITY_TOPIC] == ("done", "told")


def test_the_sending_process_stops_when_told_and_survives_a_database_error(
    db: None, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    stopping, passes = threading.Event(), []

    def failing(channel: sender.Sender) -> int:
        passes.append(channel)
        if len(passes) == 2:
            stopping.set()
        raise OperationalError

    monkeypatch.setattr(send_outbox, "PASS_SECONDS", 0.0)
    monkeypatch.setattr(send_outbox, "ERROR_PAUSE_SECONDS", 0.0)
    monkeypatch.setattr(sender, "one_pass", failing)
    monkeypatch.setattr(connection, "close", lambda: None)
    send_outbox.run(Listener(), stopping)
    assert len(passes) == 2
    assert "cannot be read for now" in caplog.text
