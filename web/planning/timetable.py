"""The openings of an agenda in words, the lines that may be corrected, and the visits to follow."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any
from uuid import UUID

from django.urls import reverse

from booking.holiday_calendar import named_holidays
from booking.models import Absence, AbsenceReason, Closure, OpeningException, OpeningRule
from booking.orphaned import Affected
from booking.timetable_lists import absences_ahead, closures_ahead, opening_exceptions_of, opening_rules_of
from core import clock
from core.errors import NotFound
from core.scoping import Actor
from practices.models import PractitionerRole
from web import french

AHEAD = timedelta(days=3650)


@dataclass(frozen=True, slots=True)
class Line:
    """One thing written: its sentence, what is added to it, and where it is changed or ended."""

    said: str
    more: str
    change_url: str
    end_url: str


@dataclass(frozen=True, slots=True)
class Holiday:
    """A public holiday of the place's territory: shut, unless somebody opened that day."""

    day: str
    name: str
    opened: str
    open_url: str


@dataclass(frozen=True, slots=True)
class Timetable:
    rules: list[Line]
    exceptions: list[Line]
    absences: list[Line]
    closures: list[Line]
    holidays: list[Holiday]


@dataclass(frozen=True, slots=True)
class AffectedLine:
    """`phone` is empty when no number reaches the person."""

    id: UUID
    when: str
    who: str
    patient: str
    reason: str
    phone: str
    url: str
    move_url: str
    cancel_url: str


def timetable_of(actor: Actor, role: PractitionerRole, start: datetime, end: datetime) -> Timetable:
    """What opens and shuts one agenda; single days and holidays between two instants. Raises NotFound, Forbidden."""
    zone = role.location.timezone
    first, last = french.local(start, zone).date(), french.local(end, zone).date()
    exceptions = opening_exceptions_of(actor, role.id, first, last)
    rules = [one for one in opening_rules_of(actor, role.id) if one.valid_until is None or one.valid_until >= first]
    return Timetable(
        rules=[_rule(one, role, first) for one in rules],
        exceptions=[_exception(one, role) for one in exceptions],
        absences=[_absence(one, role) for one in absences_ahead(actor, role.id)],
        closures=[_closure(one, role) for one in closures_ahead(actor, role.id)],
        holidays=_holidays(role, first, last, {one.day: one for one in exceptions}),
    )


def initial_of(actor: Actor, role: PractitionerRole, what: str, row_id: UUID) -> dict[str, Any]:
    """What the form of a correction begins with. Raises NotFound, Forbidden."""
    now = clock.now()
    zone = role.location.timezone
    if what in ("plage", "fin-de-plage"):
        rule = _one(opening_rules_of(actor, role.id), row_id)
        return _rule_values(rule, french.local(now, zone).date())
    if what == "sans-ouverture":
        today = french.local(now, zone).date()
        _one(opening_exceptions_of(actor, role.id, today, today + AHEAD), row_id)
        return {}
    if what.endswith("absence"):
        absence = _one(absences_ahead(actor, role.id), row_id)
        return {**_period_values(absence.starts_at, absence.ends_at, zone), "reason_code": absence.reason_code}
    closure = _one(closures_ahead(actor, role.id), row_id)
    return _period_values(closure.starts_at, closure.ends_at, zone)


def affected_lines(affected: Iterable[Affected]) -> list[AffectedLine]:
    """The visits to follow, with the number that reaches each person."""
    return [
        AffectedLine(
            id=one.visit.id,
            when=french.when(one.visit.starts_at, one.visit.location.timezone),
            who=one.visit.practitioner.display_name,
            patient=f"{one.patient.family_name.upper()} {one.patient.given_names}",
            reason=one.visit.visit_reason.name,
            phone=french.phone(one.patient.phones[0]) if one.is_reachable else "",
            url=reverse("planning:appointment", args=[one.visit.id]),
            move_url=reverse("planning:appointment-move", args=[one.visit.id]),
            cancel_url=reverse("desk:appointment-cancel", args=[one.visit.id]),
        )
        for one in affected
    ]


def _one(found: Iterable[Any], row_id: UUID) -> Any:
    for row in found:
        if row.id == row_id:
            return row
    raise NotFound()


def _rule(rule: OpeningRule, role: PractitionerRole, today: date) -> Line:
    rhythm = "" if rule.every_weeks == 1 else f", une semaine sur {rule.every_weeks}"
    more = f"à partir du {french.short_day(rule.valid_from)}" if rule.valid_from > today else ""
    if rule.valid_until:
        more += f"{' ' if more else ''}jusqu'au {french.short_day(rule.valid_until)}"
    said = f"{french.DAYS[rule.weekday].capitalize()}, {_hours(rule.starts_at_time, rule.ends_at_time)}{rhythm}"
    return Line(said, more, _url(role, "plage", rule.id), _url(role, "fin-de-plage", rule.id))


def _exception(opening: OpeningException, role: PractitionerRole) -> Line:
    said = f"{french.long_day(opening.day, with_year=True).capitalize()}, "
    said += _hours(opening.starts_at_time, opening.ends_at_time)
    return Line(said, "", "", _url(role, "sans-ouverture", opening.id))


def _absence(absence: Absence, role: PractitionerRole) -> Line:
    said = _period(absence.starts_at, absence.ends_at, role.location.timezone)
    mention = str(AbsenceReason(absence.reason_code).label)
    return Line(said, mention, _url(role, "absence", absence.id), _url(role, "sans-absence", absence.id))


def _closure(closure: Closure, role: PractitionerRole) -> Line:
    said = _period(closure.starts_at, closure.ends_at, role.location.timezone)
    return Line(said, role.location.name, _url(role, "fermeture", closure.id), _url(role, "sans-fermeture", closure.id))


def _holidays(role: PractitionerRole, first: date, last: date, opened: dict[date, OpeningException]) -> list[Holiday]:
    territory = role.location.holiday_territory
    named = {
        day: name
        for year in range(first.year, last.year + 1)
        for day, name in named_holidays(territory, year).items()
        if first <= day <= last
    }
    return [
        Holiday(
            day=french.long_day(day, with_year=True).capitalize(),
            name=name,
            opened=_hours(opened[day].starts_at_time, opened[day].ends_at_time) if day in opened else "",
            open_url=f"{reverse('planning:openings-add', args=[role.id, 'ouverture'])}?jour={day.isoformat()}",
        )
        for day, name in sorted(named.items())
    ]


def _rule_values(rule: OpeningRule, today: date) -> dict[str, Any]:
    return {
        "weekday": rule.weekday,
        "opens": rule.starts_at_time,
        "closes": rule.ends_at_time,
        "valid_from": max(rule.valid_from, today),
        "valid_until": rule.valid_until,
        "every_weeks": rule.every_weeks,
        "last_day": today,
    }


def _period_values(start: datetime, end: datetime, zone: str) -> dict[str, Any]:
    """The bounds as the form takes them: an end at midnight is the whole day before."""
    first, final = french.local(start, zone), french.local(end, zone)
    is_whole = final.time() == time()
    return {
        "first_day": first.date(),
        "first_hour": first.time() if first.time() != time() else None,
        "final_day": final.date() - timedelta(days=1) if is_whole else final.date(),
        "final_hour": None if is_whole else final.time(),
    }


def _period(start: datetime, end: datetime, zone: str) -> str:
    told = _period_values(start, end, zone)
    first, final = french.long_day(told["first_day"]), french.long_day(told["final_day"], with_year=True)
    begins = f" à {told['first_hour']:%H:%M}" if told["first_hour"] else ""
    ends = f" à {told['final_hour']:%H:%M}" if told["final_hour"] else ""
    if told["first_day"] == told["final_day"] and not begins and not ends:
        return final.capitalize()
    return f"Du {first}{begins} au {final}{ends}"


def _hours(opens: time, closes: time) -> str:
    return f"{opens:%H:%M} – {closes:%H:%M}"


def _url(role: PractitionerRole, what: str, row_id: UUID) -> str:
    return reverse("planning:openings-correct", args=[role.id, what, row_id])
