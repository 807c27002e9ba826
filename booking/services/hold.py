"""Keep a slot for a short while: two minutes at the desk, ten online with the end in sight."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from audit.actions import Action
from audit.services import record
from booking import occupancy
from booking.consignes import Scale
from booking.errors import SlotTaken
from booking.locks import in_one_transaction, lock_practitioners
from booking.models import HeldVisit
from booking.nearest import nearest
from booking.offer import agenda_in, check_door, check_offered, offer_of
from booking.search import Slot
from booking.services.visit import Visit, attended
from core import clock
from core.errors import NotFound
from core.scoping import Actor, Channel
from practices.permissions import Permission, check_may

AT_THE_DESK = timedelta(minutes=2)
ONLINE = timedelta(minutes=10)
# A call that its exchange never ended keeps nothing for longer.
WHILE_A_CALL_LASTS = timedelta(hours=3)
# [P] An hour offered by message waits for a night, a Sunday or a holiday, then a day for its answer, and no longer.
WHILE_AN_ANSWER_IS_AWAITED = timedelta(days=3)


@dataclass(frozen=True, slots=True)
class Hold:
    """`start` and `end` are the visit's, without its buffers; `timezone` is that of the place."""

    id: UUID
    practice_id: UUID
    practitioner_role_id: UUID
    visit_reason_id: UUID
    start: datetime
    end: datetime
    expires_at: datetime
    timezone: str


@in_one_transaction
def hold_slot(
    *,
    actor: Actor,
    visit_reason_id: UUID,
    practitioner_role_id: UUID,
    start: datetime,
    call_id: UUID | None = None,
    until: datetime | None = None,
) -> Hold:
    """Keep an offered slot for the actor: two minutes, or `until`: three hours at most in a call, three days otherwise.

    Raises NotFound, Forbidden, NotOffered, SlotTaken with alternatives, OffersFull for a fourth during one call,
    ConsigneBlocks when a consigne refuses that time to everybody.
    """
    offer = offer_of(actor, visit_reason_id)
    check_may(actor, Permission.SLOT_HOLD, offer.terms.practice_id)
    check_door(offer.terms)
    agenda = agenda_in(offer, actor, practitioner_role_id)
    lock_practitioners([agenda.practitioner_id])
    shape, now = offer.terms.shape, clock.now()
    visit, table = attended(Visit.of(agenda, visit_reason_id, shape, start))
    seconds = int(visit.start.timestamp())
    check_offered(offer.terms, shape, table, visit.start, now)
    Scale(offer.terms).check_whoever(agenda, visit.start, now)
    expires_at = now + (ONLINE if actor.channel is Channel.WEB else AT_THE_DESK)
    if until is not None:
        longest = WHILE_AN_ANSWER_IS_AWAITED if call_id is None else WHILE_A_CALL_LASTS
        expires_at = max(expires_at, min(until, now + longest))
    try:
        hold_id = occupancy.hold(visit.claim(call_id=call_id), held_by=actor.user_id, expires_at=expires_at)
    except SlotTaken:
        others = nearest(offer.terms, shape, offer.agendas, Slot(agenda, seconds, shape.duration))
        raise SlotTaken(alternatives=[slot.as_alternative() for slot in others]) from None
    HeldVisit.objects.create(
        id=hold_id,
        practice_id=agenda.practice_id,
        practitioner_role_id=agenda.role_id,
        visit_reason_id=visit_reason_id,
        starts_at=visit.start,
        ends_at=visit.end,
        buffer_before_minutes=visit.buffer_before,
        buffer_after_minutes=visit.buffer_after,
        held_at=now,
    )
    _journal(actor, Action.HOLD_TAKEN, agenda.practice_id, hold_id, agenda.role_id, visit.start)
    return Hold(
        hold_id,
        agenda.practice_id,
        agenda.role_id,
        visit_reason_id,
        visit.start,
        visit.end,
        expires_at,
        agenda.place.zone,
    )


@in_one_transaction
def release_hold(*, actor: Actor, hold_id: UUID) -> None:
    """Give a held slot back; nothing happens when it had already ended.

    Raises NotFound, also for what a colleague holds, and Forbidden.
    """
    held = HeldVisit.objects.filter(pk=hold_id, practice_id__in=actor.practice_ids).first()
    if held is None:
        raise NotFound()
    check_may(actor, Permission.SLOT_HOLD, held.practice_id)
    if occupancy.is_held_by_another(hold_id, actor.user_id):
        raise NotFound()
    if occupancy.release_hold(hold_id, held_by=actor.user_id):
        _journal(actor, Action.HOLD_RELEASED, held.practice_id, hold_id, held.practitioner_role_id, held.starts_at)


@in_one_transaction
def release_offers(*, actor: Actor, practice_id: UUID, call_id: UUID) -> int:
    """Give back everything that is held for a call, whoever holds it; returns how many. Raises NotFound, Forbidden."""
    check_may(actor, Permission.SLOT_HOLD, practice_id)
    occupancy.lock_call(call_id)
    held = HeldVisit.objects.filter(practice_id=practice_id, id__in=occupancy.offers_in(call_id)).in_bulk()
    for hold_id, visit in held.items():
        _journal(actor, Action.HOLD_RELEASED, practice_id, hold_id, visit.practitioner_role_id, visit.starts_at)
    return occupancy.end_holds(held)


def _journal(actor: Actor, action: Action, practice_id: UUID, hold_id: UUID, role_id: UUID, start: datetime) -> None:
    record(
        actor=actor,
        action=action,
        practice_id=practice_id,
        entity=("hold", hold_id),
        details={"role": role_id, "start": start},
    )
