"""The practice closed the hour of a visit: its patient is offered the nearest other one, kept until the answer."""

from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction

from audit.actions import Action
from booking.errors import NotOffered, SlotTaken
from booking.queries import LinkedVisit, linked_visit, search_slots
from booking.services import hold_slot
from core import clock
from core.scoping import Actor
from online.errors import CannotBeTold, NothingEarlier, NothingEquivalent, NowhereToAnswer
from online.models import EarlierWish
from online.services.earlier import at_the_desk, end, is_open, locked_wish, trace
from online.services.offering import CHANNEL, TOPIC
from online.services.waiting import NOTICE
from outbox.services import enqueue
from patients.reach import contact_points
from practices.online import takes_online
from practices.permissions import Permission, check_may

# [P] How long an answer is waited for, how far around the former hour is near, how far ahead is looked at all.
ANSWER_WITHIN = timedelta(hours=24)
NEAR, AHEAD = timedelta(days=14), timedelta(days=60)


@transaction.atomic
def propose_equivalent(
    *, actor: Actor, practice_id: UUID, appointment_id: UUID, not_before: datetime | None = None
) -> EarlierWish:
    """Keep the nearest free hour of the same practitioner and reason, and offer it by message from `not_before` on.

    What is offered now stays; an hour that was refused or left is not offered again. Raises NotFound, Forbidden,
    NothingEarlier (past, cancelled, secret, its hour open again), CannotBeTold, NowhereToAnswer, NothingEquivalent.
    """
    check_may(actor, Permission.APPOINTMENT_MOVE, practice_id)
    visit = linked_visit(practice_id, appointment_id)
    if visit is None or not visit.is_displaced:
        raise NothingEarlier()
    standing = locked_wish(practice_id, appointment_id)
    if standing is not None and standing.replaces and is_open(standing):
        return standing
    reached = contact_points(practice_id, visit.patient_id)
    if reached.is_limited or not (reached.mobile or reached.email):
        raise CannotBeTold()
    if not takes_online(practice_id):
        raise NowhereToAnswer()
    passed = _passed(standing)
    if standing is not None:
        end(actor, standing)
    return _offer(actor, visit, passed, not_before)


def _passed(standing: EarlierWish | None) -> list[datetime]:
    """What was offered before, the one that nobody answered included."""
    if standing is None or not standing.replaces:
        return []
    return [*standing.passed, *([standing.offer_start] if standing.offer_start else [])]


def _offer(actor: Actor, visit: LinkedVisit, passed: list[datetime], not_before: datetime | None) -> EarlierWish:
    desk, now = at_the_desk(visit.practice_id), clock.now()
    for start in _nearest(desk, visit, passed):
        until = min((not_before or now) + ANSWER_WITHIN, start - NOTICE)
        try:
            with transaction.atomic():
                hold = hold_slot(
                    actor=desk,
                    visit_reason_id=visit.visit_reason_id,
                    practitioner_role_id=visit.practitioner_role_id,
                    start=start,
                    until=until,
                )
        except (NotOffered, SlotTaken):
            continue  # somebody was quicker: the next one
        wish = EarlierWish.objects.create(
            practice_id=visit.practice_id,
            appointment_id=visit.id,
            since=now,
            hold_id=hold.id,
            offer_start=hold.start,
            # What is promised is what is held.
            offer_until=min(until, hold.expires_at),
            offers=1,
            passed=passed,
            replaces=True,
        )
        enqueue(
            topic=TOPIC,
            practice_id=visit.practice_id,
            entity_id=wish.id,
            channel=CHANNEL,
            version=1,
            not_before=not_before,
        )
        trace(actor, Action.EARLIER_OFFERED, wish)
        return wish
    raise NothingEquivalent()


def _nearest(desk: Actor, visit: LinkedVisit, passed: list[datetime]) -> list[datetime]:
    """Free hours that nobody offered to this visit, the nearest to its own first; a few are enough."""
    first = clock.now() + 2 * NOTICE
    near = _free(desk, visit, max(first, visit.starts_at - NEAR), visit.starts_at + NEAR)
    found = near or _free(desk, visit, max(first, visit.starts_at), visit.starts_at + AHEAD)
    wanted = [start for start in found if start not in passed]
    return sorted(wanted, key=lambda start: (abs(start - visit.starts_at), start))[:5]


def _free(desk: Actor, visit: LinkedVisit, start: datetime, end: datetime) -> list[datetime]:
    if end <= start:
        return []
    found = search_slots(
        desk,
        visit_reason_id=visit.visit_reason_id,
        start=start,
        end=end,
        practitioner_role_ids=[visit.practitioner_role_id],
        patient_id=visit.patient_id,
    )
    return [start for group in found.groups for start in group.starts]
