"""What a person does about a message that failed or an answer nobody could place: settled, or said again otherwise."""

from uuid import UUID

from django.db import transaction

from audit import services as audit
from audit.actions import Action
from booking.lifecycle import Status
from booking.queries import appointment_card
from core import clock
from core.errors import NotFound
from core.scoping import Actor
from notifications.errors import FollowUpSettled, NothingToResend, SentAlready
from notifications.kinds import Medium
from notifications.models import Delivery, FollowUp, SettledAs
from notifications.states import State
from practices.constraints import refused_as
from practices.permissions import Permission, check_may
from practices.texts import one_of

_BY_HAND = (SettledAs.CALLED_BACK, SettledAs.DONE)


@transaction.atomic
def settle_follow_up(*, actor: Actor, follow_up_id: UUID, settled_as: str) -> FollowUp:
    """Called back, or done. Raises NotFound, Forbidden, InvalidInput, FollowUpSettled."""
    row = _open(actor, follow_up_id)
    chosen = SettledAs(one_of(SettledAs, "settled_as", settled_as))
    if chosen not in _BY_HAND:
        chosen = SettledAs.DONE
    _settle(actor, row, chosen)
    return row


@transaction.atomic
def resend(*, actor: Actor, follow_up_id: UUID, channel: str) -> Delivery:
    """Say the same thing once more by `channel`, because a person asks: a message of its own, sent as the visit is now.

    Raises NotFound, Forbidden, InvalidInput, FollowUpSettled, NothingToResend, SentAlready.
    """
    row = _open(actor, follow_up_id)
    medium = Medium(one_of(Medium, "channel", channel))
    former = row.delivery
    visit = former.appointment_id if former else None
    card = appointment_card(visit) if visit else None
    if former is None or visit is None or card is None or card.version != former.version:
        raise NothingToResend()
    if card.starts_at <= clock.now() and card.status == Status.BOOKED.value:
        raise NothingToResend()
    same = Delivery.objects.filter(
        practice_id=row.practice_id, appointment=former.appointment_id, kind=former.kind, version=former.version
    )
    if same.filter(channel=medium.value, state=State.QUEUED.value).exists():
        raise SentAlready()
    now = clock.now()
    again = Delivery(
        practice_id=row.practice_id,
        appointment_id=visit,
        kind=former.kind,
        channel=medium.value,
        version=former.version,
        resend=max(same.values_list("resend", flat=True)) + 1,
        state=State.QUEUED.value,
        due_at=now,
        created_at=now,
        state_at=now,
    )
    with refused_as({"delivery_asked_for_once": SentAlready}):
        again.save(force_insert=True)
    _settle(actor, row, SettledAs.RESENT)
    audit.record(
        actor=actor,
        action=Action.MESSAGE_RESENT,
        practice_id=row.practice_id,
        entity=("appointment", visit),
        patient_id=card.patient_id,
        details={"message": again.id, "topic": again.kind, "channel": again.channel},
    )
    return again


def _open(actor: Actor, follow_up_id: UUID) -> FollowUp:
    row = (
        FollowUp.objects.select_for_update(of=("self",))
        .filter(practice_id__in=actor.practice_ids, id=follow_up_id)
        .select_related("delivery", "reply")
        .first()
    )
    if row is None:
        raise NotFound()
    check_may(actor, Permission.FOLLOW_UP_HANDLE, row.practice_id)
    if row.settled_at is not None:
        raise FollowUpSettled(settled_as=row.settled_as)
    return row


def _settle(actor: Actor, row: FollowUp, settled_as: SettledAs) -> None:
    row.settled_as, row.settled_at, row.settled_by_id = settled_as.value, clock.now(), actor.user_id
    row.save(update_fields=["settled_as", "settled_at", "settled_by"])
    audit.record(
        actor=actor,
        action=Action.FOLLOW_UP_SETTLED,
        practice_id=row.practice_id,
        entity=("notifications.follow_up", row.id),
        details={"cause": row.cause, "settled_as": row.settled_as},
    )
