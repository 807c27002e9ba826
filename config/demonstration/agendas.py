"""Opens the agendas of a practice and takes over its eight weeks of appointments, through the services of `booking`."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from random import Random
from uuid import UUID

from booking import services as booking
from booking.availability import Shape
from booking.local_time import MIDNIGHT, edge, local_date
from booking.models import AbsenceReason
from booking.offer import agenda_of
from booking.openings import timetables
from booking.services import RuleTerms
from booking.services.import_agenda import PastVisit, import_appointments
from booking.services.substitutes import add_substitution
from config.demonstration import agenda_plan
from config.demonstration.agenda_plan import WEEK, WEEKS_AFTER, WEEKS_BEFORE, Calendar, Guests, Offer, Visit
from config.demonstration.description import Agenda
from config.demonstration.practice_setup import OpenedPractice
from core import clock
from core.scoping import Actor
from practices.models import PractitionerRole, VisitReason

OVERBOOKED = "Le praticien a demandé de l'ajouter entre deux visites."
NOTES = ("Rappeler la veille.", "Vient accompagnée.", "Préfère être appelé sur son mobile.", "")


@dataclass(frozen=True, slots=True)
class _Booking:
    visit: Visit
    role_id: UUID
    patient_id: UUID


def open_agendas(*, actor: Actor, opened: OpenedPractice) -> None:
    """Weekly openings since last Monday, extra ones, absences, substitutes, the day on which the place is shut."""
    monday = this_monday(opened)
    for agenda, role in zip(opened.description.agendas, opened.roles, strict=True):
        _open(actor, agenda, role, monday)
        for off in agenda.days_off:
            booking.add_absence(
                actor=actor,
                practice_id=role.practice_id,
                practitioner_id=role.practitioner_id,
                start=_midnight(opened, _day(monday, off.week, off.first)),
                end=_midnight(opened, _day(monday, off.week, off.last + 1)),
                reason_code=AbsenceReason(off.reason),
            )
        for stay in agenda.stand_ins:
            add_substitution(
                actor=actor,
                practitioner_role_id=role.id,
                substitute_id=opened.roles[stay.agenda].practitioner_id,
                starts_on=_day(monday, stay.week, stay.first),
                ends_on=_day(monday, stay.week, stay.last),
            )
    closed = _day(monday, *opened.description.place.closed_day)
    booking.add_closure(
        actor=actor,
        location_id=opened.location.id,
        start=_midnight(opened, closed),
        end=_midnight(opened, closed + timedelta(days=1)),
    )


def _open(actor: Actor, agenda: Agenda, role: PractitionerRole, monday: date) -> None:
    for hours in agenda.hours:
        terms = RuleTerms(
            weekday=hours.weekday,
            opens=hours.opens,
            closes=hours.closes,
            valid_from=monday - timedelta(weeks=WEEKS_BEFORE),
            every_weeks=hours.every_weeks,
        )
        booking.add_opening_rule(actor=actor, practitioner_role_id=role.id, terms=terms)
    for extra in agenda.extra:
        booking.add_opening_exception(
            actor=actor,
            practitioner_role_id=role.id,
            day=_day(monday, extra.week, extra.weekday),
            opens=extra.opens,
            closes=extra.closes,
        )


def fill_agendas(*, actor: Actor, opened: OpenedPractice, patient_ids: Sequence[UUID], random: Random) -> int:
    """Make the agendas about half full of these patients; returns how many appointments there are."""
    guests = Guests(random, patient_ids, opened.description.regulars)
    planned = [
        _Booking(visit, role_id, patient_id)
        for role_id, visit in _planned(actor, opened, random)
        if (patient_id := guests.guest(visit))
    ]
    ordinary = [_past_visit(one) for one in planned if not one.visit.lane]
    written = import_appointments(actor=actor, visits=ordinary)
    overbooked = [one for one in planned if one.visit.lane]
    for one in overbooked:
        booking.book_appointment(
            actor=actor,
            patient_id=one.patient_id,
            visit_reason_id=one.visit.offer.id,
            practitioner_role_id=one.role_id,
            start=_instant(one.visit.start),
            note=random.choice(NOTES) or None,
            overbooked=OVERBOOKED,
        )
    return written + len(overbooked)


def _planned(actor: Actor, opened: OpenedPractice, random: Random) -> Iterator[tuple[UUID, Visit]]:
    calendar = _calendar(opened)
    low = calendar.monday - WEEKS_BEFORE * WEEK
    high = calendar.monday + WEEKS_AFTER * WEEK
    tables = timetables([agenda_of(actor, role.id) for role in opened.roles], low, high)
    for place, role in enumerate(opened.roles):
        table = tables[role.id]
        openings = [(start, end) for start, end in table.openings(low, high) if low <= start < high]
        offers = [_offer(weight, reason) for weight, reason in opened.offers(place)]
        for visit in agenda_plan.visits(random, calendar, openings, table.closed, offers):
            yield role.id, visit


def _offer(weight: int, reason: VisitReason) -> Offer:
    shape = Shape(
        duration=60 * reason.duration_minutes,
        step=60 * reason.step_minutes,
        buffer_before=60 * reason.buffer_before_minutes,
        buffer_after=60 * reason.buffer_after_minutes,
    )
    return Offer(
        reason.id, shape, weight, window=reason.booking_window_days * 86_400, firsts=not reason.open_to_known_patients
    )


def _past_visit(one: _Booking) -> PastVisit:
    visit = one.visit
    shape = visit.offer.shape
    return PastVisit(
        patient_id=one.patient_id,
        practitioner_role_id=one.role_id,
        visit_reason_id=visit.offer.id,
        start=_instant(visit.start),
        end=_instant(visit.start + shape.duration),
        status=visit.status,
        buffer_before=shape.buffer_before // 60,
        buffer_after=shape.buffer_after // 60,
    )


def this_monday(opened: OpenedPractice) -> date:
    """The Monday of the current week, as the clocks of the place show it."""
    today = local_date(clock.now(), opened.location.timezone)
    return today - timedelta(days=today.weekday())


def _calendar(opened: OpenedPractice) -> Calendar:
    zone, now = opened.location.timezone, clock.now()
    today = local_date(now, zone)
    day = edge(today, MIDNIGHT, zone), edge(today + timedelta(days=1), MIDNIGHT, zone)
    return Calendar(int(now.timestamp()), edge(this_monday(opened), MIDNIGHT, zone), day)


def _day(monday: date, week: int, weekday: int) -> date:
    return monday + timedelta(weeks=week, days=weekday)


def _midnight(opened: OpenedPractice, day: date) -> datetime:
    return _instant(edge(day, MIDNIGHT, opened.location.timezone))


def _instant(seconds: int) -> datetime:
    return datetime.fromtimestamp(seconds, UTC)
