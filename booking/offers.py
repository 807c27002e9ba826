"""What is proposed to callers at this moment: the holds of a call, for whoever made them and for the other desks."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from booking.held import HeldSlot, slots_of
from booking.local_time import local
from booking.models import ORDINARY_LANE, HeldVisit, Occupancy
from core import clock
from core.scoping import Actor
from practices.permissions import Permission, check_may


@dataclass(frozen=True, slots=True)
class Offered:
    """A time that somebody keeps. `held_by` is who, `call_id` the call it is offered in; None outside a call.

    `start` and `end` are the visit's on the clocks of the place, `taken` the time it takes with its buffers.
    """

    practitioner_role_id: UUID
    practitioner_id: UUID
    visit_reason_id: UUID
    start: datetime
    end: datetime
    taken: tuple[datetime, datetime]
    held_by: UUID | None
    call_id: UUID | None


def offers_of_call(actor: Actor, practice_id: UUID, call_id: UUID) -> list[HeldSlot]:
    """What this person still keeps for that call, in the order it was offered. Raises NotFound, Forbidden."""
    check_may(actor, Permission.SLOT_HOLD, practice_id)
    places = dict(
        Occupancy.objects.filter(
            practice_id=practice_id, call_id=call_id, held_by=actor.user_id, expires_at__gt=clock.now()
        ).values_list("id", "call_place")
    )
    found = slots_of(HeldVisit.objects.filter(practice_id=practice_id, id__in=list(places)), actor)
    return sorted(found, key=lambda slot: places[slot.id] or 0)


def offered_now(
    actor: Actor, practice_id: UUID, start: datetime, end: datetime, *, role_ids: Sequence[UUID] | None = None
) -> list[Offered]:
    """Every time of the practice kept by somebody in `[start, end)`; two statements. Raises NotFound, Forbidden."""
    check_may(actor, Permission.APPOINTMENT_READ, practice_id)
    rows = {
        row.id: row
        for row in Occupancy.objects.filter(
            practice_id=practice_id,
            lane=ORDINARY_LANE,
            expires_at__gt=clock.now(),
            starts_at__lt=end,
            ends_at__gt=start,
        )
    }
    return _shown(rows, _visits(practice_id, rows, role_ids)) if rows else []


def _visits(practice_id: UUID, ids: Iterable[UUID], role_ids: Sequence[UUID] | None) -> list[HeldVisit]:
    visits = HeldVisit.objects.filter(practice_id=practice_id, id__in=list(ids))
    if role_ids is not None:
        visits = visits.filter(practitioner_role__in=list(role_ids))
    return list(visits.select_related("practitioner_role__location").order_by("starts_at", "id"))


def _shown(rows: dict[UUID, Occupancy], visits: Iterable[HeldVisit]) -> list[Offered]:
    found = []
    for visit in visits:
        row, zone = rows[visit.id], visit.practitioner_role.location.timezone
        found.append(
            Offered(
                practitioner_role_id=visit.practitioner_role_id,
                practitioner_id=row.practitioner_id,
                visit_reason_id=visit.visit_reason_id,
                start=local(visit.starts_at, zone),
                end=local(visit.ends_at, zone),
                taken=(local(row.starts_at, zone), local(row.ends_at, zone)),
                held_by=row.held_by_id,
                call_id=row.call_id,
            )
        )
    return found
