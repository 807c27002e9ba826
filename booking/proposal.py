"""Propose the dates of a series and say why a date is left out; show the visits of a series."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import islice
from typing import Any
from uuid import UUID

from audit.actions import Action
from audit.services import record
from booking.consignes import Scale
from booking.known import known
from booking.local_time import local
from booking.models import Appointment
from booking.offer import agenda_in, check_door, check_patient, offer_of
from booking.series import LONGEST, LOOKED_AT, MOST_WEEKS, Occurrence, occurrences
from booking.series_ground import CLOCKS_JUMP, Ground, failure
from booking.sieve import Sieve
from core import clock
from core.errors import InvalidInput, NotFound
from core.scoping import Actor
from practices.permissions import Permission, check_may

# Nothing is proposed further ahead, whatever the booking window.
FURTHEST = timedelta(days=730)


@dataclass(frozen=True, slots=True)
class Proposal:
    """`starts` as the place's clocks show them; `skipped` the dates in between that cannot be, and why."""

    practitioner_role_id: UUID
    timezone: str
    duration_minutes: int
    starts: list[datetime]
    skipped: list[dict[str, Any]]


def propose_series(
    actor: Actor,
    *,
    visit_reason_id: UUID,
    practitioner_role_id: UUID,
    first: datetime,
    every_weeks: int,
    count: int,
    patient_id: UUID | None = None,
) -> Proposal:
    """`count` free starts from `first` (aware) on, every so many weeks at the same weekday and hour.

    A date that cannot be is skipped and the series goes on after it, as far as the booking window: fewer
    starts may come back than were asked for. A constant number of statements. Raises NotFound, Forbidden,
    InvalidInput, NotOffered when the reason is not for that door or patient.
    """
    _check_numbers(every_weeks, count)
    offer = offer_of(actor, visit_reason_id)
    check_may(actor, Permission.SLOT_SEARCH, offer.terms.practice_id)
    agenda = agenda_in(offer, actor, practitioner_role_id)
    check_door(offer.terms)
    whom = None if patient_id is None else known(offer.terms.practice_id, patient_id)
    if whom is not None:
        check_patient(offer.terms, is_known=whom.is_known, by_phone_only=whom.by_phone_only)
    zone = agenda.place.zone
    dates = _dates(first, every_weeks, zone, clock.now() + min(offer.terms.window, FURTHEST))
    real = [date.start for date in dates if date.start is not None]
    if not real:
        return Proposal(agenda.role_id, zone, offer.terms.shape.duration // 60, [], [])
    ground = Ground(offer.terms, offer.terms.shape, agenda, real, patient_id, sieve=Sieve(Scale(offer.terms), whom))
    starts, skipped = _choose(dates, ground, zone, count)
    return Proposal(agenda.role_id, zone, offer.terms.shape.duration // 60, starts, skipped)


def series_of(actor: Actor, appointment_id: UUID) -> list[Appointment]:
    """Every visit of the series of an appointment, by start; itself alone when it has none. Journalled.

    Raises NotFound, Forbidden.
    """
    one = Appointment.objects.filter(pk=appointment_id, practice_id__in=actor.practice_ids).first()
    if one is None:
        raise NotFound()
    check_may(actor, Permission.APPOINTMENT_READ, one.practice_id)
    rows = Appointment.objects.filter(practice_id=one.practice_id)
    rows = rows.filter(pk=one.pk) if one.series_id is None else rows.filter(series_id=one.series_id)
    record(
        actor=actor,
        action=Action.APPOINTMENTS_READ,
        practice_id=one.practice_id,
        entity=("patient", one.patient_id),
        patient_id=one.patient_id,
        details={"series": one.series_id},
    )
    related = ("visit_reason", "location", "practitioner", "practitioner_role")
    return list(rows.select_related(*related).order_by("starts_at", "id"))


def _choose(
    dates: Sequence[Occurrence], ground: Ground, zone: str, count: int
) -> tuple[list[datetime], list[dict[str, Any]]]:
    starts: list[datetime] = []
    skipped: list[dict[str, Any]] = []
    for date in dates:
        if len(starts) == count:
            break
        refusal = CLOCKS_JUMP if date.start is None else ground.refusal(date.start)
        if refusal is None and date.start is not None:
            starts.append(local(date.start, zone))
        elif refusal is not None:
            skipped.append(failure(date.start or date, zone, refusal, ground if date.start else None))
    return starts, skipped


def _dates(first: datetime, every_weeks: int, zone: str, until: datetime) -> list[Occurrence]:
    """The dates to look at: the first one in any case, the others while the booking window lasts."""
    dates = list(islice(occurrences(first, every_weeks, zone), LOOKED_AT))
    return [date for number, date in enumerate(dates) if number == 0 or date.start is None or date.start < until]


def _check_numbers(every_weeks: int, count: int) -> None:
    if not 1 <= every_weeks <= MOST_WEEKS:
        raise InvalidInput.at("every_weeks", "out-of-range", f"La fréquence va de 1 à {MOST_WEEKS} semaines.")
    if not 1 <= count <= LONGEST:
        raise InvalidInput.at("count", "out-of-range", f"Une série compte de 1 à {LONGEST} rendez-vous.")
