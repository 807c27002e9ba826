"""Free hours offered to those who would come sooner: by rank, one hour to one visit, a few at a time, each with an end.

Never more offers than hours: each offer holds its own. What is refused or left passes to the next in rank.
"""

import logging
from collections.abc import Callable
from datetime import timedelta
from uuid import UUID

from django.db import connection, transaction

from audit.actions import Action
from booking.errors import NotOffered, SlotTaken
from booking.queries import LinkedVisit, linked_visit
from booking.services import hold_slot
from core import clock
from core.errors import DomainError
from core.scoping import Actor, acting_as
from online.models import EarlierWish
from online.services.earlier import at_the_desk, end, trace
from online.services.passing import settle_wishes
from online.services.waiting import NOTICE, Queue, free_before, queues, sooner
from outbox.services import enqueue

TOPIC, CHANNEL = "online.earlier", "earlier"
# [P] How long an answer is waited for.
ANSWER_WITHIN = timedelta(minutes=45)

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
        settle_wishes(actor, practice_id)
        return sum(_serve(actor, queue) for queue in queues(actor, practice_id))


def _serve(actor: Actor, queue: Queue) -> int:
    made = 0
    for wish_id in queue.wishes:
        if made >= queue.room:
            break
        made += _offer_apart(actor, wish_id)
    return made


def _offer_apart(actor: Actor, wish_id: UUID) -> bool:
    """What refuses one wish stops no other of the practice."""
    rows = EarlierWish.objects.select_for_update(skip_locked=True)
    try:
        with transaction.atomic():
            wish = rows.filter(pk=wish_id, ended_at__isnull=True, hold_id__isnull=True).first()
            return wish is not None and _offer(actor, wish)
    except DomainError as refusal:
        logger.warning("earlier wish %s not served: %s", wish_id, refusal.code)
        return False


def _offer(actor: Actor, wish: EarlierWish) -> bool:
    visit = linked_visit(wish.practice_id, wish.appointment_id)
    if visit is None or not visit.is_expected:
        end(actor, wish)
        return False
    # Its hour was closed meanwhile: its rank stays for the day it has one again.
    if visit.is_displaced:
        return False
    # No hour is kept for somebody who would not be told of it: quiet hours, STOP, objection.
    if not all(asked(visit) for asked in _may_be_offered):
        return False
    start = sooner(wish, visit, free_before(actor, visit, len(wish.passed) + 1))
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
