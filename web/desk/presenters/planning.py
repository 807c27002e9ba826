"""The day as a list per practitioner: appointments and free times in order. A wide screen makes columns of it."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from types import MappingProxyType
from urllib.parse import urlencode
from uuid import UUID

from django.urls import reverse

from booking.lifecycle import TAKES_TIME, Status, Verb
from booking.queries import Day, DayAppointment, DayColumn
from web import french
from web.desk.presenters.visits import TONES

ROUND = 30
NIGHT = (8 * 60, 19 * 60)  # the frame shown when the day is empty
NOBODY: Mapping[tuple[UUID, datetime], str] = MappingProxyType({})
HELD = "retenu par une secrétaire"
Span = tuple[int, int]
# Where a visit is opened from a planning: the practice, the day, the visit.
Address = Callable[[UUID, date, UUID], str]


@dataclass(frozen=True, slots=True)
class Item:
    """One line of an agenda, in minutes of the local day; `kind` is visit, free, held or elsewhere."""

    kind: str
    start: int
    end: int
    hour: str
    title: str
    detail: str = ""
    status: str = ""
    tone: str = ""
    colour: str = ""
    url: str = ""
    lane: int = 0
    is_gone: bool = False
    state: str = ""
    id: UUID | None = None
    version: int = 0
    can_move: bool = False


@dataclass(frozen=True, slots=True)
class Agenda:
    id: UUID
    name: str
    place: str
    summary: str
    nothing: str
    items: list[Item]
    closed: list[Span]
    url: str


@dataclass(frozen=True, slots=True)
class LegendEntry:
    name: str
    colour: str


@dataclass(frozen=True, slots=True)
class Planning:
    """`first_minute` and `last_minute` frame every agenda of the day."""

    day: str
    iso: str
    summary: str
    first_minute: int
    last_minute: int
    legend: list[LegendEntry]
    agendas: list[Agenda]


def planning_of(day: Day, held_by: Mapping[tuple[UUID, datetime], str] = NOBODY) -> Planning:
    """`held_by`: by whom a time that is taken from an instant on is held, by agenda."""
    frame, agendas = agendas_of([day], held_by, planning_url)
    visits = [visit for column in day.columns for visit in column.appointments]
    expected = sum(visit.status in TAKES_TIME for visit in visits)
    legend = {visit.visit_reason_name: visit.colour for visit in visits}
    return Planning(
        day=french.long_day(day.day, with_year=True),
        iso=day.day.isoformat(),
        summary=f"{french.count(expected, 'rendez-vous', 'rendez-vous')} · {french.count(len(agendas), 'praticien')}",
        first_minute=frame[0],
        last_minute=frame[1],
        legend=[LegendEntry(name, colour) for name, colour in sorted(legend.items())],
        agendas=agendas,
    )


def agendas_of(
    days: Sequence[Day], held_by: Mapping[tuple[UUID, datetime], str], address: Address
) -> tuple[Span, list[Agenda]]:
    """Every agenda of every day in one frame, so that the days of a week stand side by side."""
    frame = _frame(column for day in days for column in day.columns)
    return frame, [_agenda(column, day, frame, held_by, address) for day in days for column in day.columns]


def day_links(practice_id: UUID, day: date, today: date) -> dict[str, str]:
    """The day before, today, the day after."""
    one = timedelta(days=1)
    days = {"before": day - one, "today": today, "after": day + one}
    return {name: planning_url(practice_id, there) for name, there in days.items()}


def planning_url(practice_id: UUID, day: date, appointment_id: UUID | None = None) -> str:
    query = {"cabinet": str(practice_id), "jour": day.isoformat()}
    if appointment_id:
        query["rdv"] = str(appointment_id)
    return f"{reverse('desk:planning')}?{urlencode(query)}"


def _agenda(
    column: DayColumn, day: Day, frame: Span, held_by: Mapping[tuple[UUID, datetime], str], address: Address
) -> Agenda:
    openings = [_minutes(span, day.day) for span in column.openings]
    visits = [_visit(one, day, address) for one in column.appointments]
    taken = [(item.start, item.end) for item in visits if not item.is_gone and item.lane == 0]
    held = [_minutes(span, day.day) for span in column.held]
    who_holds = [held_by.get((column.practitioner_role_id, start), HELD) for start, _ in column.held]
    elsewhere = [_minutes(span, day.day) for span in column.elsewhere]
    free = _minus(openings, [*taken, *held, *elsewhere])
    items = [
        *visits,
        *(_block("free", span, "Libre", french.minutes(span[1] - span[0])) for span in free),
        *(_block("held", span, f"{who[0].upper()}{who[1:]}") for span, who in zip(held, who_holds, strict=True)),
        *(_block("elsewhere", span, "Occupé ailleurs") for span in elsewhere),
    ]
    left = sum(end - start for start, end in free)
    seen = sum(not item.is_gone for item in visits)
    return Agenda(
        id=column.practitioner_role_id,
        name=_name(column),
        place=column.location_name,
        summary=f"{seen} RDV · {french.minutes(left)} libres" if openings else "ne consulte pas",
        nothing="Jour férié : pas de consultation." if column.is_public_holiday else "Ne consulte pas ce jour-là.",
        items=sorted(items, key=lambda item: (item.start, item.lane, item.end)),
        closed=_minus([frame], openings),
        url=reverse("desk:agenda", args=[column.practitioner_role_id]),
    )


def _name(column: DayColumn) -> str:
    """Whose agenda it is, and who stands in that day."""
    stand_in = f", remplacé par {column.substitute_name}" if column.substitute_name else ""
    return column.practitioner_name + stand_in


def _visit(one: DayAppointment, day: Day, address: Address) -> Item:
    start, end = _minutes((one.start, one.end), day.day)
    is_gone = one.status not in TAKES_TIME
    shown = one.status != Status.BOOKED
    return Item(
        kind="visit",
        start=start,
        end=end,
        hour=french.hour(one.start),
        title=f"{one.patient.family_name.upper()} {one.patient.given_names}",
        detail=one.visit_reason_name,
        status=one.status_label if shown else _remark(one),
        tone=TONES.get(one.status, "") if shown else "warn" if one.is_orphaned or one.is_overbooked else "ok",
        colour=one.colour,
        url=address(day.practice_id, day.day, one.id),
        lane=one.lane,
        is_gone=is_gone,
        state=one.status.value,
        id=one.id,
        version=one.version,
        can_move=Verb.MOVE in one.verbs,
    )


def _remark(one: DayAppointment) -> str:
    if one.is_orphaned:
        return "À confirmer"
    said = f"Viendra (répondu {one.presence.label})" if one.presence else ""
    return " · ".join(filter(None, ("En plus" if one.is_overbooked else "", said)))


def _block(kind: str, span: Span, title: str, detail: str = "") -> Item:
    return Item(kind, *span, f"{span[0] // 60:02}:{span[0] % 60:02}", title, detail)


def _frame(columns: Iterable[DayColumn]) -> Span:
    """Whole half hours around everything that happens."""
    edges = [
        _minutes(span, span[0].date())
        for column in columns
        for span in [*column.openings, *((one.start, one.end) for one in column.appointments)]
    ]
    if not edges:
        return NIGHT
    low, high = min(start for start, _ in edges), max(end for _, end in edges)
    return low // ROUND * ROUND, -(-high // ROUND) * ROUND


def _minutes(span: tuple[datetime, datetime], day: date) -> Span:
    """Minutes of the clock since the local midnight; what goes on after midnight is cut there."""
    start, end = span
    return start.hour * 60 + start.minute, 1440 if end.date() > day else end.hour * 60 + end.minute


def _minus(spans: Iterable[Span], cuts: Iterable[Span]) -> list[Span]:
    """What is left of `spans` without `cuts`."""
    left = sorted(spans)
    for low, high in cuts:
        left = [
            piece
            for start, end in left
            for piece in ((start, min(end, low)), (max(start, high), end))
            if piece[0] < piece[1]
        ]
    return left
