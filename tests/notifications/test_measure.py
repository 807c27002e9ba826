from types import SimpleNamespace
from typing import Any

from bench.measures import messages
from booking.models import Appointment
from core.scoping import acting_as, system_actor
from notifications.models import Delivery, ReminderPlan
from tests.factories.practices import House


def test_what_is_measured_is_sent_and_leaves_nothing_behind(visit: Appointment, ours: House) -> None:
    world: Any = SimpleNamespace(served=[ours.practice])
    with acting_as(system_actor(ours.practice.id)):
        row = messages.measure(world)
        assert row.facts["sent"] == 1
        assert not Delivery.objects.filter(resend=1).exists() and not ReminderPlan.objects.exists()
