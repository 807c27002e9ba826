"""Take over an existing agenda: many visits at once, whole or not at all for each one, nobody double-booked.

For migrations from another product and for the demonstration. The rules of the offer do not apply
(the past is what it was) and nobody is told: no outbox row. The database still arbitrates every range.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from uuid import UUID

from django.db.models import Q

from audit.actions import Action
from audit.services import Event, record_many
from booking.lifecycle import TAKES_TIME, Status
from booking.local_time import local_date
from booking.locks import LockNotFree, in_one_transaction, lock_practitioners
from booking.models import ORDINARY_LANE, Appointment, CancelledBy, Substitution
from booking.occupancy import insert_many
from booking.offer import agenda_of
from booking.openings import Agenda
from booking.services.visit import Visit
from core import clock
from core.ids import new_id
from core.scoping import Actor
from patients.limits import check_limits
from patients.models import Patient
from practices.permissions import Permission, check_may

BATCH = 500


@dataclass(frozen=True, slots=True)
class PastVisit:
    """One visit to take over; `end - start` is its duration, buffers in minutes."""

    patient_id: UUID
    practitioner_role_id: UUID
    visit_reason_id: UUID
    start: datetime
    end: datetime
    status: Status = Status.BOOKED
    buffer_before: int = 0
    buffer_after: int = 0


Placed = tuple[PastVisit, Visit]  # as told, and where and with whom it takes its time


@in_one_transaction
def import_appointments(*, actor: Actor, visits: Sequence[PastVisit]) -> int:
    """The visits of `take_over_visits`: how many were written."""
    return len(take_over_visits(actor=actor, visits=visits))


@in_one_transaction
def take_over_visits(*, actor: Actor, visits: Sequence[PastVisit]) -> list[PastVisit]:
    """Write every visit whose time is free, under the exclusive lock of its agenda; returns those that were.

    On the days of a substitution the visit is the substitute's. All of practices where the actor may book.
    Raises NotFound, Forbidden, RecordRestricted.
    """
    agendas = {role_id: agenda_of(actor, role_id) for role_id in {visit.practitioner_role_id for visit in visits}}
    for practice_id in {agenda.practice_id for agenda in agendas.values()}:
        check_may(actor, Permission.APPOINTMENT_BOOK, practice_id)
    _check_records(actor, {visit.patient_id for visit in visits})
    stays = _stays(agendas)
    people = {stay.substitute_id for some in stays.values() for stay in some}
    lock_practitioners([*people, *(agenda.practitioner_id for agenda in agendas.values())], exclusive=True)
    if _stays(agendas) != stays:  # somebody stands in since we looked: once more, with their lock
        raise LockNotFree()
    placed = [_visit(visit, agendas[visit.practitioner_role_id], stays) for visit in visits]
    taken = [pair for batch in _batches(list(zip(visits, placed, strict=True))) for pair in _take(batch)]
    rows = [_appointment(actor, *pair, claimed) for pair, claimed in taken]
    Appointment.objects.bulk_create(rows, batch_size=BATCH)
    record_many(
        Event(actor, Action.APPOINTMENT_IMPORTED, row.practice_id, ("appointment", row.id), row.patient_id)
        for row in rows
    )
    return [pair[0] for pair, _ in taken]


def _check_records(actor: Actor, patient_ids: Iterable[UUID]) -> None:
    """Nothing is taken over into a record that is restricted, or locked."""
    limited = Patient.objects.filter(practice_id__in=actor.practice_ids, id__in=list(patient_ids))
    stopped = Q(restricted_at__isnull=False) | Q(locked_at__isnull=False) | Q(death_reported_at__isnull=False)
    for patient in limited.filter(stopped):
        check_limits(patient, Permission.APPOINTMENT_BOOK)


def _stays(agendas: dict[UUID, Agenda]) -> dict[UUID, list[Substitution]]:
    """Who stands in where."""
    found: dict[UUID, list[Substitution]] = {}
    for stay in Substitution.objects.filter(practitioner_role_id__in=agendas):
        found.setdefault(stay.practitioner_role_id, []).append(stay)
    return found


def _batches(visits: Sequence[Placed]) -> Iterable[Sequence[Placed]]:
    return (visits[start : start + BATCH] for start in range(0, len(visits), BATCH))


def _take(batch: Sequence[Placed]) -> list[tuple[Placed, UUID | None]]:
    """Each visit that may be written with its occupancy (None when its status takes no time)."""
    wanted = [(new_id(), pair) for pair in batch if pair[0].status in TAKES_TIME]
    won = insert_many([(key, placed.claim(), visit.patient_id) for key, (visit, placed) in wanted])
    idle: list[tuple[Placed, UUID | None]] = [(pair, None) for pair in batch if pair[0].status not in TAKES_TIME]
    return [(pair, key) for key, pair in wanted if key in won] + idle


def _visit(visit: PastVisit, agenda: Agenda, stays: dict[UUID, list[Substitution]]) -> Visit:
    start, end = visit.start.astimezone(UTC), visit.end.astimezone(UTC)
    day = local_date(start, agenda.place.zone)
    who = next(
        (stay.substitute_id for stay in stays.get(agenda.role_id, ()) if stay.starts_on <= day <= stay.ends_on),
        agenda.practitioner_id,
    )
    return Visit(agenda, visit.visit_reason_id, start, end, visit.buffer_before, visit.buffer_after, who)


def _appointment(actor: Actor, visit: PastVisit, placed: Visit, occupancy_id: UUID | None) -> Appointment:
    now, agenda = clock.now(), placed.agenda
    return Appointment(
        practice_id=agenda.practice_id,
        practitioner_role_id=agenda.role_id,
        practitioner_id=placed.practitioner_id,
        location_id=agenda.location_id,
        patient_id=visit.patient_id,
        visit_reason_id=visit.visit_reason_id,
        occupancy_id=occupancy_id,
        starts_at=visit.start,
        ends_at=visit.end,
        duration_minutes=placed.duration_minutes,
        buffer_before_minutes=visit.buffer_before,
        buffer_after_minutes=visit.buffer_after,
        status=Status(visit.status).value,
        cancelled_by=CancelledBy.PATIENT.value if visit.status is Status.CANCELLED else "",
        lane=ORDINARY_LANE,
        channel=actor.channel.value,
        created_by_id=actor.user_id,
        created_at=now,
        updated_at=now,
    )
