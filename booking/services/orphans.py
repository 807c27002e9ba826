"""Flag the visits whose opening vanished, and take the flag away when it comes back.

Flagged, never deleted: somebody calls the patient. Visits booked over the agenda on purpose never
had an opening and are left alone.
"""

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from django.db.models import F, Q

from audit.actions import Action
from audit.services import Event, record_many
from booking.lifecycle import Status
from booking.models import Appointment
from booking.openings import Agenda, timetables
from booking.recurrence import Place
from booking.rules import is_open
from booking.services.trace import CONFIRMATION
from core import clock
from core.scoping import Actor
from outbox.services import enqueue

EXPECTED = [Status.PENDING.value, Status.BOOKED.value]


def review_orphans(actor: Actor, practice_id: UUID, practitioner_ids: Iterable[UUID]) -> tuple[UUID, ...]:
    """Set the flag of every expected visit of these practitioners, or in an agenda of theirs, at the practice right.

    Returns those that lost their opening just now, by start.

    Under their exclusive locks, inside the transaction of the change that made the review necessary.
    """
    now, people = clock.now(), list(practitioner_ids)
    visits = list(
        Appointment.objects.filter(
            Q(practitioner_id__in=people) | Q(practitioner_role__practitioner_id__in=people),
            practice_id=practice_id,
            status__in=EXPECTED,
            ends_at__gt=now,
            override_reason__isnull=True,
        )
        .select_related("location", "practitioner_role")
        .defer("note", "override_reason", "cancel_reason")
        .order_by("starts_at", "id")
    )
    wrong = [visit for visit, has_opening in _judged(visits) if visit.is_orphaned is has_opening]
    for is_orphaned in (True, False):
        _flag(actor, [visit for visit in wrong if visit.is_orphaned is not is_orphaned], is_orphaned, now)
    return tuple(visit.id for visit in wrong if visit.is_orphaned is False)


def _judged(visits: list[Appointment]) -> list[tuple[Appointment, bool]]:
    """Each visit with whether its agenda is open for it."""
    if not visits:
        return []
    agendas = {visit.practitioner_role_id: _agenda(visit) for visit in visits}
    low = int(min(visit.starts_at for visit in visits).timestamp())
    high = int(max(visit.ends_at for visit in visits).timestamp())
    tables = timetables(list(agendas.values()), low, high)
    return [
        (
            visit,
            is_open(
                tables[visit.practitioner_role_id], int(visit.starts_at.timestamp()), int(visit.ends_at.timestamp())
            ),
        )
        for visit in visits
    ]


def _agenda(visit: Appointment) -> Agenda:
    place = Place(visit.location.timezone, visit.location.holiday_territory)
    # The agenda's own practitioner: the timetable knows who stands in.
    who = visit.practitioner_role.practitioner_id
    return Agenda(visit.practitioner_role_id, visit.practice_id, who, visit.location_id, place)


def _flag(actor: Actor, visits: list[Appointment], is_orphaned: bool, now: datetime) -> None:
    if not visits:
        return
    Appointment.objects.filter(pk__in=[visit.pk for visit in visits]).update(
        is_orphaned=is_orphaned, version=F("version") + 1, updated_at=now
    )
    action = Action.APPOINTMENT_ORPHANED if is_orphaned else Action.APPOINTMENT_SHELTERED
    record_many(
        Event(actor, action, visit.practice_id, ("appointment", visit.id), visit.patient_id) for visit in visits
    )
    for visit in visits:
        enqueue(
            topic=f"appointment.{action.value.rpartition(':')[2]}",
            practice_id=visit.practice_id,
            entity_id=visit.id,
            channel=CONFIRMATION,
            version=visit.version + 1,
        )
