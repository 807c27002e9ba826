"""Cancellations that race their own reminder: once one is acknowledged, nothing is said about that visit."""

import random
import threading
import time as moments
from datetime import datetime, time, timedelta
from uuid import UUID

import pytest
from django.db import connection, transaction

from booking import services as booking
from booking.models import Appointment
from core import clock
from core.scoping import Actor, acting_as, system_actor
from notifications.models import Delivery
from notifications.services import send_due
from tests.calls.lines import make_line
from tests.factories.booking import book
from tests.factories.consent import choose_reach
from tests.factories.patients import make_patient
from tests.factories.plans import never_quiet
from tests.factories.practices import House, World, ask_everything, make_world
from tests.notifications.gateway import Gateway
from tests.personas import CAMILLE

pytestmark = [pytest.mark.slow]
RACES = 50


def race(world: World, gateway: Gateway, races: int) -> tuple[int, int, int]:
    """How many were reminded in time, how many after their cancellation was acknowledged, how many not at all."""
    visits = _visits(world, races)
    camille = world.actor(CAMILLE)
    cancelled: dict[UUID, float] = {}
    over = threading.Event()

    def remind() -> None:
        try:
            while not over.is_set() or send_due():
                send_due()
        finally:
            connection.close()

    reminding = threading.Thread(target=remind)
    reminding.start()
    # Side by side: the first reminder has left when the first cancellation begins.
    begun = moments.monotonic()
    while not gateway.heard and moments.monotonic() - begun < 20:
        moments.sleep(0.001)
    try:
        # In another order than the sender's: whichever is faster, each comes first somewhere.
        for visit in random.Random(5).sample(visits, len(visits)):
            with acting_as(camille):
                booking.cancel_appointment(actor=camille, appointment_id=visit, by="patient", reason="empêchement")
            cancelled[visit] = moments.monotonic()
    finally:
        over.set()
        reminding.join()
    return _judged(world, gateway, cancelled)


def _judged(world: World, gateway: Gateway, cancelled: dict[UUID, float]) -> tuple[int, int, int]:
    with acting_as(system_actor(world.ours.practice.id)), transaction.atomic():
        rows = {row.appointment_id: row for row in Delivery.objects.filter(kind="day_before")}
    heard = {visit: gateway.heard.get(rows[visit].id.hex) for visit in cancelled}
    said = {visit: at for visit, at in heard.items() if at is not None}
    late = [visit for visit, at in said.items() if at > cancelled[visit]]
    ends = {(row.state, row.reason) for row in rows.values()}
    assert ends <= {("accepted", ""), ("void", "superseded")}, ends
    assert all(rows[visit].state == ("accepted" if visit in said else "void") for visit in cancelled)
    return len(said) - len(late), len(late), len(cancelled) - len(said)


def _visits(world: World, races: int) -> list[UUID]:
    """One a patient, each with its reminder due now; made by the agenda, a reminder beside."""
    house, system = world.ours, system_actor(world.ours.practice.id)
    ask_everything(house.role, reminders=True)
    make_line(house.practice, account="gate")
    never_quiet(house.practice.id)
    letters = "abcdefghijklmnopqrstuvwxyz"
    first = (clock.now() + timedelta(days=2)).replace(hour=5, minute=0, second=0, microsecond=0)
    visits = []
    for number in range(races):
        day, place = divmod(number, 56)
        start = first + timedelta(days=day, minutes=15 * place)
        if place == 0:
            with acting_as(system):
                booking.add_opening_exception(
                    actor=system, practitioner_role_id=house.role.id, day=start.date(), opens=time(5), closes=time(23)
                )
        name = "".join(letters[number // 26**power % 26] for power in range(3))
        patient = make_patient(house.practice, f"Race{name}", phones=(f"+3363998{number:04d}",))
        choose_reach(system, patient, "sms")
        with acting_as(system):
            visits.append(_with_reminder(system, house, patient.id, start))
    return visits


def _with_reminder(actor: Actor, house: House, patient_id: UUID, start: datetime) -> UUID:
    visit: Appointment = book(actor, house, patient_id, start)
    now = clock.now()
    with transaction.atomic():
        Delivery.objects.create(
            practice_id=visit.practice_id, appointment=visit, kind="day_before", channel="sms", version=visit.version,
            state="queued", due_at=now, created_at=now, state_at=now,
        )  # fmt: skip
    return visit.id


@pytest.mark.requirement("ST-13")
def test_no_reminder_leaves_once_its_cancellation_was_acknowledged(committed: None, gateway: Gateway) -> None:
    in_time, late, silent = race(make_world(), gateway, RACES)
    assert late == 0
    assert in_time + silent == RACES
    assert in_time and silent, "neither side is always first"
