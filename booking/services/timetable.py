"""Open and shut agendas. Each verb locks the agendas it touches *exclusively*: no visit is booked meanwhile.

Visits whose opening vanishes are flagged, never deleted; a flag falls when the opening comes back.
"""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from uuid import UUID

from audit.actions import Action
from audit.details import Scalar
from audit.services import record
from booking.errors import NonexistentTime, WrongRange
from booking.local_time import MIDNIGHT, exists
from booking.locks import in_one_transaction, lock_practitioners
from booking.models import Absence, AbsenceReason, Closure, OpeningException, OpeningRule
from booking.offer import agenda_of
from booking.openings import Agenda
from booking.services.orphans import review_orphans
from core.errors import FieldError, InvalidInput, NotFound
from core.scoping import Actor
from practices.models import Location, PractitionerRole
from practices.permissions import Permission, check_may


@dataclass(frozen=True, slots=True)
class RuleTerms:
    """A weekly opening: `weekday` 0 is Monday, a `closes` of 00:00 is midnight, `valid_until` is the last day."""

    weekday: int
    opens: time
    closes: time
    valid_from: date
    valid_until: date | None = None
    every_weeks: int = 1


@in_one_transaction
def add_opening_rule(*, actor: Actor, practitioner_role_id: UUID, terms: RuleTerms) -> OpeningRule:
    """Open an agenda every week (or every n weeks). Raises NotFound, Forbidden, InvalidInput."""
    agenda = _editable(actor, practitioner_role_id)
    _check_rule(terms)
    lock_practitioners([agenda.practitioner_id], exclusive=True)
    rule = OpeningRule.objects.create(
        practice_id=agenda.practice_id,
        practitioner_role_id=agenda.role_id,
        weekday=terms.weekday,
        starts_at_time=terms.opens,
        ends_at_time=terms.closes,
        valid_from=terms.valid_from,
        valid_until=terms.valid_until,
        every_weeks=terms.every_weeks,
    )
    _journal(actor, Action.OPENING_CHANGED, agenda.practice_id, ("opening_rule", rule.id), role=agenda.role_id)
    review_orphans(actor, agenda.practice_id, [agenda.practitioner_id])
    return rule


@in_one_transaction
def end_opening_rule(*, actor: Actor, opening_rule_id: UUID, last_day: date) -> OpeningRule | None:
    """End a rule after `last_day`; one that never began is removed (None). Raises NotFound, Forbidden."""
    rule = OpeningRule.objects.filter(pk=opening_rule_id, practice_id__in=actor.practice_ids).first()
    if rule is None:
        raise NotFound()
    agenda = _editable(actor, rule.practitioner_role_id)
    lock_practitioners([agenda.practitioner_id], exclusive=True)
    kept: OpeningRule | None = rule
    if last_day < rule.valid_from:
        rule.delete()
        kept = None
    else:
        rule.valid_until = last_day
        rule.save(update_fields=["valid_until"])
    _journal(actor, Action.OPENING_CHANGED, agenda.practice_id, ("opening_rule", opening_rule_id), last_day=last_day)
    review_orphans(actor, agenda.practice_id, [agenda.practitioner_id])
    return kept


@in_one_transaction
def add_opening_exception(
    *, actor: Actor, practitioner_role_id: UUID, day: date, opens: time, closes: time
) -> OpeningException:
    """Open an agenda on one day, even a public holiday.

    Raises NotFound, Forbidden, InvalidInput, NonexistentTime when the clocks jump over a bound that day.
    """
    agenda = _editable(actor, practitioner_role_id)
    _check_order(opens, closes)
    zone = agenda.place.zone
    for name, wall in (("opens", opens), ("closes", closes)):
        if wall != MIDNIGHT and not exists(day, wall, zone):
            raise NonexistentTime(errors=[FieldError(name, "nonexistent-time", NonexistentTime.title)])
    lock_practitioners([agenda.practitioner_id], exclusive=True)
    opening = OpeningException.objects.create(
        practice_id=agenda.practice_id,
        practitioner_role_id=agenda.role_id,
        day=day,
        starts_at_time=opens,
        ends_at_time=closes,
    )
    _journal(actor, Action.OPENING_CHANGED, agenda.practice_id, ("opening_exception", opening.id), day=day)
    review_orphans(actor, agenda.practice_id, [agenda.practitioner_id])
    return opening


@in_one_transaction
def remove_opening_exception(*, actor: Actor, opening_exception_id: UUID) -> None:
    """Raises NotFound, Forbidden."""
    opening = OpeningException.objects.filter(pk=opening_exception_id, practice_id__in=actor.practice_ids).first()
    if opening is None:
        raise NotFound()
    agenda = _editable(actor, opening.practitioner_role_id)
    lock_practitioners([agenda.practitioner_id], exclusive=True)
    opening.delete()
    _journal(
        actor, Action.OPENING_CHANGED, agenda.practice_id, ("opening_exception", opening_exception_id), removed=True
    )
    review_orphans(actor, agenda.practice_id, [agenda.practitioner_id])


@in_one_transaction
def add_absence(
    *,
    actor: Actor,
    practice_id: UUID,
    practitioner_id: UUID,
    start: datetime,
    end: datetime,
    reason_code: AbsenceReason = AbsenceReason.OTHER,
) -> Absence:
    """A practitioner of the practice is away, everywhere. Raises NotFound, Forbidden, WrongRange."""
    check_may(actor, Permission.ABSENCE_EDIT, practice_id)
    _check_practises(practice_id, practitioner_id)
    _check_range(start, end)
    lock_practitioners([practitioner_id], exclusive=True)
    absence = Absence.objects.create(
        practitioner_id=practitioner_id, starts_at=start, ends_at=end, reason_code=AbsenceReason(reason_code).value
    )
    _journal(actor, Action.ABSENCE_ADDED, practice_id, ("absence", absence.id), practitioner=practitioner_id)
    review_orphans(actor, practice_id, [practitioner_id])
    return absence


@in_one_transaction
def remove_absence(*, actor: Actor, practice_id: UUID, absence_id: UUID) -> None:
    """Raises NotFound, Forbidden."""
    check_may(actor, Permission.ABSENCE_EDIT, practice_id)
    absence = Absence.objects.filter(pk=absence_id).first()
    if absence is None:
        raise NotFound()
    _check_practises(practice_id, absence.practitioner_id)
    lock_practitioners([absence.practitioner_id], exclusive=True)
    absence.delete()
    _journal(actor, Action.ABSENCE_REMOVED, practice_id, ("absence", absence_id))
    review_orphans(actor, practice_id, [absence.practitioner_id])


@in_one_transaction
def add_closure(*, actor: Actor, location_id: UUID, start: datetime, end: datetime) -> Closure:
    """A place is shut. Raises NotFound, Forbidden, WrongRange."""
    location = Location.objects.filter(pk=location_id, practice_id__in=actor.practice_ids).first()
    if location is None:
        raise NotFound()
    check_may(actor, Permission.CLOSURE_EDIT, location.practice_id)
    _check_range(start, end)
    people = _people_at(location_id)
    lock_practitioners(people, exclusive=True)
    closure = Closure.objects.create(
        practice_id=location.practice_id, location_id=location_id, starts_at=start, ends_at=end
    )
    _journal(actor, Action.CLOSURE_ADDED, location.practice_id, ("closure", closure.id), location=location_id)
    review_orphans(actor, location.practice_id, people)
    return closure


@in_one_transaction
def remove_closure(*, actor: Actor, closure_id: UUID) -> None:
    """Raises NotFound, Forbidden."""
    closure = Closure.objects.filter(pk=closure_id, practice_id__in=actor.practice_ids).first()
    if closure is None:
        raise NotFound()
    check_may(actor, Permission.CLOSURE_EDIT, closure.practice_id)
    people = _people_at(closure.location_id)
    lock_practitioners(people, exclusive=True)
    closure.delete()
    _journal(actor, Action.CLOSURE_REMOVED, closure.practice_id, ("closure", closure_id))
    review_orphans(actor, closure.practice_id, people)


def _editable(actor: Actor, practitioner_role_id: UUID) -> Agenda:
    agenda = agenda_of(actor, practitioner_role_id)
    check_may(actor, Permission.OPENING_EDIT, agenda.practice_id)
    return agenda


def _people_at(location_id: UUID) -> list[UUID]:
    return list(PractitionerRole.objects.filter(location_id=location_id).values_list("practitioner_id", flat=True))


def _check_practises(practice_id: UUID, practitioner_id: UUID) -> None:
    if not PractitionerRole.objects.filter(practice_id=practice_id, practitioner_id=practitioner_id).exists():
        raise NotFound()


def _check_rule(terms: RuleTerms) -> None:
    _check_order(terms.opens, terms.closes)
    if not 0 <= terms.weekday <= 6:
        raise InvalidInput.at("weekday", "out-of-range", "Le jour va de 0 (lundi) à 6 (dimanche).")
    if not 1 <= terms.every_weeks <= 52:
        raise InvalidInput.at("every_weeks", "out-of-range", "La fréquence va de 1 à 52 semaines.")
    if terms.valid_until is not None and terms.valid_until < terms.valid_from:
        raise InvalidInput.at("valid_until", "end-before-start", "La fin doit suivre le début.")


def _check_order(opens: time, closes: time) -> None:
    if closes != MIDNIGHT and closes <= opens:
        raise InvalidInput.at("closes", "end-before-start", "La fermeture doit suivre l'ouverture.")
    if opens.tzinfo or closes.tzinfo:
        raise InvalidInput.at("opens", "not-wall-clock", "Donnez une heure locale, sans fuseau.")


def _check_range(start: datetime, end: datetime) -> None:
    # In UTC: two times of one zone compare by the hands of the clock, even in the hour that exists twice.
    if end.astimezone(UTC) <= start.astimezone(UTC):
        raise WrongRange(errors=[FieldError("end", "end-before-start", "La fin doit suivre le début.")])


def _journal(actor: Actor, action: Action, practice_id: UUID, entity: tuple[str, UUID], **details: Scalar) -> None:
    record(actor=actor, action=action, practice_id=practice_id, entity=entity, details=details)
