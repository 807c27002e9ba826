"""Move a visit: to another time, another agenda of the practice, another reason. It stays the same appointment."""

from datetime import datetime
from uuid import UUID

from audit.actions import Action
from audit.details import Scalar
from booking import occupancy
from booking.availability import Shape
from booking.consignes import NO_ANSWER, Answers, Scale, Weighed
from booking.errors import AppointmentChanged
from booking.known import Known, known
from booking.lifecycle import Status, Verb, after
from booking.locks import in_one_transaction, lock_practitioners
from booking.minors import wait_for
from booking.models import ORDINARY_LANE, Appointment
from booking.offer import Offer, agenda_in, check_door, check_patient, offer_at
from booking.services.book import take_offered
from booking.services.reach import reach
from booking.services.trace import leave_trace
from booking.services.visit import Visit, attended
from core import clock
from core.errors import NotFound
from core.scoping import Actor
from practices.permissions import Permission, check_may

# What a move writes; `booking.services.series_changes` writes the same of many.
MOVED = [
    "practitioner_role_id",
    "practitioner_id",
    "location_id",
    "visit_reason_id",
    "occupancy_id",
    "starts_at",
    "ends_at",
    "duration_minutes",
    "buffer_before_minutes",
    "buffer_after_minutes",
    "status",
    "pending_until",
    "lane",
    "is_orphaned",
    "version",
    "updated_at",
]

CONSIGNES = ["consigne_versions", "consigne_breaches"]


@in_one_transaction
def move_appointment(
    *,
    actor: Actor,
    appointment_id: UUID,
    start: datetime,
    visit_reason_id: UUID | None = None,
    practitioner_role_id: UUID | None = None,
    expected_version: int | None = None,
    answers: Answers = NO_ANSWER,
) -> Appointment:
    """Move to an offered start; what is not given stays. The old time is free once the new one is taken.

    A visit that keeps its reason keeps the duration and buffers it was booked with. `answers`: to consignes that did
    not concern it before. Raises NotFound, Forbidden, AppointmentChanged, ForbiddenTransition, NotOffered, PatientBusy,
    SlotTaken with alternatives, ConsigneBlocks, ConsigneUnanswered, GuardianNeededNow for a child's visit that waits
    and would begin too soon.
    """
    seen = _seen(actor, appointment_id)
    role_id = practitioner_role_id or seen.practitioner_role_id
    offer = offer_at(actor, visit_reason_id or seen.visit_reason_id, role_id)
    if offer.terms.practice_id != seen.practice_id:
        raise NotFound()
    agenda = agenda_in(offer, actor, role_id)
    lock_practitioners([seen.practitioner_id, agenda.practitioner_id])
    appointment = reach(actor, appointment_id, Permission.APPOINTMENT_MOVE, expected_version=expected_version)
    if appointment.practitioner_id != seen.practitioner_id:
        # Moved between the look and the lock: the agendas locked are no longer the right ones.
        raise AppointmentChanged(version=appointment.version)
    status = after(Status(appointment.status), Verb.MOVE)
    whom = known(appointment.practice_id, appointment.patient_id)
    shape = _shape(appointment, offer, whom)
    check_door(offer.terms)
    former: dict[str, Scalar] = {"from_role": appointment.practitioner_role_id, "from_start": appointment.starts_at}
    if appointment.occupancy_id is not None:
        occupancy.release(appointment.occupancy_id)
    visit, table = attended(Visit.of(agenda, offer.terms.visit_reason_id, shape, start))
    appointment.occupancy_id = take_offered(
        actor, offer.terms, shape, visit, table, appointment.patient_id, appointment.call_id, apart_from=appointment.id
    )
    scale = Scale(offer.terms)
    weighed = scale.weigh(agenda, visit.start, clock.now(), whom, answers, kept=appointment) if scale.weighs else None
    if status is Status.PENDING:
        appointment.pending_until = wait_for(start, appointment.created_at)
    _rewrite(appointment, visit, status, weighed)
    leave_trace(actor, Action.APPOINTMENT_MOVED, appointment, **former)
    return appointment


def _seen(actor: Actor, appointment_id: UUID) -> Appointment:
    """What must be known before locking: which agenda, which reason."""
    seen = (
        Appointment.objects.filter(pk=appointment_id, practice_id__in=actor.practice_ids)
        .only("practice_id", "practitioner_id", "practitioner_role_id", "visit_reason_id")
        .first()
    )
    if seen is None:
        raise NotFound()
    check_may(actor, Permission.APPOINTMENT_MOVE, seen.practice_id)
    return seen


def _shape(appointment: Appointment, offer: Offer, whom: Known) -> Shape:
    if appointment.visit_reason_id != offer.terms.visit_reason_id:
        check_patient(offer.terms, is_known=whom.is_known)
        return offer.terms.shape
    return Shape(
        duration=60 * appointment.duration_minutes,
        step=offer.terms.shape.step,
        buffer_before=60 * appointment.buffer_before_minutes,
        buffer_after=60 * appointment.buffer_after_minutes,
    )


def _rewrite(appointment: Appointment, visit: Visit, status: Status, weighed: Weighed | None) -> None:
    columns = [*MOVED, *(() if weighed is None else _keep(appointment, weighed))]
    appointment.practitioner_role_id = visit.agenda.role_id
    appointment.practitioner_id = visit.practitioner_id
    appointment.location_id = visit.agenda.location_id
    appointment.visit_reason_id = visit.visit_reason_id
    appointment.starts_at, appointment.ends_at = visit.start, visit.end
    appointment.duration_minutes = visit.duration_minutes
    appointment.buffer_before_minutes = visit.buffer_before
    appointment.buffer_after_minutes = visit.buffer_after
    appointment.status, appointment.lane, appointment.is_orphaned = status.value, ORDINARY_LANE, False
    appointment.version += 1
    appointment.updated_at = clock.now()
    appointment.save(update_fields=columns)


def _keep(appointment: Appointment, weighed: Weighed) -> list[str]:
    """Set what the consignes said of the move; returns the columns to save."""
    appointment.consigne_versions, appointment.consigne_breaches = list(weighed.versions), list(weighed.breaches)
    if weighed.answers is None and appointment.consigne_answers is None:
        return CONSIGNES
    appointment.consigne_answers = weighed.answers
    return [*CONSIGNES, "consigne_answers"]
