"""Who was told what, for the tests of other rooms: by day or by night, through the demonstration's own channels."""

from uuid import UUID

from django.db import transaction

from core.scoping import acting_as, system_actor
from notifications import sender
from notifications.models import Delivery


def say_everything() -> None:
    """Until nothing is due."""
    channel = sender.sender()
    assert channel is not None
    while sender.one_pass(channel):
        pass


def told(practice_id: UUID, kind: str | None = None) -> set[UUID]:
    """The visits that somebody was told of."""
    with acting_as(system_actor(practice_id)), transaction.atomic():
        rows = Delivery.objects.filter(practice_id=practice_id, state="accepted")
        return set((rows.filter(kind=kind) if kind else rows).values_list("appointment_id", flat=True))


def silenced(practice_id: UUID) -> set[str]:
    """Why others were not."""
    with acting_as(system_actor(practice_id)), transaction.atomic():
        rows = Delivery.objects.filter(practice_id=practice_id, state="void")
        return set(rows.values_list("reason", flat=True))
