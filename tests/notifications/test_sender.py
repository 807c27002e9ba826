import logging
import threading
from collections.abc import Iterator
from typing import Any
from uuid import UUID, uuid4

import pytest
import time_machine
from django.core.exceptions import ImproperlyConfigured
from django.core.management import call_command
from django.db import OperationalError, connection

from booking import services as booking
from booking.models import Appointment
from core.scoping import Actor, acting_as, system_actor
from notifications import sender
from notifications.confirmation import Confirmation, Occasion
from notifications.console import ConsoleSender
from notifications.management.commands import send_outbox
from outbox import services as outbox
from outbox.models import OutboxRow
from tests.factories.booking import NOW, at, book, open_every_week
from tests.factories.patients import make_patient
from tests.factories.practices import House, World, make_world
from tests.personas import CAMILLE


class Listener:
    """A sender that remembers, and may refuse."""

    def __init__(self, error: Exception | None = None) -> None:
        self.said: list[Confirmation] = []
        self.warned: list[tuple[UUID, str]] = []
        self.error = error

    def send(self, confirmation: Confirmation) -> None:
        if self.error is not None:
            raise self.error
        self.said.append(confirmation)

    def warn_security(self, event_id: UUID, contact: str) -> None:
        self.warned.append((event_id, contact))


@pytest.fixture
def clock() -> Iterator[Any]:
    with time_machine.travel(NOW, tick=False) as traveller:
        yield traveller


@pytest.fixture
def world(db: None, clock: Any) -> World:
    world = make_world()
    open_every_week(world.ours.role)
    return world


@pytest.fixture
def ours(world: World) -> House:
    return world.ours


@pytest.fixture
def camille(world: World) -> Actor:
    return world.actor(CAMILLE)


@pytest.fixture
def visit(camille: Actor, ours: House) -> Appointment:
    patient = make_patient(ours.practice, "Zélande", "Barnabé")
    with acting_as(camille):
        return book(camille, ours, patient.id, at("09:15"), note="douleur thoracique")


def states(practice_id: UUID) -> dict[str, tuple[str, str]]:
    with acting_as(system_actor(practice_id)):
        return {row.topic: (row.state, row.last_outcome) for row in OutboxRow.objects.all()}


def test_a_booking_is_confirmed_once(visit: Appointment, ours: House) -> None:
    listener = Listener()
    assert sender.send_due(listener) >= 1
    [said] = listener.said
    assert (said.appointment_id, said.occasion, said.starts_at) == (visit.id, Occasion.CONFIRMED, at("09:15"))
    assert sender.send_due(listener) == 0
    assert states(ours.practice.id)["appointment.booked"] == ("done", "sent")


def test_what_is_printed_says_when_and_where_and_nothing_of_whom_or_why(
    visit: Appointment, ours: House, capsys: pytest.CaptureFixture[str]
) -> None:
    call_command("send_outbox")
    [line] = capsys.readouterr().out.splitlines()
    assert line.startswith("Rendez-vous confirmé : lundi 14 janvier 2041 à 09:15, Cabinet de Nancy, ")
    assert str(visit.id) in line
    for secret in ("Zélande", "Barnabé", "douleur", ours.visit_reason.name, str(visit.patient_id)):
        assert secret not in line


def test_a_booking_cancelled_before_it_was_confirmed_is_only_said_to_be_cancelled(
    visit: Appointment, camille: Actor, ours: House
) -> None:
    with acting_as(camille):
        booking.cancel_appointment(actor=camille, appointment_id=visit.id, by="patient", reason="empêchement")
    listener = Listener()
    sender.send_due(listener)
    assert [said.occasion for said in listener.said] == [Occasion.CANCELLED]
    assert states(ours.practice.id) == {
        "appointment.booked": ("void", "superseded"),
        "appointment.cancelled": ("done", "sent"),
    }


def test_a_refused_message_waits_and_the_others_go_on(visit: Appointment, ours: House, clock: Any) -> None:
    event = uuid4()
    outbox.enqueue(topic=sender.SECURITY_TOPIC, practice_id=None, entity_id=event, channel="security_contact")
    refusing, accepting = Listener(sender.SendFailed()), Listener()
    sender.send_due(refusing)
    assert [warned for warned, _ in refusing.warned] == [event]
    assert states(ours.practice.id)["appointment.booked"] == ("pending", "channel-refused")
    assert sender.send_due(accepting) == 0
    clock.shift(31)
    sender.send_due(accepting)
    assert len(accepting.said) == 1


def test_an_unexpected_failure_is_logged_without_what_it_carried(
    visit: Appointment, ours: House, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.ERROR):
        sender.send_due(Listener(ValueError("Barnabé Zélande")))
    assert "ValueError" in caplog.text
    assert "Barnab" not in caplog.text
    assert states(ours.practice.id)["appointment.booked"] == ("pending", "unexpected")


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


def test_without_a_sender_the_rows_wait(visit: Appointment, ours: House, settings: Any, capsys: Any) -> None:
    settings.CONFIRMATION_SENDER = "none"
    call_command("send_outbox")
    assert "nothing is sent" in capsys.readouterr().out
    assert states(ours.practice.id)["appointment.booked"] == ("pending", "")


@pytest.mark.parametrize(("name", "kind"), [("console", ConsoleSender), ("none", type(None))])
def test_a_sender_is_asked_for_by_name(settings: Any, name: str, kind: type) -> None:
    settings.CONFIRMATION_SENDER = name
    assert type(sender.sender()) is kind


def test_an_unknown_sender_stops_the_product(settings: Any) -> None:
    settings.CONFIRMATION_SENDER = "pigeon"
    with pytest.raises(ImproperlyConfigured, match="CONFIRMATION_SENDER"):
        sender.sender()


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
    monkeypatch.setattr(sender, "send_due", failing)
    monkeypatch.setattr(connection, "close", lambda: None)
    send_outbox.run(Listener(), stopping)
    assert len(passes) == 2
    assert "cannot be read for now" in caplog.text
