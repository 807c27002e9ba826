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
from booking.locks import in_one_transaction, lock_practitioners
from booking.models import ORDINARY_LANE, Appointment, CancelledBy
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


@in_one_transaction
def import_appointments(*, actor: Actor, visits: Sequence[PastVisit]) -> int:
    """Write every visit whose time is free, under the exclusive lock of its agenda; returns how many were.

    All of practices where the actor may book. Raises NotFound, Forbidden, RecordRestricted.
    """
    agendas = {role_id: agenda_of(actor, role_id) for role_id in {visit.practitioner_role_id for visit in visits}}
    for practice_id in {agenda.practice_id for agenda in agendas.values()}:
        check_may(actor, Permission.APPOINTMENT_BOOK, practice_id)
    _check_records(actor, {visit.patient_id for visit in visits})
    lock_practitioners([agenda.practitioner_id for agenda in agendas.values()], exclusive=True)
    taken = [pair for batch in _batches(visits) for pair in _take(batch, agendas)]
    rows = [_appointment(actor, visit, agendas[visit.practitioner_role_id], claimed) for visit, claimed in taken]
    Appointment.objects.bulk_create(rows, batch_size=BATCH)
    record_many(
        Event(actor, Action.APPOINTMENT_IMPORTED, row.practice_id, ("appointment", row.id), row.patient_id)
        for row in rows
    )
    return len(rows)


def _check_records(actor: Actor, patient_ids: Iterable[UUID]) -> None:
    """Nothing is taken over into a record that is restricted, or locked."""
    limited = Patient.objects.filter(practice_id__in=actor.practice_ids, id__in=list(patient_ids))
    for patient in limited.filter(Q(restricted_at__isnull=False) | Q(locked_at__isnull=False)):
        check_limits(patient, Permission.APPOINTMENT_BOOK)


def _batches(visits: Sequence[PastVisit]) -> Iterable[Sequence[PastVisit]]:
    return (visits[start : start + BATCH] for start in range(0, len(visits), BATCH))


def _take(batch: Sequence[PastVisit], agendas: dict[UUID, Agenda]) -> list[tuple[PastVisit, UUID | None]]:
    """Each visit that may be written with its occupancy (None when its status takes no time)."""
    wanted = [(new_id(), visit) for visit in batch if visit.status in TAKES_TIME]
    claims = [
        (key, _visit(visit, agendas[visit.practitioner_role_id]).claim(), visit.patient_id) for key, visit in wanted
    ]
    won = insert_many(claims)
    idle: list[tuple[PastVisit, UUID | None]] = [(visit, None) for visit in batch if visit.status not in TAKES_TIME]
    return [(visit, key) for key, visit in wanted if key in won] + idle


def _visit(visit: PastVisit, agenda: Agenda) -> Visit:
    start, end = visit.start.astimezone(UTC), visit.end.astimezone(UTC)
    who = agenda.practitioner_id
    return Visit(agenda, visit.visit_reason_id, start, end, visit.buffer_before, visit.buffer_after, who)


def _appointment(actor: Actor, visit: PastVisit, agenda: Agenda, occupancy_id: UUID | None) -> Appointment:
    now = clock.now()
    return Appointment(
        practice_id=agenda.practice_id,
        practitioner_role_id=agenda.role_id,
        practitioner_id=agenda.practitioner_id,
        location_id=agenda.location_id,
        patient_id=visit.patient_id,
        visit_reason_id=visit.visit_reason_id,
        occupancy_id=occupancy_id,
        starts_at=visit.start,
        ends_at=visit.end,
        duration_minutes=_visit(visit, agenda).duration_minutes,
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
