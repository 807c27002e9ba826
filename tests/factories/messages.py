"""Messages that failed and answers nobody could place, as the desk finds them."""

from datetime import timedelta

from booking.models import Appointment
from core import clock
from core.ids import new_id
from core.scoping import acting_as, system_actor
from notifications.models import Cause, Delivery, FollowUp, Reply
from notifications.numbers import number_key


def make_failed(visit: Appointment, *, reason: str = "http-422") -> FollowUp:
    """The confirmation of this visit, refused by its vendor."""
    now = clock.now()
    row = Delivery(
        practice_id=visit.practice_id, appointment=visit, kind="booked", channel="sms", version=visit.version,
        state="failed", reason=reason, due_at=now, created_at=now, state_at=now, sending_at=now, template_version=1,
    )  # fmt: skip
    row.reference = row.id
    with acting_as(system_actor(visit.practice_id)):
        row.save(force_insert=True)
        return FollowUp.objects.create(
            practice_id=visit.practice_id, cause=Cause.FAILED.value, delivery=row, opened_at=now - timedelta(minutes=9)
        )


def make_reply(visit: Appointment, text: str, number: str = "+33639980001") -> FollowUp:
    """Words that a person must read."""
    now = clock.now()
    reply = Reply(
        practice_id=visit.practice_id, account="gate", event_id=str(new_id()),
        number_key=number_key(visit.practice_id, number), number=number, text=text, occurred_at=now, received_at=now,
        meaning="other", outcome="person",
    )  # fmt: skip
    with acting_as(system_actor(visit.practice_id)):
        reply.save(force_insert=True)
        return FollowUp.objects.create(
            practice_id=visit.practice_id, cause=Cause.UNREADABLE.value, reply=reply, opened_at=now
        )
