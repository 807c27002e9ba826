"""What may be booked, by whom, through which door: the terms of a visit reason, asked and enforced from one rule.

`check_offered` names the first rule that says no. Occupied time is not a rule: the database arbitrates it.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from functools import lru_cache
from typing import Any
from uuid import UUID

from django.db import connection
from django.db.models import Exists, OuterRef

from booking.availability import Shape, covers, difference, on_grid, overlaps, union
from booking.errors import NotOffered
from booking.lifecycle import Status
from booking.models import Appointment
from booking.openings import Agenda, Timetable
from booking.recurrence import Place
from core.errors import NotFound
from core.scoping import Actor, Channel
from patients.errors import PatientMerged
from patients.models import Patient
from practices.models import PractitionerRole, VisitReason


class Reason(StrEnum):
    """Why a time is not offered: codes of the API, with their French sentence in `SENTENCES`."""

    WITHDRAWN = "withdrawn"
    NOT_THIS_PRACTITIONER = "not-this-practitioner"
    WRONG_DOOR = "wrong-door"
    NEW_PATIENTS_REFUSED = "new-patients-refused"
    KNOWN_PATIENTS_REFUSED = "known-patients-refused"
    TOO_SOON = "too-soon"
    TOO_FAR = "too-far"
    NOT_OPEN = "not-open"
    CLOSED = "closed"
    OFF_GRID = "off-grid"


SENTENCES = {
    Reason.WITHDRAWN: "Ce motif ou cet agenda n'est plus proposé.",
    Reason.NOT_THIS_PRACTITIONER: "Ce praticien ne propose pas ce motif.",
    Reason.WRONG_DOOR: "Ce motif ne se réserve pas par ce canal.",
    Reason.NEW_PATIENTS_REFUSED: "Ce motif n'est pas ouvert aux nouveaux patients.",
    Reason.KNOWN_PATIENTS_REFUSED: "Ce motif est réservé aux nouveaux patients.",
    Reason.TOO_SOON: "Le délai de prévenance n'est pas respecté.",
    Reason.TOO_FAR: "Cette date est au-delà de la période de réservation.",
    Reason.NOT_OPEN: "Le praticien ne consulte pas à cette heure.",
    Reason.CLOSED: "Le praticien est absent ou le cabinet est fermé.",
    Reason.OFF_GRID: "Cette heure n'est pas un début de créneau pour ce motif.",
}


@dataclass(frozen=True, slots=True)
class Terms:
    """A visit reason as the agenda sees it; `doors` are the channels it may be booked through."""

    visit_reason_id: UUID
    practice_id: UUID
    shape: Shape
    notice: timedelta
    window: timedelta
    doors: frozenset[Channel]
    open_to_new: bool
    open_to_known: bool
    is_active: bool

    def window_from(self, now: datetime) -> tuple[datetime, datetime]:
        """`[earliest, latest)` of the starts that may be offered at `now`."""
        return now + self.notice, now + self.window


@dataclass(frozen=True, slots=True)
class Offer:
    """A visit reason and the active agendas that propose it, in the practice's order."""

    terms: Terms
    agendas: tuple[Agenda, ...]


_ROLE = (
    "practitioner_id",
    "location_id",
    "location__timezone",
    "location__holiday_territory",
    "overbooking_limit",
    "is_active",
)
_TERMS = (
    "practice_id",
    "duration_minutes",
    "step_minutes",
    "buffer_before_minutes",
    "buffer_after_minutes",
    "min_notice_minutes",
    "booking_window_days",
    "by_phone",
    "by_web",
    "by_partner",
    "open_to_new_patients",
    "open_to_known_patients",
    "is_active",
)


def offer_of(actor: Actor, visit_reason_id: UUID) -> Offer:
    """The terms of a visit reason and every agenda that proposes it: one SQL statement. Raises NotFound."""
    practices = sorted(actor.practice_ids)
    if not practices:
        raise NotFound()
    with connection.cursor() as cursor:
        cursor.execute(_offer_statement(len(practices)), [visit_reason_id, *practices])
        rows = cursor.fetchall()
    if not rows:
        raise NotFound()
    terms = _terms(visit_reason_id, rows[0][: len(_TERMS)])
    agendas = [_agenda(row[len(_TERMS)], terms.practice_id, row[len(_TERMS) + 1 :]) for row in rows if row[len(_TERMS)]]
    return Offer(terms, tuple(agenda for agenda in agendas if agenda.is_active))


@lru_cache(maxsize=64)
def _offer_statement(practices: int) -> str:
    """The SQL of `offer_of` for so many practices, compiled once: compiling takes Django longer than PostgreSQL needs.

    Its values are the visit reason, then the practices.
    """
    through = "offered_by__practitioner_role"
    reason, *scope = (UUID(int=n) for n in range(practices + 1))
    query = (
        VisitReason.objects.filter(id=reason, practice_id__in=scope)
        .order_by(f"{through}__position", f"{through}__practitioner__family_name", f"{through}_id")
        .values_list(*_TERMS, f"{through}_id", *(f"{through}__{name}" for name in _ROLE))
        .query
    )
    statement, values = query.sql_with_params()
    if values != (reason, *scope):
        raise AssertionError("the compiled statement takes its values in another order")
    return str(statement)


def agenda_of(actor: Actor, practitioner_role_id: UUID) -> Agenda:
    """One agenda in the actor's scope, active or not. Raises NotFound."""
    row = (
        PractitionerRole.objects.filter(id=practitioner_role_id, practice_id__in=actor.practice_ids)
        .values_list("practice_id", *_ROLE)
        .first()
    )
    if row is None:
        raise NotFound()
    return _agenda(practitioner_role_id, row[0], row[1:])


def agenda_in(offer: Offer, actor: Actor, practitioner_role_id: UUID) -> Agenda:
    """The agenda of an offer. Raises NotFound outside the practice, NotOffered when it does not propose the reason."""
    for agenda in offer.agendas:
        if agenda.role_id == practitioner_role_id:
            return agenda
    other = agenda_of(actor, practitioner_role_id)
    if other.practice_id != offer.terms.practice_id:
        raise NotFound()
    raise refused(Reason.NOT_THIS_PRACTITIONER if other.is_active else Reason.WITHDRAWN)


def knows(practice_id: UUID, patient_id: UUID) -> bool:
    """Whether the practice has seen or expects this patient.

    Raises NotFound for a patient of nobody's here, PatientMerged for a redirect.
    """
    visits = Appointment.objects.filter(
        practice_id=practice_id,
        patient_id=OuterRef("id"),
        status__in=[Status.BOOKED, Status.ARRIVED, Status.FULFILLED],
    )
    found: tuple[bool, UUID | None] | None = (
        Patient.objects.filter(id=patient_id, practice_id=practice_id)
        .annotate(is_known=Exists(visits))
        .values_list("is_known", "merged_into_id")
        .first()
    )
    if found is None:
        raise NotFound()
    is_known, merged_into = found
    if merged_into is not None:
        raise PatientMerged(merged_into=str(merged_into))
    return is_known


def door(actor: Actor) -> Channel:
    """The door of the visit reason that the actor comes through.

    A person signed in to the API does the desk's work by other means; only a program is a partner.
    """
    return Channel.PHONE if actor.channel is Channel.API and actor.user_id is not None else actor.channel


def check_door(terms: Terms, channel: Channel) -> None:
    """Raises NotOffered when the reason is withdrawn or not bookable through that door."""
    if not terms.is_active:
        raise refused(Reason.WITHDRAWN)
    if channel is not Channel.SYSTEM and channel not in terms.doors:
        raise refused(Reason.WRONG_DOOR)


def check_patient(terms: Terms, *, is_known: bool) -> None:
    """Raises NotOffered when the reason does not take such a patient."""
    if is_known and not terms.open_to_known:
        raise refused(Reason.KNOWN_PATIENTS_REFUSED)
    if not is_known and not terms.open_to_new:
        raise refused(Reason.NEW_PATIENTS_REFUSED)


def check_offered(terms: Terms, shape: Shape, timetable: Timetable, start: datetime, now: datetime) -> None:
    """Raises NotOffered unless a search at `now` would propose `start` on an empty agenda."""
    earliest, latest = terms.window_from(now)
    if start < earliest:
        raise refused(Reason.TOO_SOON)
    if start >= latest:
        raise refused(Reason.TOO_FAR)
    check_open(shape, timetable, start)


def check_open(shape: Shape, timetable: Timetable, start: datetime) -> None:
    """Raises NotOffered when the agenda is not open for the whole visit, or the start is not on its grid."""
    if start.microsecond:
        raise refused(Reason.OFF_GRID)
    visit = shape.visit(int(start.timestamp()))
    openings = timetable.openings(*visit)
    if not covers(union(openings), visit):
        raise refused(Reason.NOT_OPEN)
    if overlaps(timetable.closed, visit):
        raise refused(Reason.CLOSED)
    if not on_grid(shape, openings, visit[0]):
        raise refused(Reason.OFF_GRID)


def is_open(timetable: Timetable, low: int, high: int) -> bool:
    """Whether the agenda is open and not shut during all of `[low, high)`."""
    return covers(difference(timetable.openings(low, high), timetable.closed), (low, high))


def refused(reason: Reason) -> NotOffered:
    return NotOffered(reason=reason.value, detail=SENTENCES[reason])


def _terms(visit_reason_id: UUID, row: tuple[Any, ...]) -> Terms:
    values = dict(zip(_TERMS, row, strict=True))
    doors = {Channel.PHONE: "by_phone", Channel.WEB: "by_web", Channel.API: "by_partner"}
    return Terms(
        visit_reason_id=visit_reason_id,
        practice_id=values["practice_id"],
        shape=Shape(
            duration=60 * values["duration_minutes"],
            step=60 * values["step_minutes"],
            buffer_before=60 * values["buffer_before_minutes"],
            buffer_after=60 * values["buffer_after_minutes"],
        ),
        notice=timedelta(minutes=values["min_notice_minutes"]),
        window=timedelta(days=values["booking_window_days"]),
        doors=frozenset(channel for channel, name in doors.items() if values[name]),
        open_to_new=values["open_to_new_patients"],
        open_to_known=values["open_to_known_patients"],
        is_active=values["is_active"],
    )


def _agenda(role_id: UUID, practice_id: UUID, row: tuple[Any, ...]) -> Agenda:
    practitioner_id, location_id, zone, territory, limit, is_active = row
    return Agenda(role_id, practice_id, practitioner_id, location_id, Place(zone, territory), limit, is_active)
