"""Book a visit: from a hold, directly, or over the ordinary agenda with a reason."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from audit.actions import Action
from booking import occupancy
from booking.availability import Shape
from booking.counted import lock_place
from booking.errors import OverbookingFull, SlotTaken
from booking.lifecycle import Status
from booking.locks import also_lock, in_one_transaction, lock_practitioners
from booking.models import ORDINARY_LANE, Appointment, HeldVisit
from booking.offer import (
    Offer,
    agenda_in,
    agenda_of,
    check_door,
    check_offered,
    check_patient,
    check_place_left,
    knows,
    offer_of,
    refused,
)
from booking.openings import Timetable
from booking.rules import Reason
from booking.search import Slot, nearest
from booking.services.ledger import enter
from booking.services.trace import leave_trace
from booking.services.visit import Visit, attended
from core import clock
from core.errors import NotFound
from core.plain_text import clean_reason
from core.scoping import Actor
from practices.permissions import Permission, check_may

# A walk-in is written down after the fact; nothing is booked further ahead than this.
LATEST_RECORDING = timedelta(days=1)
FURTHEST = timedelta(days=730)


@dataclass(frozen=True, slots=True)
class _Words:
    """What people said about it; sealed when written."""

    note: str | None
    override_reason: str | None
    call_id: UUID | None


@in_one_transaction
def book_from_hold(
    *, actor: Actor, patient_id: UUID, hold_id: UUID, note: str | None = None, call_id: UUID | None = None
) -> Appointment:
    """Book what the actor holds, by one compare-and-swap.

    Raises NotFound, Forbidden, HoldExpired, PatientBusy, NotOffered when the reason does not take this patient
    or the day's quota was reached since.
    """
    held = HeldVisit.objects.filter(pk=hold_id, practice_id__in=actor.practice_ids).first()
    if held is None:
        raise NotFound()
    check_may(actor, Permission.APPOINTMENT_BOOK, held.practice_id)
    agenda = agenda_of(actor, held.practitioner_role_id)
    lock_practitioners([agenda.practitioner_id])
    terms = offer_of(actor, held.visit_reason_id).terms
    lock_place(agenda, held.starts_at, terms.quota)
    is_known = knows(held.practice_id, patient_id, Permission.APPOINTMENT_BOOK)
    taken = occupancy.confirm(hold_id, patient_id=patient_id, held_by=actor.user_id)
    if taken.practitioner_id != agenda.practitioner_id:
        also_lock(taken.practitioner_id)
    check_patient(terms, is_known=is_known)
    check_place_left(terms, agenda, held.starts_at, apart_from=hold_id)
    visit = Visit(
        agenda,
        held.visit_reason_id,
        held.starts_at,
        held.ends_at,
        held.buffer_before_minutes,
        held.buffer_after_minutes,
        taken.practitioner_id,
    )
    words = _Words(note, None, call_id or taken.call_id)
    return _write(actor, patient_id, visit, taken.id, ORDINARY_LANE, words, Action.APPOINTMENT_BOOKED)


@in_one_transaction
def book_appointment(
    *,
    actor: Actor,
    patient_id: UUID,
    visit_reason_id: UUID,
    practitioner_role_id: UUID,
    start: datetime,
    note: str | None = None,
    overbooked: str | None = None,
    call_id: UUID | None = None,
) -> Appointment:
    """Book one visit that starts at `start` (aware).

    With `overbooked` (the reason, in words) the rules of the offer are passed over and a further lane of
    the agenda may be taken, up to its limit. Raises NotFound, Forbidden, NotOffered, PatientBusy,
    SlotTaken with alternatives, OverbookingFull, InvalidInput naming `overbooked` when it says nothing.
    """
    offer = offer_of(actor, visit_reason_id)
    check_may(actor, Permission.APPOINTMENT_BOOK, offer.terms.practice_id)
    if overbooked is not None:
        check_may(actor, Permission.APPOINTMENT_OVERBOOK, offer.terms.practice_id)
        overbooked = clean_reason(overbooked, "overbooked")
    agenda = agenda_in(offer, actor, practitioner_role_id)
    lock_practitioners([agenda.practitioner_id])
    is_known = knows(offer.terms.practice_id, patient_id, Permission.APPOINTMENT_BOOK)
    visit, table = attended(Visit.of(agenda, visit_reason_id, offer.terms.shape, start))
    words = _Words(note, overbooked, call_id)
    if overbooked is not None:
        occupancy_id, lane = _overbook(offer, visit, patient_id, call_id)
        booked = _write(actor, patient_id, visit, occupancy_id, lane, words, Action.APPOINTMENT_OVERBOOKED)
        enter(booked, table)
        return booked
    check_door(offer.terms)
    check_patient(offer.terms, is_known=is_known)
    occupancy_id = take_offered(offer, offer.terms.shape, visit, table, patient_id, call_id)
    return _write(actor, patient_id, visit, occupancy_id, ORDINARY_LANE, words, Action.APPOINTMENT_BOOKED)


def take_offered(
    offer: Offer,
    shape: Shape,
    visit: Visit,
    table: Timetable,
    patient_id: UUID,
    call_id: UUID | None = None,
    *,
    apart_from: UUID | None = None,
) -> UUID:
    """Take the time of an offered visit; the lost race answers with the nearest free starts.

    `apart_from`: the visit being moved, which does not count against the day's quota.
    """
    seconds = int(visit.start.timestamp())
    check_offered(offer.terms, shape, table, visit.start, clock.now(), apart_from=apart_from)
    try:
        return occupancy.take(visit.claim(call_id=call_id), patient_id=patient_id)
    except SlotTaken:
        others = nearest(offer.terms, shape, offer.agendas, Slot(visit.agenda, seconds, shape.duration))
        raise SlotTaken(alternatives=[slot.as_alternative() for slot in others]) from None


def _overbook(offer: Offer, visit: Visit, patient_id: UUID, call_id: UUID | None) -> tuple[UUID, int]:
    """The first free lane: the ordinary one when the time is only out of hours, so that nobody else gets it."""
    now = clock.now()
    if not offer.terms.is_active:
        raise refused(Reason.WITHDRAWN)
    if visit.start < now - LATEST_RECORDING:
        raise refused(Reason.TOO_SOON)
    if visit.start > now + FURTHEST:
        raise refused(Reason.TOO_FAR)
    if visit.start.second or visit.start.microsecond:
        raise refused(Reason.OFF_GRID)
    for lane in range(ORDINARY_LANE, visit.agenda.overbooking_limit + 1):
        try:
            return occupancy.take(visit.claim(lane, call_id), patient_id=patient_id), lane
        except SlotTaken:
            continue
    raise OverbookingFull()


def _write(
    actor: Actor, patient_id: UUID, visit: Visit, occupancy_id: UUID, lane: int, words: _Words, action: Action
) -> Appointment:
    now = clock.now()
    appointment = Appointment(
        practice_id=visit.agenda.practice_id,
        practitioner_role_id=visit.agenda.role_id,
        practitioner_id=visit.practitioner_id,
        location_id=visit.agenda.location_id,
        patient_id=patient_id,
        visit_reason_id=visit.visit_reason_id,
        occupancy_id=occupancy_id,
        starts_at=visit.start,
        ends_at=visit.end,
        duration_minutes=visit.duration_minutes,
        buffer_before_minutes=visit.buffer_before,
        buffer_after_minutes=visit.buffer_after,
        status=Status.BOOKED.value,
        lane=lane,
        note=words.note or None,
        override_reason=words.override_reason,
        channel=actor.channel.value,
        created_by_id=actor.user_id,
        call_id=words.call_id,
        created_at=now,
        updated_at=now,
    )
    appointment.save(force_insert=True)
    leave_trace(actor, action, appointment, lane=lane, reason=visit.visit_reason_id)
    return appointment
