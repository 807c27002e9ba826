"""After an absence or a closure: every visit without an hour is offered another one, or its patient is to be rung."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction

from booking.orphaned import Affected, orphaned_visits
from booking.queries import linked_visit
from core import clock
from core.errors import DomainError
from core.scoping import Actor
from notifications.calling import ring_displaced
from notifications.judging import Never, judge_offer
from notifications.models import Cause, FollowUp
from notifications.plans import plan_of
from notifications.timetable import Plan, is_quiet, settle
from online.queries import offered_instead
from online.services import propose_equivalent
from practices.permissions import Permission, check_may

# A request answers in time: who presses again goes on with the rest.
AT_ONCE = 60
QUIET = "quiet-hours"


@dataclass(frozen=True, slots=True)
class Proposed:
    """How many were now offered another hour, how many are to be rung, how many are left for the next time."""

    offered: int
    to_call: int
    left: int


@transaction.atomic
def propose_to_displaced(*, actor: Actor, practice_id: UUID) -> Proposed:
    """Offer the nearest free hour to each patient whom a message reaches; the others become work for the desk.

    What is offered or to be rung already stays so. Raises NotFound, Forbidden.
    """
    check_may(actor, Permission.APPOINTMENT_MOVE, practice_id)
    plan, offered, to_call = plan_of(practice_id), 0, 0
    waiting = orphaned_visits(actor, practice_id, apart_from=offered_instead(practice_id) | _to_be_rung(practice_id))
    for one in waiting[:AT_ONCE]:
        if _offered(actor, one, plan):
            offered += 1
        else:
            ring_displaced(practice_id, one.visit.id)
            to_call += 1
    return Proposed(offered, to_call, max(len(waiting) - AT_ONCE, 0))


def _to_be_rung(practice_id: UUID) -> frozenset[UUID]:
    """About whom the desk has an open line already."""
    lines = FollowUp.objects.filter(practice_id=practice_id, cause=Cause.DISPLACED.value, settled_at__isnull=True)
    return frozenset(lines.values_list("appointment_id", flat=True))


def _offered(actor: Actor, one: Affected, plan: Plan) -> bool:
    visit = linked_visit(one.visit.practice_id, one.visit.id)
    if visit is None:
        return False
    now = clock.now()
    later = _after_quiet(plan, visit.timezone, now, visit.starts_at)
    way = judge_offer(visit, plan, now=later or now)
    if isinstance(way, Never):
        return False
    try:
        with transaction.atomic():
            propose_equivalent(actor=actor, practice_id=visit.practice_id, appointment_id=visit.id, not_before=later)
    except DomainError:
        return False
    return True


def _after_quiet(plan: Plan, zone: str, now: datetime, starts_at: datetime) -> datetime | None:
    """When a message may leave, if it may not now."""
    return settle(now, plan, zone, now=now, last=starts_at) if is_quiet(now, plan, zone) else None
