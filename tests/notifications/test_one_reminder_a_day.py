"""One reminder by SMS a day and telephone: a family has one message, the next waits, and nobody is forgotten."""

from datetime import time, timedelta
from typing import Any

from django.db import transaction

from booking.models import Appointment
from core import clock as present
from core.scoping import Actor, acting_as, system_actor
from notifications.models import Delivery
from notifications.services import set_plan
from patients.models import Patient
from tests.factories.booking import at
from tests.factories.consent import choose_reach
from tests.factories.patients import make_patient
from tests.factories.practices import House
from tests.notifications.conftest import MOBILE, NOW, deliveries, left_to_do, send_all, visit_of
from tests.notifications.gateway import Gateway

WEEK = timedelta(days=7)


def test_a_family_with_one_telephone_has_one_reminder_of_the_day_and_nobody_is_forgotten(
    camille: Actor, ours: House, patient: Patient, gateway: Gateway, clock: Any
) -> None:
    family = [patient, *(in_the_family(camille, ours, name) for name in ("Ivo", "Max"))]
    for one, hour in zip(family, ("09:15", "11:00"), strict=False):
        visit_of(camille, ours, one, at(hour) + WEEK)
    send_all()
    gateway.texts.clear()
    clock.move_to(NOW + timedelta(days=6))
    send_all()
    (message,) = gateway.texts
    assert "vos rendez-vous : lundi 21/01 à 09h15 et lundi 21/01 à 11h00" in message["text"]
    late = visit_of(camille, ours, family[2], at("11:45") + timedelta(days=9))
    send_all()
    gateway.texts.clear()
    remind_now(ours, late)
    send_all()
    assert gateway.texts == []
    row = reminder_of(ours, late)
    assert (row.state, row.reason, row.due_at) == ("queued", "one-sms-a-day", at("08:00") + WEEK)
    clock.move_to(row.due_at)
    send_all()
    assert ["11h45" in one["text"] for one in gateway.texts] == [True]


def test_a_second_reminder_of_the_day_that_cannot_wait_is_told_by_somebody(
    visit: Appointment, camille: Actor, ours: House, gateway: Gateway, clock: Any
) -> None:
    system = system_actor(ours.practice.id)
    with acting_as(system):
        set_plan(actor=system, practice_id=ours.practice.id, changes={"quiet_until": time(9)})
    send_all()
    clock.move_to(NOW + timedelta(days=6))
    send_all()
    early = visit_of(camille, ours, in_the_family(camille, ours, "Ivo"), at("09:00") + WEEK)
    send_all()
    told = len(gateway.texts)
    remind_now(ours, early)
    send_all()
    row = reminder_of(ours, early)
    assert (row.state, row.reason, left_to_do(ours)) == ("void", "one-sms-a-day", ["not_told"])
    assert len(gateway.texts) == told
    first = reminder_of(ours, visit)
    assert first.number_key is not None and MOBILE not in str(vars(first)), "the number is known and not kept"


def in_the_family(camille: Actor, house: House, name: str) -> Patient:
    """Somebody else reached on the same telephone."""
    found = make_patient(house.practice, "Zélande", name, phones=(MOBILE,))
    choose_reach(camille, found, "sms")
    return found


def remind_now(house: House, visit: Appointment) -> None:
    now = present.now()
    with acting_as(system_actor(house.practice.id)), transaction.atomic():
        Delivery.objects.update_or_create(
            appointment=visit, kind="day_before", version=visit.version,
            defaults={"due_at": now},
            create_defaults={
                "practice": house.practice, "channel": "sms", "state": "queued", "due_at": now, "created_at": now,
                "state_at": now,
            },
        )  # fmt: skip


def reminder_of(house: House, visit: Appointment) -> Delivery:
    (row,) = [one for one in deliveries(house) if one.appointment_id == visit.id and one.kind == "day_before"]
    return row
