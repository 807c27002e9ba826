"""The planning of one day, a column by agenda: five SQL statements, whatever the number of agendas."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from uuid import UUID

from audit.actions import Action
from audit.services import Event, record_many
from booking.availability import Span, difference, union
from booking.busy import BusyRange, busy_ranges
from booking.day_visits import DayVisit, day_visits, overbooked
from booking.holiday_calendar import is_public_holiday
from booking.lifecycle import LABELS, TAKES_TIME, Status, Verb, possible
from booking.local_time import day_span, local
from booking.models import ORDINARY_LANE, PresenceThrough
from booking.openings import Agenda, Timetable, people_of, timetables
from booking.recurrence import Place
from core.scoping import Actor
from patients.lines import PatientLine
from practices.agendas import AgendaHead, agenda_heads
from practices.models import Practitioner
from practices.permissions import Permission, check_may

LocalSpan = tuple[datetime, datetime]


@dataclass(frozen=True, slots=True)
class DayAppointment:
    """One visit as the planning shows it; `verbs` are what its status allows (permissions are asked apart)."""

    id: UUID
    version: int
    start: datetime
    end: datetime
    status: Status
    status_label: str
    lane: int
    is_overbooked: bool
    is_orphaned: bool
    has_note: bool
    presence: PresenceThrough | None
    visit_reason_id: UUID
    visit_reason_name: str
    colour: str
    patient: PatientLine
    verbs: frozenset[Verb]


@dataclass(slots=True)
class DayColumn:
    """One agenda, in its place's own time; `elsewhere`: taken at another practice, `held`: by somebody booking.

    `substitute_name`: who stands in for the practitioner that day, or nothing.
    """

    practitioner_role_id: UUID
    practitioner_name: str
    location_name: str
    timezone: str
    is_public_holiday: bool
    substitute_name: str = ""
    openings: list[LocalSpan] = field(default_factory=list)
    elsewhere: list[LocalSpan] = field(default_factory=list)
    held: list[LocalSpan] = field(default_factory=list)
    appointments: list[DayAppointment] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Day:
    practice_id: UUID
    day: date
    columns: list[DayColumn]


def day_view(actor: Actor, practice_id: UUID, day: date, *, practitioner_role_ids: Sequence[UUID] | None = None) -> Day:
    """Every active agenda of the practice on `day` (each in its own zone), cancelled visits included.

    Journalled: one event for each patient shown. Raises NotFound, Forbidden.
    """
    check_may(actor, Permission.APPOINTMENT_READ, practice_id)
    roles = agenda_heads(actor, practice_id)
    if practitioner_role_ids is not None:
        roles = [role for role in roles if role.id in set(practitioner_role_ids)]
    agendas = [_agenda(role) for role in roles]
    days = {agenda.role_id: day_span(day, agenda.place.zone) for agenda in agendas}
    low = min((start for start, _ in days.values()), default=0)
    high = max((end for _, end in days.values()), default=0)
    tables = timetables(agendas, low, high)
    busy = busy_ranges(people_of(tables.values()), low, high, home=practice_id)
    names = _names(roles, people_of(tables.values()))
    visits = day_visits(practice_id, list(tables), low, high)
    over = overbooked(practice_id, visits)
    columns = [_column(role, tables[role.id], days[role.id], day, busy, visits, over, names) for role in roles]
    _journal(actor, practice_id, day, columns)
    return Day(practice_id, day, columns)


def _agenda(role: AgendaHead) -> Agenda:
    place = Place(role.timezone, role.holiday_territory)
    return Agenda(role.id, role.practice_id, role.practitioner_id, role.location_id, place, role.overbooking_limit)


def _column(
    role: AgendaHead,
    table: Timetable,
    bounds: Span,
    day: date,
    busy: Iterable[BusyRange],
    visits: Iterable[DayVisit],
    over: Collection[UUID],
    names: Mapping[UUID, str],
) -> DayColumn:
    place, person = table.agenda.place, table.person_at(bounds[0])
    mine = [item for item in busy if item.practitioner_id == person and _touches(item.span, bounds)]
    known = _taken_by_visits(visits)[person]
    open_now = difference([_cut(span, bounds) for span in table.openings(*bounds)], table.closed)
    return DayColumn(
        practitioner_role_id=role.id,
        practitioner_name=role.practitioner_name,
        location_name=role.location_name,
        timezone=place.zone,
        is_public_holiday=is_public_holiday(place.territory, day),
        substitute_name="" if person == role.practitioner_id else names.get(person, ""),
        openings=_locals(open_now, place.zone),
        elsewhere=_locals(union(item.span for item in mine if item.elsewhere), place.zone),
        held=_locals([item.span for item in mine if not item.elsewhere and item.span not in known], place.zone),
        appointments=[
            _shown(visit, place.zone, is_overbooked=visit.id in over)
            for visit in visits
            if visit.practitioner_role_id == role.id and bounds[0] <= visit.starts_at.timestamp() < bounds[1]
        ],
    )


def _names(roles: Iterable[AgendaHead], people: set[UUID]) -> dict[UUID, str]:
    """Of everybody; one more statement on a day on which somebody without an agenda here stands in."""
    names = {role.practitioner_id: role.practitioner_name for role in roles}
    missing = people - names.keys()
    if missing:
        names |= {person.id: person.display_name for person in Practitioner.objects.filter(id__in=missing)}
    return names


def _taken_by_visits(visits: Iterable[DayVisit]) -> dict[UUID, set[Span]]:
    """What the visits occupy in the ordinary lane, by practitioner: the rest of the practice's own time is held."""
    taken: dict[UUID, set[Span]] = defaultdict(set)
    for visit in visits:
        if visit.lane == ORDINARY_LANE and visit.status in TAKES_TIME:
            start = int(visit.starts_at.timestamp()) - 60 * visit.buffer_before_minutes
            end = int(visit.ends_at.timestamp()) + 60 * visit.buffer_after_minutes
            taken[visit.practitioner_id].add((start, end))
    return taken


def _shown(visit: DayVisit, zone: str, *, is_overbooked: bool) -> DayAppointment:
    status = Status(visit.status)
    return DayAppointment(
        id=visit.id,
        version=visit.version,
        start=local(visit.starts_at, zone),
        end=local(visit.ends_at, zone),
        status=status,
        status_label=LABELS[status],
        lane=visit.lane,
        is_overbooked=is_overbooked,
        is_orphaned=visit.is_orphaned,
        has_note=visit.has_note,
        presence=visit.presence,
        visit_reason_id=visit.visit_reason_id,
        visit_reason_name=visit.visit_reason_name,
        colour=visit.colour,
        patient=visit.patient,
        verbs=possible(status),
    )


def _journal(actor: Actor, practice_id: UUID, day: date, columns: Iterable[DayColumn]) -> None:
    patients: set[UUID | None] = {visit.patient.id for column in columns for visit in column.appointments}
    record_many(
        Event(actor, Action.DAY_READ, practice_id, ("practice", practice_id), patient_id, details={"day": day})
        for patient_id in patients or {None}
    )


def _touches(span: Span, bounds: Span) -> bool:
    return span[0] < bounds[1] and bounds[0] < span[1]


def _cut(span: Span, bounds: Span) -> Span:
    return max(span[0], bounds[0]), min(span[1], bounds[1])


def _locals(spans: Iterable[Span], zone: str) -> list[LocalSpan]:
    return [(local(start, zone), local(end, zone)) for start, end in spans]
