"""What only a call can settle is work for the desk: an hour freed sooner, until somebody answered or the hour passed;
which of two near visits is kept; another hour for a visit that lost its own.
"""

from uuid import UUID

from django.db import transaction

from audit import services as audit
from audit.actions import Action
from booking.queries import appointment
from core import clock
from core.scoping import Actor
from notifications.models import Cause, FollowUp, SettledAs
from online.services import accept_earlier, refuse_earlier


def ask_for_a_call(practice_id: UUID, appointment_id: UUID) -> None:
    """One open line a visit, in the sender's own transaction."""
    line = FollowUp(
        practice_id=practice_id, cause=Cause.EARLIER.value, appointment_id=appointment_id, opened_at=clock.now()
    )
    FollowUp.objects.bulk_create([line], ignore_conflicts=True)


def ask_which_to_keep(practice_id: UUID, appointment_id: UUID) -> None:
    """Booked online near another visit of somebody who may not be told of it there: the desk asks, in one open line."""
    line = FollowUp(
        practice_id=practice_id, cause=Cause.NEAR.value, appointment_id=appointment_id, opened_at=clock.now()
    )
    FollowUp.objects.bulk_create([line], ignore_conflicts=True)


def ring_displaced(practice_id: UUID, appointment_id: UUID) -> None:
    """The practice closed the hour and no message found another: one open line, in the caller's transaction.

    Nobody has to offer a sooner hour to whoever has none, and whoever rings sees which visits are near.
    """
    now = clock.now()
    line = FollowUp(practice_id=practice_id, cause=Cause.DISPLACED.value, appointment_id=appointment_id, opened_at=now)
    FollowUp.objects.bulk_create([line], ignore_conflicts=True)
    lines = FollowUp.objects.filter(practice_id=practice_id, appointment=appointment_id, settled_at__isnull=True)
    others = lines.filter(cause__in=(Cause.EARLIER.value, Cause.NEAR.value))
    others.update(settled_as=SettledAs.DONE.value, settled_at=now)


@transaction.atomic
def answer_by_phone(*, actor: Actor, appointment_id: UUID, accepted: bool) -> bool:
    """What the patient said on the phone of the hour kept for them; its line of work is settled.

    False when the agenda refuses the move: see `online.services.accept_earlier`. Raises NotFound, Forbidden, OfferGone.
    """
    visit = appointment(actor, appointment_id)
    act = accept_earlier if accepted else refuse_earlier
    done = act(actor=actor, practice_id=visit.practice_id, appointment_id=visit.id) is not False
    lines = FollowUp.objects.select_for_update().filter(
        practice_id=visit.practice_id, appointment=visit.id, cause=Cause.EARLIER.value, settled_at__isnull=True
    )
    for line in lines:
        line.settled_as, line.settled_at = SettledAs.CALLED_BACK.value, clock.now()
        line.settled_by_id = actor.user_id
        line.save(update_fields=["settled_as", "settled_at", "settled_by"])
        audit.record(
            actor=actor,
            action=Action.FOLLOW_UP_SETTLED,
            practice_id=visit.practice_id,
            entity=("notifications.follow_up", line.id),
            details={"cause": line.cause, "settled_as": line.settled_as},
        )
    return done
