"""Whether a practice is ready: the first time it would offer. The search's own answer, asked by who sets it up."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from booking.offer import offer_of
from booking.rules import door_refusals
from booking.search import first_of_each
from core import clock
from core.scoping import Actor, Channel
from practices.permissions import Permission, check_may
from practices.queries import practitioner_roles, visit_reasons

AHEAD = timedelta(days=60)


@dataclass(frozen=True, slots=True)
class FirstSlot:
    """`start` on the clocks of the place."""

    start: datetime
    practitioner: str
    reason: str
    minutes: int


def first_bookable(actor: Actor, practice_id: UUID) -> FirstSlot | None:
    """The earliest start that any reason of the practice offers by telephone within sixty days, or None.

    For whoever configures the practice, without the right to book there. Raises NotFound, Forbidden.
    """
    check_may(actor, Permission.PRACTICE_CONFIGURE, practice_id)
    names = {role.id: role.practitioner.display_name for role in practitioner_roles(actor, practice_id)}
    now, found = clock.now(), list[FirstSlot]()
    for reason in visit_reasons(actor, practice_id):
        offer = offer_of(actor, reason.id).through(Channel.PHONE)
        if list(door_refusals(offer.terms)):
            continue
        for slot in first_of_each(offer, offer.agendas, now, now + AHEAD)[:1]:
            minutes = reason.duration_minutes
            found.append(FirstSlot(slot.local_start, names[slot.agenda.role_id], reason.name, minutes))
    return min(found, key=lambda one: one.start, default=None)
