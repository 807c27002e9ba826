"""What is queued for senders that will die, and what is counted afterwards at the gateway and in the tables."""

from dataclasses import dataclass
from datetime import timedelta

from django.db import connections, transaction

from booking.models import Appointment
from core import clock
from core.scoping import acting_as, system_actor
from notifications import sender
from notifications.models import Delivery, FollowUp
from notifications.states import State
from tests.notifications.gateway import Gateway


@dataclass(frozen=True)
class Count:
    """`lost`: nobody was told and nobody is asked to look; `doubled`: told twice."""

    messages: int
    lost: int
    doubled: int
    unsure: int


def queue(visit: Appointment, count: int) -> None:
    """So many messages about one visit, each with its own reference."""
    now = clock.now()
    with acting_as(system_actor(visit.practice_id)), transaction.atomic():
        Delivery.objects.bulk_create(
            Delivery(
                practice_id=visit.practice_id, appointment=visit, kind="booked", channel="sms", version=visit.version,
                resend=number, state="queued", due_at=now, created_at=now, state_at=now,
            )
            for number in range(1, count + 1)
        )  # fmt: skip


def end_leases() -> None:
    """Whoever held them is dead."""
    with connections["owner"].cursor() as cursor:
        cursor.execute("ALTER TABLE notifications_delivery NO FORCE ROW LEVEL SECURITY")
        cursor.execute(
            "UPDATE notifications_delivery SET leased_until = %s WHERE leased_until IS NOT NULL",
            [clock.now() - timedelta(seconds=1)],
        )
        cursor.execute("ALTER TABLE notifications_delivery FORCE ROW LEVEL SECURITY")
    connections["owner"].close()


def finish() -> None:
    """A sender that nobody kills, until nothing is due; what a lost answer left is asked about."""
    channel = sender.sender()
    assert channel is not None
    for _ in range(50):
        while sender.one_pass(channel):
            pass
        end_leases()
        if not sender.one_pass(channel):
            return
    raise AssertionError("the messages never end")


def count(visit: Appointment, gateway: Gateway) -> Count:
    with acting_as(system_actor(visit.practice_id)), transaction.atomic():
        rows = list(Delivery.objects.filter(appointment=visit, resend__gt=0))
        asked = set(FollowUp.objects.filter(delivery__in=rows).values_list("delivery_id", flat=True))
    taken = {row.id: gateway.taken[row.id.hex] for row in rows}
    return Count(
        messages=len(rows),
        lost=sum(not taken[row.id] and row.id not in asked for row in rows),
        doubled=sum(times > 1 for times in taken.values()),
        unsure=sum(row.state == State.UNKNOWN.value for row in rows),
    )
