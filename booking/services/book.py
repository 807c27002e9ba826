"""Book a visit: from a hold, directly, or over the ordinary agenda with a reason."""

from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from uuid import UUID

from audit.actions import Action
from audit.details import Scalar
from booking import occupancy
from booking.availability import Shape
from booking.consignes import NO_ANSWER, Answers, Scale, Weighed
from booking.counted import lock_place
from booking.errors import OverbookingFull, SlotTaken
from booking.known import Known, known
from booking.lifecycle import Status
from booking.local_time import local_date
from booking.locks import also_lock, in_one_transaction, lock_practitioners
from booking.minors import Footing, Secrecy, footing, read_secrecy
from booking.models import ORDINARY_LANE, Appointment, HeldVisit
from booking.nearest import nearest
from booking.offer import (
    Offer,
    agenda_in,
    agenda_of,
    check_door,
    check_offered,
    check_patient,
    check_place_left,
    offer_at,
    offer_of,
    refused,
)
from booking.openings import Timetable
from booking.rules import Reason, Terms
from booking.search import Slot
from booking.services.agreement import enter_agreement
from booking.services.hold import release_offers
from booking.services.ledger import enter
from booking.services.trace import leave_trace
from booking.services.visit import Visit, attended
from consent.attestation import Attestation
from core import clock
from core.errors import InvalidInput, NotFound
from core.plain_text import clean_reason
from core.saving import insert
from core.scoping import Actor
from patients.proxies import check_may_book
from practices.models import Location
from practices.permissions import Permission, check_may

# A walk-in is written down after the fact; nothing is booked further ahead than this.
LATEST_RECORDING = timedelta(days=1)
FURTHEST = timedelta(days=730)


@dataclass(frozen=True, slots=True)
class _Words:
    """What people said about it; sealed when written. `proxy_id`: the relative who books."""

    note: str | None
    override_reason: str | None
    call_id: UUID | None
    said: Attestation | None = None
    secrecy: Secrecy | None = None
    proxy_id: UUID | None = None
    answers: Answers = field(default_factory=dict)
    guardian_contact: str = ""


@in_one_transaction
def book_from_hold(
    *,
    actor: Actor,
    patient_id: UUID,
    hold_id: UUID,
    note: str | None = None,
    call_id: UUID | None = None,
    guardian: Attestation | None = None,
    secrecy: Secrecy | None = None,
    proxy_id: UUID | None = None,
    answers: Answers = NO_ANSWER,
    guardian_contact: str = "",
) -> Appointment:
    """Book what the actor holds, by one compare-and-swap; what else was offered in its call is given back.

    `guardian_contact`: the mobile or address of the guardian who will be asked.
    `guardian`, `secrecy`, `proxy_id`, `answers`: see `book_appointment`. Raises NotFound, Forbidden, HoldExpired,
    PatientBusy, NotOffered when the reason does not take this patient or the day's quota was reached since, what
    `booking.minors.footing` raises, ConsigneBlocks, ConsigneUnanswered.
    """
    held = HeldVisit.objects.filter(pk=hold_id, practice_id__in=actor.practice_ids).first()
    if held is None:
        raise NotFound()
    check_may(actor, Permission.APPOINTMENT_BOOK, held.practice_id)
    agenda = agenda_of(actor, held.practitioner_role_id)
    lock_practitioners([agenda.practitioner_id])
    terms = offer_at(actor, held.visit_reason_id, held.practitioner_role_id).terms
    lock_place(agenda, held.starts_at, terms.quota)
    whom = known(held.practice_id, patient_id, Permission.APPOINTMENT_BOOK)
    words = _Words(note, None, call_id, guardian, secrecy, proxy_id, answers, guardian_contact)
    words = read_words(actor, held.practice_id, words)
    stand = footing(whom, held.practice_id, agenda.place.zone, held.starts_at, said=words.said, secrecy=words.secrecy)
    call = occupancy.call_of(hold_id)
    if call is not None:
        occupancy.lock_call(call)
    taken = occupancy.confirm(hold_id, patient_id=patient_id, held_by=actor.user_id)
    if call is not None:
        release_offers(actor=actor, practice_id=held.practice_id, call_id=call)
    if taken.practitioner_id != agenda.practitioner_id:
        also_lock(taken.practitioner_id)
    check_patient(terms, is_known=whom.is_known, by_phone_only=whom.by_phone_only)
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
    words = replace(words, call_id=call_id or taken.call_id)
    weighed = Scale(terms).weigh(agenda, held.starts_at, clock.now(), whom, answers)
    return _write(actor, whom, visit, taken.id, ORDINARY_LANE, words, stand, weighed, Action.APPOINTMENT_BOOKED)


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
    guardian: Attestation | None = None,
    secrecy: Secrecy | None = None,
    proxy_id: UUID | None = None,
    answers: Answers = NO_ANSWER,
) -> Appointment:
    """Book one visit that starts at `start` (aware).

    A child's visit waits for a guardian (`pending`), unless one agrees with the booking (`guardian`), agreed to every
    booking here, or the minor objects to the parents being told (`secrecy`). `proxy_id`: the relative who books.
    `answers`: what was answered to the practice's consignes, by version. With `overbooked` (the reason, in words) the
    rules of the offer and the consignes are passed over and a further lane of the agenda may be taken, up to its
    limit; the visit keeps which consignes it breached. Raises NotFound, Forbidden, NotOffered, PatientBusy, SlotTaken
    with alternatives, OverbookingFull, ConsigneBlocks, ConsigneUnanswered, InvalidInput naming `overbooked` when it
    says nothing.
    """
    offer = offer_at(actor, visit_reason_id, practitioner_role_id)
    check_may(actor, Permission.APPOINTMENT_BOOK, offer.terms.practice_id)
    if overbooked is not None:
        check_may(actor, Permission.APPOINTMENT_OVERBOOK, offer.terms.practice_id)
        overbooked = clean_reason(overbooked, "overbooked")
    agenda = agenda_in(offer, actor, practitioner_role_id)
    lock_practitioners([agenda.practitioner_id])
    whom = known(offer.terms.practice_id, patient_id, Permission.APPOINTMENT_BOOK)
    words = _Words(note, overbooked, call_id, guardian, secrecy, proxy_id, answers)
    words = read_words(actor, offer.terms.practice_id, words)
    stand = footing(whom, agenda.practice_id, agenda.place.zone, start, said=words.said, secrecy=words.secrecy)
    visit, table = attended(Visit.of(agenda, visit_reason_id, offer.terms.shape, start))
    if overbooked is not None:
        occupancy_id, lane = _overbook(offer, visit, patient_id, call_id)
        weighed = Scale(offer.terms).weigh(agenda, visit.start, clock.now(), whom, answers, overriding=True)
        booked = _write(actor, whom, visit, occupancy_id, lane, words, stand, weighed, Action.APPOINTMENT_OVERBOOKED)
        enter(booked, table)
        return booked
    check_door(offer.terms)
    check_patient(offer.terms, is_known=whom.is_known, by_phone_only=whom.by_phone_only)
    occupancy_id = take_offered(actor, offer.terms, offer.terms.shape, visit, table, patient_id, call_id)
    weighed = Scale(offer.terms).weigh(agenda, visit.start, clock.now(), whom, answers)
    return _write(actor, whom, visit, occupancy_id, ORDINARY_LANE, words, stand, weighed, Action.APPOINTMENT_BOOKED)


def take_offered(
    actor: Actor,
    terms: Terms,
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
    check_offered(terms, shape, table, visit.start, clock.now(), apart_from=apart_from)
    try:
        return occupancy.take(visit.claim(call_id=call_id), patient_id=patient_id)
    except SlotTaken:
        agendas = offer_of(actor, terms.visit_reason_id).agendas
        others = nearest(terms, shape, agendas, Slot(visit.agenda, seconds, shape.duration))
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


def read_words(actor: Actor, practice_id: UUID, words: _Words) -> _Words:
    """Secrecy is a right of its own, with its reason; a relative who books must be allowed to.

    Raises Forbidden, InvalidInput.
    """
    if words.secrecy is None:
        return words
    check_may(actor, Permission.MINOR_SECRECY_SET, practice_id)
    return replace(words, secrecy=read_secrecy(words.secrecy))


def _write(
    actor: Actor,
    whom: Known,
    visit: Visit,
    occupancy_id: UUID,
    lane: int,
    words: _Words,
    stand: Footing,
    weighed: Weighed,
    action: Action,
) -> Appointment:
    now, is_pending = clock.now(), stand.status is Status.PENDING
    if words.proxy_id is not None:
        check_may_book(actor, whom.patient_id, words.proxy_id, local_date(now, visit.agenda.place.zone))
    if is_pending and words.note:
        raise InvalidInput.at("note", "before-guardian", "À noter une fois l'accord d'un représentant légal donné.")
    appointment = Appointment(
        practice_id=visit.agenda.practice_id,
        practitioner_role_id=visit.agenda.role_id,
        practitioner_id=visit.practitioner_id,
        location_id=visit.agenda.location_id,
        patient_id=whom.patient_id,
        visit_reason_id=visit.visit_reason_id,
        occupancy_id=occupancy_id,
        starts_at=visit.start,
        ends_at=visit.end,
        duration_minutes=visit.duration_minutes,
        buffer_before_minutes=visit.buffer_before,
        buffer_after_minutes=visit.buffer_after,
        status=stand.status.value,
        pending_until=stand.until,
        lane=lane,
        note=words.note or None,
        override_reason=words.override_reason,
        minor_secrecy=words.secrecy is not None,
        secrecy_reason=words.secrecy.reason if words.secrecy else None,
        own_contact=words.secrecy.own_contact or None if words.secrecy else None,
        proxy_id=words.proxy_id,
        consigne_versions=list(weighed.versions),
        consigne_breaches=list(weighed.breaches),
        consigne_answers=weighed.answers,
        channel=actor.channel.value,
        created_by_id=actor.user_id,
        call_id=words.call_id or actor.calls.get(visit.agenda.practice_id),
        created_at=now,
        updated_at=now,
    )
    insert(appointment)
    # The agenda knows them: whoever shows the visit asks for its zone.
    place = visit.agenda.place
    known = visit.agenda.location_id, place.zone, place.territory
    appointment.location = Location.from_db(None, ("id", "timezone", "holiday_territory"), known)
    # L1111-5: the journal of a secret visit does not say what it is for.
    why: dict[str, Scalar] = {} if words.secrecy else {"reason": visit.visit_reason_id}
    if weighed.breaches:
        why["breaches"] = len(weighed.breaches)
    leave_trace(actor, Action.APPOINTMENT_PENDING if is_pending else action, appointment, lane=lane, **why)
    enter_agreement(actor, appointment, stand, words.said, words.guardian_contact)
    return appointment
