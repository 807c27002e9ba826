"""Openings of one day, beside the weekly rules."""

from datetime import date, time
from uuid import UUID

from booking.errors import NonexistentTime
from booking.local_time import MIDNIGHT, exists
from booking.locks import in_one_transaction, lock_practitioners
from booking.models import OpeningException
from booking.openings import Agenda
from booking.services.opening_rules import check_hours
from booking.services.timetable import Effect, check_not_past, editable, journal_opening, reviewed
from core.errors import FieldError, NotFound
from core.scoping import Actor

_KIND = "opening_exception"


@in_one_transaction
def add_opening_exception(
    *, actor: Actor, practitioner_role_id: UUID, day: date, opens: time, closes: time
) -> Effect[OpeningException]:
    """Open an agenda on one day that is not past, even a public holiday.

    Raises NotFound, Forbidden, InvalidInput, NonexistentTime when the clocks jump over a bound that day.
    """
    agenda = editable(actor, practitioner_role_id)
    check_not_past(actor, agenda, "day", day)
    _check_bounds(agenda, day, opens, closes)
    lock_practitioners([agenda.practitioner_id], exclusive=True)
    opening = OpeningException.objects.create(
        practice_id=agenda.practice_id,
        practitioner_role_id=agenda.role_id,
        day=day,
        starts_at_time=opens,
        ends_at_time=closes,
    )
    journal_opening(actor, agenda, _KIND, opening.id, day=day)
    return reviewed(actor, agenda.practice_id, [agenda.practitioner_id], opening)


@in_one_transaction
def change_opening_exception(
    *, actor: Actor, opening_exception_id: UUID, opens: time, closes: time
) -> Effect[OpeningException]:
    """Other hours on the same day, which is not past. Raises NotFound, Forbidden, InvalidInput, NonexistentTime."""
    opening, agenda = _locked(actor, opening_exception_id)
    _check_bounds(agenda, opening.day, opens, closes)
    opening.starts_at_time, opening.ends_at_time = opens, closes
    opening.save(update_fields=["starts_at_time", "ends_at_time"])
    journal_opening(actor, agenda, _KIND, opening.id, day=opening.day)
    return reviewed(actor, agenda.practice_id, [agenda.practitioner_id], opening)


@in_one_transaction
def remove_opening_exception(*, actor: Actor, opening_exception_id: UUID) -> Effect[None]:
    """Raises NotFound, Forbidden, InvalidInput for a day that is past."""
    opening, agenda = _locked(actor, opening_exception_id)
    opening.delete()
    journal_opening(actor, agenda, _KIND, opening_exception_id, removed=True)
    return reviewed(actor, agenda.practice_id, [agenda.practitioner_id], None)


def _locked(actor: Actor, opening_exception_id: UUID) -> tuple[OpeningException, Agenda]:
    rows = OpeningException.objects.filter(pk=opening_exception_id, practice_id__in=actor.practice_ids)
    seen = rows.first()
    if seen is None:
        raise NotFound()
    agenda = editable(actor, seen.practitioner_role_id)
    check_not_past(actor, agenda, "day", seen.day)
    lock_practitioners([agenda.practitioner_id], exclusive=True)
    opening = rows.first()
    if opening is None:
        raise NotFound()
    return opening, agenda


def _check_bounds(agenda: Agenda, day: date, opens: time, closes: time) -> None:
    check_hours(opens, closes)
    for name, wall in (("opens", opens), ("closes", closes)):
        if wall != MIDNIGHT and not exists(day, wall, agenda.place.zone):
            raise NonexistentTime(errors=[FieldError(name, "nonexistent-time", NonexistentTime.title)])
