"""Two senders at one telephone: neither stops the other, and everybody of the family is told once."""

import threading
from datetime import timedelta

import pytest
from django.db import connection, transaction

from core import clock
from core.scoping import acting_as, system_actor
from notifications.models import Delivery
from notifications.services import sending
from notifications.services.attempts import Attempt
from notifications.services.claims import Turn, claim
from notifications.states import State
from tests.factories.booking import book
from tests.factories.patients import make_patient
from tests.factories.practices import make_world
from tests.notifications.gateway import Gateway
from tests.notifications.test_killed_senders import tomorrow
from tests.personas import CAMILLE

pytestmark = pytest.mark.slow
PAIRS = 6


def test_two_senders_at_one_telephone_do_not_stop_each_other(committed: None, gateway: Gateway) -> None:
    world = make_world()
    first, house, camille, now = tomorrow(world), world.ours, world.actor(CAMILLE), clock.now()
    visits = [first]
    with acting_as(camille):
        for number in range(1, 2 * PAIRS):
            one = make_patient(house.practice, "Zélande", "Ivo", phones=("+33639980001",))
            visits.append(book(camille, house, one.id, first.starts_at + timedelta(minutes=15 * number)))
    system = system_actor(house.practice.id)
    with acting_as(system), transaction.atomic():
        Delivery.objects.bulk_create(
            Delivery(
                practice=house.practice, appointment=visit, kind="moved", channel="sms", version=visit.version,
                state="queued", due_at=now, created_at=now, state_at=now,
            )
            for visit in visits
        )  # fmt: skip
    turns, troubles = claim(State.QUEUED, 2 * PAIRS), []

    def send(turn: Turn, ready: threading.Barrier) -> None:
        ready.wait()
        try:
            with acting_as(system):
                if sending._prepare(turn):
                    sending._say(Attempt(turn))
        except Exception as error:
            troubles.append(type(error).__name__)
        finally:
            connection.close()

    for pair in zip(turns[::2], turns[1::2], strict=True):
        ready = threading.Barrier(2)
        both = [threading.Thread(target=send, args=(turn, ready)) for turn in pair]
        for each in both:
            each.start()
        for each in both:
            each.join()
    with acting_as(system), transaction.atomic():
        rows = list(Delivery.objects.filter(kind="moved"))
    assert (troubles, {row.state for row in rows}) == ([], {"accepted"})
    assert set(gateway.taken.values()) == {1}
