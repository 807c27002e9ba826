"""Move and cancel visits of a series: this one, this one and the following, or all; whole or nothing."""

from collections.abc import Sequence
from datetime import UTC, datetime
from uuid import UUID

from audit.actions import Action
from audit.details import Scalar
from booking.availability import Shape
from booking.consignes import Scale, carry
from booking.errors import AppointmentChanged, SeriesRefused
from booking.known import known
from booking.lifecycle import TRANSITIONS, Status, Verb, after
from booking.locks import LockNotFree, in_one_transaction
from booking.minors import wait_for
from booking.models import ORDINARY_LANE, Appointment, CancelledBy
from booking.offer import Offer, agenda_in, check_door, offer_of
from booking.rules import Reason
from booking.series import Scope, shifted
from booking.series_ground import CLOCKS_JUMP, Ground, failure, said
from booking.services.cancel import cancel_appointment
from booking.services.many import SEALED, give_back, rewrite, take_time
from booking.services.move import CONSIGNES, MOVED, move_appointment
from booking.services.series import check_all, check_quota, lock_everybody, refused
from booking.services.trace import leave_traces
from booking.services.visit import Visit
from core import clock
from core.errors import NotFound
from core.plain_text import clean_reason
from core.scoping import Actor
from patients.limits import check_limits
from practices.permissions import Permission, check_may

Group = tuple[UUID, UUID, int, int, int]  # agenda, reason, duration and buffers in minutes


@in_one_transaction
def move_series(
    *, actor: Actor, appointment_id: UUID, start: datetime, scope: Scope, expected_version: int | None = None
) -> list[Appointment]:
    """Move one visit to `start` and, with a wider scope, the others by as many days and as much clock time.

    What has begun, was cancelled or took place stays as it is. Raises NotFound, Forbidden,
    AppointmentChanged, ForbiddenTransition, NotOffered, SeriesRefused naming every start that failed.
    """
    if scope is Scope.THIS:
        moved = move_appointment(
            actor=actor, appointment_id=appointment_id, start=start, expected_version=expected_version
        )
        return [moved]
    seen = reached(actor, appointment_id, scope, Verb.MOVE, Permission.APPOINTMENT_MOVE)
    offers = {visit.visit_reason_id: offer_of(actor, visit.visit_reason_id) for visit in seen}
    agendas = {
        visit.practitioner_role_id: agenda_in(offers[visit.visit_reason_id], actor, visit.practitioner_role_id)
        for visit in seen
    }
    pivot = _pivot(seen, appointment_id)
    around = [start, *(visit.starts_at for visit in seen), *_wide(seen, pivot, start)]
    lock_everybody(list(agendas.values()), around, *(visit.practitioner_id for visit in seen))
    visits = reached(actor, appointment_id, scope, Verb.MOVE, Permission.APPOINTMENT_MOVE, locked=True)
    if {visit.id for visit in visits} != {visit.id for visit in seen}:
        raise LockNotFree()
    pivot = _pivot(visits, appointment_id)
    if expected_version is not None and pivot.version != expected_version:
        raise AppointmentChanged(version=pivot.version)
    for offer in offers.values():
        check_door(offer.terms)
    targets = _targets(visits, pivot, start)
    former: list[dict[str, Scalar]] = [
        {"from_role": visit.practitioner_role_id, "from_start": visit.starts_at, "series": visit.series_id}
        for visit in visits
    ]
    give_back(visits)
    grounds = _place(visits, targets, offers, actor)
    for visit in visits:
        if visit.status == Status.PENDING:
            visit.pending_until = wait_for(visit.starts_at, visit.created_at)
    rewrite(visits, [*MOVED, *CONSIGNES])
    for ground, starts in grounds:
        check_quota(ground, starts)
    leave_traces(actor, Action.APPOINTMENT_MOVED, list(zip(visits, former, strict=True)))
    return visits


@in_one_transaction
def cancel_series(
    *,
    actor: Actor,
    appointment_id: UUID,
    by: CancelledBy,
    reason: str | None,
    scope: Scope,
    expected_version: int | None = None,
) -> list[Appointment]:
    """Cancel one visit and, with a wider scope, the others that are still to come; the reason is sealed on each.

    Raises NotFound, Forbidden, AppointmentChanged, ForbiddenTransition.
    """
    if scope is Scope.THIS:
        return [
            cancel_appointment(
                actor=actor, appointment_id=appointment_id, by=by, reason=reason, expected_version=expected_version
            )
        ]
    reason = clean_reason(reason) if reason else None
    visits = reached(actor, appointment_id, scope, Verb.CANCEL, Permission.APPOINTMENT_CANCEL, locked=True)
    pivot = _pivot(visits, appointment_id)
    if expected_version is not None and pivot.version != expected_version:
        raise AppointmentChanged(version=pivot.version)
    give_back(visits)
    now, columns = clock.now(), ["status", "occupancy_id", "cancelled_by", "version", "updated_at"]
    for visit in visits:
        visit.status, visit.occupancy_id = after(Status(visit.status), Verb.CANCEL).value, None
        visit.cancelled_by, visit.updated_at = CancelledBy(by).value, now
        visit.version += 1
        if reason:
            visit.cancel_reason = reason
            visit.save(update_fields=[*columns, "cancel_reason"])  # each sealed for its own row
    if not reason:
        rewrite(visits, columns)
    details: dict[str, Scalar] = {"by": CancelledBy(by).value, "series": pivot.series_id}
    leave_traces(actor, Action.APPOINTMENT_CANCELLED, [(visit, details) for visit in visits])
    return visits


def reached(
    actor: Actor, appointment_id: UUID, scope: Scope, verb: Verb, permission: Permission, *, locked: bool = False
) -> list[Appointment]:
    """The visit and those of its series that `scope` reaches and `verb` may still change, by start.

    Raises NotFound, Forbidden, RecordRestricted, ForbiddenTransition when the visit itself may not be changed any more.
    """
    wanted = Appointment.objects.filter(pk=appointment_id, practice_id__in=actor.practice_ids)
    pivot = wanted.select_related("patient").defer(*SEALED).first()
    if pivot is None:
        raise NotFound()
    check_may(actor, permission, pivot.practice_id)
    check_limits(pivot.patient, permission)
    after(Status(pivot.status), verb)
    if pivot.series_id is None:
        rows = Appointment.objects.filter(pk=pivot.pk)
    else:
        rows = Appointment.objects.filter(practice_id=pivot.practice_id, series_id=pivot.series_id)
    # Locked in the order of their ids, as everybody does who locks several.
    rows = rows.select_related("location").defer(*SEALED).order_by("id")
    found = list(rows.select_for_update(of=("self",)) if locked else rows)
    now = clock.now()
    kept = [
        visit
        for visit in found
        if visit.pk == pivot.pk
        or (
            Status(visit.status) in TRANSITIONS[verb]
            and visit.starts_at > now
            and (scope is Scope.ALL or visit.starts_at >= pivot.starts_at)
        )
    ]
    if locked:
        after(Status(_pivot(kept, appointment_id).status), verb)
    return sorted(kept, key=lambda visit: (visit.starts_at, visit.id))


def _pivot(visits: Sequence[Appointment], appointment_id: UUID) -> Appointment:
    return next(visit for visit in visits if visit.id == appointment_id)


def _wide(visits: Sequence[Appointment], pivot: Appointment, start: datetime) -> list[datetime]:
    """Roughly where the visits go, for the look at who is there."""
    return [visit.starts_at + (start.astimezone(UTC) - pivot.starts_at) for visit in visits]


def _targets(visits: Sequence[Appointment], pivot: Appointment, start: datetime) -> list[datetime]:
    """Where each visit goes, in UTC. Raises SeriesRefused where the clocks jump over the new time."""
    zone = pivot.location.timezone
    places = shifted([visit.starts_at for visit in visits], pivot.starts_at, start, zone)
    missing = [failure(place, zone, CLOCKS_JUMP) for place in places if place.start is None]
    if missing:
        raise SeriesRefused(failed=missing)
    return [place.start for place in places if place.start is not None]


def _place(
    visits: Sequence[Appointment], targets: Sequence[datetime], offers: dict[UUID, Offer], actor: Actor
) -> list[tuple[Ground, list[datetime]]]:
    """Check and take the new times, whose old ones are free by now; each visit keeps its duration and buffers."""
    groups: dict[Group, list[int]] = {}
    for position, visit in enumerate(visits):
        groups.setdefault(_group(visit), []).append(position)
    grounds: list[tuple[Ground, list[datetime]]] = []
    moves: list[tuple[int, Visit, Ground]] = []
    for group, positions in groups.items():
        offer, starts = offers[group[1]], [targets[position] for position in positions]
        shape = Shape(60 * group[2], offer.terms.shape.step, 60 * group[3], 60 * group[4])
        agenda = agenda_in(offer, actor, group[0])
        ground = Ground(offer.terms, shape, agenda, starts, visits[positions[0]].patient_id, counts_quota=False)
        check_all(ground, starts)
        whom = known(visits[positions[0]].practice_id, visits[positions[0]].patient_id)
        scale, now = Scale(offer.terms), clock.now()
        for position, start in zip(positions, starts, strict=True):
            carry(scale, visits[position], agenda, start, now, whom)
        grounds.append((ground, starts))
        for position, start in zip(positions, starts, strict=True):
            moves.append((position, Visit.of(agenda, group[1], shape, start).with_person(ground.table), ground))
    taken, lost = take_time([(target, visits[position].patient_id, ORDINARY_LANE) for position, target, _ in moves])
    if lost:
        raise refused(moves[lost[0]][2], [(moves[one][1].start, said(Reason.TAKEN)) for one in lost])
    for (position, target, _), occupancy_id in zip(moves, taken, strict=True):
        _set(visits[position], target, occupancy_id)
    return grounds


def _group(visit: Appointment) -> Group:
    return (
        visit.practitioner_role_id,
        visit.visit_reason_id,
        visit.duration_minutes,
        visit.buffer_before_minutes,
        visit.buffer_after_minutes,
    )


def _set(appointment: Appointment, visit: Visit, occupancy_id: UUID | None) -> None:
    appointment.practitioner_id = visit.practitioner_id
    appointment.occupancy_id = occupancy_id
    appointment.starts_at, appointment.ends_at = visit.start, visit.end
    appointment.lane, appointment.is_orphaned = ORDINARY_LANE, False
    appointment.version += 1
    appointment.updated_at = clock.now()
