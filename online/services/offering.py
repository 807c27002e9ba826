"""Free hours offered to those who would come sooner: by rank, one hour to one visit, a few at a time, each with an end.

Never more offers than hours: each offer holds its own. What is refused or left passes to the next in rank.
"""

import logging
from collections.abc import Callable
from datetime import datetime, timedelta
from uuid import UUID

from django.db import connection, transaction

from audit.actions import Action
from booking.errors import NotOffered, SlotTaken
from booking.queries import LinkedVisit, linked_visit, search_slots
from booking.search import LONGEST_RANGE
from booking.services import hold_slot
from core import clock
from core.errors import DomainError
from core.scoping import Actor, acting_as
from online.models import EarlierWish
from online.services.earlier import at_the_desk, end, is_open, let_pass, trace
from online.services.replaced import settle_replaced
from outbox.services import enqueue

TOPIC, CHANNEL = "online.earlier", "earlier"
# [P] As many as a practice's freed hours usually are; how long an answer is waited for; how much sooner is worth it.
WAVE = 3
ANSWER_WITHIN = timedelta(minutes=45)
SOONER_BY = timedelta(hours=24)
# Nobody is asked to leave at once.
NOTICE = timedelta(hours=3)
MOST_LOOKED_AT = 40

logger = logging.getLogger("permanence.online")


_may_be_offered: list[Callable[[LinkedVisit], bool]] = []


def register(may_be_offered: Callable[[LinkedVisit], bool]) -> None:
    """Called when it starts by the room that tells patients, above this one: whether an offer would leave now."""
    _may_be_offered[:] = [may_be_offered]


def offer_everywhere() -> int:
    """One pass over every practice with a wish; returns how many offers were made. One that fails stops no other."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT online_practices_wishing()")
        practices = [row[0] for row in cursor.fetchall()]
    made = 0
    for practice_id in practices:
        try:
            made += offer_earlier(practice_id)
        except Exception as error:
            # The kind of error only: its text may repeat what it was given.
            logger.error("earlier hours of practice %s not offered: %s", practice_id, type(error).__name__)
    return made


def offer_earlier(practice_id: UUID) -> int:
    """One pass over one practice, in rank; what was left without an answer passes first."""
    actor = at_the_desk(practice_id)
    with acting_as(actor):
        settle_replaced(actor, practice_id)
    with acting_as(actor), transaction.atomic():
        rows = EarlierWish.objects.select_for_update(skip_locked=True).filter(
            practice_id=practice_id, ended_at__isnull=True, replaces=False
        )
        wishes = list(rows.order_by("since", "id")[:MOST_LOOKED_AT])
        for wish in wishes:
            if wish.hold_id is not None and not is_open(wish):
                let_pass(wish)
        room = WAVE - sum(1 for wish in wishes if wish.hold_id is not None)
        made = 0
        for wish in (one for one in wishes if one.hold_id is None):
            if made >= room:
                break
            made += _offer_apart(actor, wish)
    return made


def _offer_apart(actor: Actor, wish: EarlierWish) -> bool:
    """What refuses one wish stops no other of the practice."""
    try:
        with transaction.atomic():
            return _offer(actor, wish)
    except DomainError as refusal:
        logger.warning("earlier wish %s not served: %s", wish.id, refusal.code)
        return False


def _offer(actor: Actor, wish: EarlierWish) -> bool:
    visit = linked_visit(wish.practice_id, wish.appointment_id)
    if visit is None or not visit.is_expected:
        end(actor, wish)
        return False
    # No hour is kept for somebody who would not be told of it: quiet hours, STOP, objection.
    if not all(asked(visit) for asked in _may_be_offered):
        return False
    start = _sooner(actor, wish, visit)
    if start is None:
        return False
    until = min(clock.now() + ANSWER_WITHIN, start - NOTICE)
    try:
        hold = hold_slot(
            actor=actor,
            visit_reason_id=visit.visit_reason_id,
            practitioner_role_id=visit.practitioner_role_id,
            start=start,
            until=until,
        )
    except (NotOffered, SlotTaken):
        return False
    wish.hold_id, wish.offer_start, wish.offer_until = hold.id, hold.start, min(until, hold.expires_at)
    wish.offers += 1
    wish.save(update_fields=["hold_id", "offer_start", "offer_until", "offers"])
    enqueue(topic=TOPIC, practice_id=wish.practice_id, entity_id=wish.id, channel=CHANNEL, version=wish.offers)
    trace(actor, Action.EARLIER_OFFERED, wish)
    return True


def _sooner(actor: Actor, wish: EarlierWish, visit: LinkedVisit) -> datetime | None:
    """The first free hour of the same practitioner that is sooner enough and was not offered to this visit before."""
    first = clock.now() + NOTICE + timedelta(minutes=5)
    last = min(visit.starts_at - SOONER_BY, first + LONGEST_RANGE)
    if last <= first:
        return None
    found = search_slots(
        actor,
        visit_reason_id=visit.visit_reason_id,
        start=first,
        end=last,
        practitioner_role_ids=[visit.practitioner_role_id],
        limit=len(wish.passed) + 1,
    )
    starts = (start for group in found.groups for start in group.starts)
    return next((start for start in starts if start not in wish.passed), None)
