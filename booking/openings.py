"""When each agenda is open and when it is shut, for many agendas at once: one SQL statement, then plain tuples.

Rules and exceptions open; absences (of whoever is there that day) and closures (of the place) shut;
public holidays empty the rules of that day. Where somebody stands in for the practitioner, it is the
substitute's absences that count. Occupied time is not this module's business (see `booking.busy`).
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from uuid import UUID

from booking.availability import Span, difference
from booking.local_time import day_span
from booking.recurrence import OneDay, Place, WeeklyRule, open_spans
from booking.timetable_rows import DAY, Besides, absences_of, everything


@dataclass(frozen=True, slots=True)
class Agenda:
    """One practitioner at one place, as far as time is concerned."""

    role_id: UUID
    practice_id: UUID
    practitioner_id: UUID
    location_id: UUID
    place: Place
    overbooking_limit: int = 0
    is_active: bool = True
    takes_online: bool = False


@dataclass(frozen=True, slots=True)
class StandIn:
    """Another person in an agenda for some whole days of its place."""

    practitioner_id: UUID
    span: Span


@dataclass(slots=True)
class Timetable:
    """What opens and shuts one agenda, and who is there; `openings(low, high)` unrolls it where somebody looks.

    Agendas that open alike share one tuple of `rules`.
    """

    agenda: Agenda
    rules: tuple[WeeklyRule, ...] = ()
    exceptions: list[OneDay] = field(default_factory=list)
    absences: list[Span] = field(default_factory=list)
    closures: list[Span] = field(default_factory=list)
    stand_ins: list[StandIn] = field(default_factory=list)

    @property
    def closed(self) -> list[Span]:
        """Whoever is there is away, or the place is shut."""
        return [*self.absences, *self.closures]

    def openings(self, low: int, high: int, *, holidays: bool = True) -> list[Span]:
        """The openings of the days around `[low, high)`, whole; closed time is not taken away.

        Without `holidays`, as they would be on plain working days.
        """
        return open_spans(self.rules, self.exceptions, self.agenda.place, low - DAY, high + DAY, holidays=holidays)

    def person_at(self, seconds: int) -> UUID:
        """Who is there at that instant: the practitioner, or whoever stands in that day."""
        for one in self.stand_ins:
            if one.span[0] <= seconds < one.span[1]:
                return one.practitioner_id
        return self.agenda.practitioner_id

    def people(self) -> set[UUID]:
        """Everybody whose time this agenda takes."""
        return {self.agenda.practitioner_id, *(one.practitioner_id for one in self.stand_ins)}

    def of_whoever_is_there(self, spans: Mapping[UUID, list[Span]]) -> list[Span]:
        """Of each person's time (absences, occupied ranges), the part that falls on the days they are there."""
        own = spans.get(self.agenda.practitioner_id, [])
        if not self.stand_ins:
            return own
        theirs = [
            (max(low, one.span[0]), min(high, one.span[1]))
            for one in self.stand_ins
            for low, high in spans.get(one.practitioner_id, ())
            if low < one.span[1] and one.span[0] < high
        ]
        return [*difference(own, [one.span for one in self.stand_ins]), *theirs]


def people_of(tables: Iterable[Timetable]) -> set[UUID]:
    """Everybody whose time these agendas take."""
    people = set()
    for table in tables:
        people.add(table.agenda.practitioner_id)
        people.update(one.practitioner_id for one in table.stand_ins)
    return people


def timetables(agendas: Sequence[Agenda], low: int, high: int) -> dict[UUID, Timetable]:
    """The timetable of each agenda (by role id), complete between two instants in seconds."""
    return timetables_and(agendas, low, high, None)[0]


def timetables_and(
    agendas: Sequence[Agenda], low: int, high: int, besides: Besides | None
) -> tuple[dict[UUID, Timetable], list[tuple[str, UUID, bytes]]]:
    """The same, and the rows that answer `besides`, asked in the same SQL statement."""
    if not agendas or high <= low:
        return {agenda.role_id: Timetable(agenda) for agenda in agendas}, []
    told = everything(
        [agenda.role_id for agenda in agendas],
        (agenda.practitioner_id for agenda in agendas),
        (agenda.location_id for agenda in agendas),
        (agenda.place for agenda in agendas),
        low,
        high,
        besides,
    )
    tables = {agenda.role_id: Timetable(agenda, rules) for agenda, rules in zip(agendas, told.rules, strict=True)}
    for role_id, one in told.exceptions:
        tables[role_id].exceptions.append(one)
    for role_id, first, last, person in told.stand_ins:
        zone = tables[role_id].agenda.place.zone
        tables[role_id].stand_ins.append(StandIn(person, (day_span(first, zone)[0], day_span(last, zone)[1])))
    absences, closures = _grouped(told.absences), _grouped(told.closures)
    _add_substitutes(absences, tables.values(), low, high)
    for table in tables.values():
        table.absences.extend(table.of_whoever_is_there(absences))
        table.closures.extend(closures.get(table.agenda.location_id, ()))
    return tables, told.besides


def _add_substitutes(absences: dict[UUID, list[Span]], tables: Iterable[Timetable], low: int, high: int) -> None:
    """When they are away themselves; one more statement only where somebody stands in."""
    substitutes = {one.practitioner_id for table in tables for one in table.stand_ins}
    substitutes -= {table.agenda.practitioner_id for table in tables}
    if substitutes:
        for person, span in absences_of(substitutes, low, high):
            absences.setdefault(person, []).append(span)


def _grouped(spans: Iterable[tuple[UUID, Span]]) -> dict[UUID, list[Span]]:
    groups: dict[UUID, list[Span]] = {}
    for subject, span in spans:
        groups.setdefault(subject, []).append(span)
    return groups
