"""Whose turn it is on the waiting list: agenda by agenda, in rank. Who could be offered nothing now takes no turn."""

import logging
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction

from booking.queries import LinkedVisit, linked_visits, search_slots
from booking.search import LONGEST_RANGE
from core import clock
from core.errors import DomainError
from core.scoping import Actor
from online.models import EarlierWish

# [P] As many offers at once as an agenda's freed hours usually are; how much sooner is worth it.
WAVE = 3
SOONER_BY = timedelta(hours=24)
# Nobody is asked to leave at once.
NOTICE = timedelta(hours=3)
# Of one agenda in one pass; and how many of its free hours are looked at for them.
MOST_LOOKED_AT = 40
HOURS_LOOKED_AT = 100

logger = logging.getLogger("permanence.online")
Waiting = tuple[EarlierWish, LinkedVisit]


@dataclass(frozen=True, slots=True)
class Queue:
    """One agenda: how many more offers may be open, and the wishes to serve until then, in rank."""

    room: int
    wishes: list[UUID]


@transaction.atomic
def queues(actor: Actor, practice_id: UUID) -> list[Queue]:
    """One for each agenda of the practice that somebody waits for."""
    rows = EarlierWish.objects.filter(practice_id=practice_id, ended_at__isnull=True, replaces=False)
    wishes = list(rows.order_by("since", "id"))
    visits = linked_visits(practice_id, [wish.appointment_id for wish in wishes])
    by_agenda: dict[UUID, list[Waiting]] = defaultdict(list)
    for wish in wishes:
        visit = visits.get(wish.appointment_id)
        # Who has no hour left waits for another one, not for a sooner one: see `online.services.replacing`.
        if visit is not None and visit.is_expected and not visit.is_displaced:
            by_agenda[visit.practitioner_role_id].append((wish, visit))
    return [_queue(actor, waiting) for waiting in by_agenda.values()]


def sooner(wish: EarlierWish, visit: LinkedVisit, free: Sequence[datetime]) -> datetime | None:
    """The first of these hours that is sooner enough and was not offered to this visit before."""
    last = visit.starts_at - SOONER_BY
    return next((start for start in free if start < last and start not in wish.passed), None)


def free_before(actor: Actor, visit: LinkedVisit, limit: int) -> list[datetime]:
    """The first free hours of the visit's practitioner and reason that are sooner enough."""
    first = clock.now() + NOTICE + timedelta(minutes=5)
    last = min(visit.starts_at - SOONER_BY, first + LONGEST_RANGE)
    if last <= first:
        return []
    found = search_slots(
        actor,
        visit_reason_id=visit.visit_reason_id,
        start=first,
        end=last,
        practitioner_role_ids=[visit.practitioner_role_id],
        limit=limit,
    )
    return [start for group in found.groups for start in group.starts]


def _queue(actor: Actor, waiting: Sequence[Waiting]) -> Queue:
    room = WAVE - sum(wish.hold_id is not None for wish, _ in waiting)
    if room <= 0:
        return Queue(0, [])
    by_reason: dict[UUID, list[LinkedVisit]] = defaultdict(list)
    for _, visit in waiting:
        by_reason[visit.visit_reason_id].append(visit)
    free = {reason_id: _free_for_all(actor, visits) for reason_id, visits in by_reason.items()}
    asked = (
        wish for wish, visit in waiting if wish.hold_id is None and sooner(wish, visit, free[visit.visit_reason_id])
    )
    return Queue(room, [wish.id for wish in asked][:MOST_LOOKED_AT])


def _free_for_all(actor: Actor, visits: Sequence[LinkedVisit]) -> list[datetime]:
    """One search for all visits of one agenda and reason; what refuses that reason stops no other."""
    try:
        return free_before(actor, max(visits, key=lambda visit: visit.starts_at), HOURS_LOOKED_AT)
    except DomainError as refusal:
        logger.warning("no sooner hour is looked for of reason %s: %s", visits[0].visit_reason_id, refusal.code)
        return []
