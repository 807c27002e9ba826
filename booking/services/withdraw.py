"""Visits that nobody will come to: taken out of the agenda at once, and nobody is told (ST-30)."""

from uuid import UUID

from audit import services as audit
from audit.actions import Action
from booking import occupancy
from booking.lifecycle import Status, Verb, after
from booking.locks import in_one_transaction
from booking.models import Appointment, CancelledBy
from core import clock
from core.scoping import Actor
from practices.permissions import Permission, check_may

_EXPECTED = [Status.PENDING.value, Status.BOOKED.value]


@in_one_transaction
def withdraw_visits(*, actor: Actor, practice_id: UUID, patient_id: UUID) -> int:
    """Cancel every expected visit of somebody who died and give its time back; no message is queued. Says how many.

    Raises NotFound, Forbidden.
    """
    check_may(actor, Permission.DEATH_CONFIRM, practice_id)
    visits = list(
        Appointment.objects.filter(
            practice_id=practice_id, patient=patient_id, status__in=_EXPECTED, starts_at__gt=clock.now()
        )
        .order_by("id")
        .select_for_update(of=("self",))
    )
    occupancy.release_many(visit.occupancy_id for visit in visits if visit.occupancy_id is not None)
    for visit in visits:
        visit.status = after(Status(visit.status), Verb.CANCEL).value
        visit.occupancy_id = None
        visit.cancelled_by = CancelledBy.PRACTICE.value
        visit.version += 1
        visit.updated_at = clock.now()
        visit.save(update_fields=["status", "occupancy_id", "cancelled_by", "version", "updated_at"])
    audit.record_many(
        audit.Event(
            actor,
            Action.APPOINTMENT_CANCELLED,
            practice_id,
            ("appointment", visit.id),
            patient_id,
            details={"version": visit.version, "because": "death"},
        )
        for visit in visits
    )
    return len(visits)
