"""The shapes in which a fictitious practice is described: place, agendas, visit reasons, absences.

Weeks count from this week's Monday (0); weekdays from Monday (0). Hours are the place's wall clock.
"""

from dataclasses import dataclass
from datetime import time

from config.demonstration.people import Region
from practices.visit_terms import VisitTerms

MO, TU, WE, TH, FR, SA = range(6)


@dataclass(frozen=True, slots=True)
class Hours:
    """One weekly opening. `every_weeks` counts from the week before this one."""

    weekday: int
    opens: time
    closes: time
    every_weeks: int = 1


@dataclass(frozen=True, slots=True)
class DaysOff:
    """The practitioner is away from the first to the last day of one week, both included."""

    week: int
    first: int
    last: int
    reason: str


@dataclass(frozen=True, slots=True)
class StandIn:
    """From the first to the last day of one week, whoever has the agenda of that place in the list stands in."""

    week: int
    first: int
    last: int
    agenda: int


@dataclass(frozen=True, slots=True)
class ExtraOpening:
    """An opening beside the weekly rules."""

    week: int
    weekday: int
    opens: time
    closes: time


@dataclass(frozen=True, slots=True, kw_only=True)
class Agenda:
    """A practitioner at the practice. `username`: the demonstration account that is this person, if any."""

    title: str
    given_names: str
    family_name: str
    specialty: str
    hours: tuple[Hours, ...]
    days_off: tuple[DaysOff, ...] = ()
    extra: tuple[ExtraOpening, ...] = ()
    stand_ins: tuple[StandIn, ...] = ()
    username: str = ""


@dataclass(frozen=True, slots=True)
class Reason:
    """A visit reason; `weight` is how often it is asked for, `agendas` the places of those who offer it (all: ())."""

    name: str
    weight: int
    terms: VisitTerms
    agendas: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    name: str
    address_line: str
    postal_code: str
    city: str
    timezone: str
    holiday_territory: str
    closed_day: tuple[int, int]  # week, weekday


@dataclass(frozen=True, slots=True, kw_only=True)
class PracticeDescription:
    """`patients` is how many people to draw; `regulars` how many of them come again and again (0: nobody)."""

    name: str
    kind: str
    greeting: str
    public_text: str
    place: Place
    agendas: tuple[Agenda, ...]
    reasons: tuple[Reason, ...]
    region: Region
    patients: int
    regulars: int = 0


def hours(weekdays: tuple[int, ...], *ranges: str, every_weeks: int = 1) -> tuple[Hours, ...]:
    """`hours((MO, TU), "08:30-12:00", "14:00-18:30")`."""
    return tuple(
        Hours(weekday, time.fromisoformat(opens), time.fromisoformat(closes), every_weeks)
        for weekday in weekdays
        for opens, closes in (text.split("-") for text in ranges)
    )
