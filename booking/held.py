"""What somebody is about to book: a hold as its screen shows it again after a reload, and what became of it."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import QuerySet

from booking.local_time import local
from booking.models import Appointment, HeldVisit, Occupancy
from core.errors import NotFound
from core.scoping import Actor
from practices.permissions import Permission, check_may


@dataclass(frozen=True, slots=True)
class HeldSlot:
    """`expires_at` is None once the hold was given back, has been swept away or became an appointment."""

    id: UUID
    practice_id: UUID
    practitioner_role_id: UUID
    visit_reason_id: UUID
    start: datetime
    end: datetime
    expires_at: datetime | None
    timezone: str


def held_slot(actor: Actor, hold_id: UUID) -> HeldSlot:
    """One's own hold, ended or not, for as long as it is remembered (a day). Raises NotFound, Forbidden."""
    found = slots_of(HeldVisit.objects.filter(pk=hold_id, practice_id__in=actor.practice_ids), actor)
    if not found:
        raise NotFound()
    check_may(actor, Permission.SLOT_HOLD, found[0].practice_id)
    return found[0]


def slots_of(visits: QuerySet[HeldVisit], actor: Actor) -> list[HeldSlot]:
    """These holds as their screen shows them; only the actor's own are still held. Two statements."""
    rows = list(visits.select_related("practitioner_role__location"))
    mine = Occupancy.objects.filter(pk__in=[row.id for row in rows], held_by=actor.user_id)
    expiries = dict(mine.values_list("id", "expires_at"))
    return [_slot(row, expiries.get(row.id)) for row in rows]


def _slot(held: HeldVisit, expires_at: datetime | None) -> HeldSlot:
    zone = held.practitioner_role.location.timezone
    return HeldSlot(
        id=held.id,
        practice_id=held.practice_id,
        practitioner_role_id=held.practitioner_role_id,
        visit_reason_id=held.visit_reason_id,
        start=local(held.starts_at, zone),
        end=local(held.ends_at, zone),
        expires_at=expires_at,
        timezone=zone,
    )


def booked_from(actor: Actor, hold_id: UUID, patient_id: UUID) -> UUID | None:
    """The appointment that this hold became for this patient: the answer to a confirmation sent twice."""
    return (
        Appointment.objects.filter(occupancy_id=hold_id, patient_id=patient_id, practice_id__in=actor.practice_ids)
        .values_list("id", flat=True)
        .first()
    )
