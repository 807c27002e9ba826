"""The columns of a day or of a week, with what a practitioner looks for: now, who arrived, what is left."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from urllib.parse import urlencode
from uuid import UUID

from django.urls import reverse

from booking.lifecycle import TAKES_TIME, Status
from booking.queries import Day
from web import french
from web.desk.presenters.planning import Item, LegendEntry, agendas_of

NOW_MINUTES = 5  # the grid's own step


@dataclass(frozen=True, slots=True)
class Column:
    """One practitioner's day; `now_at` is the number of the line before which the present stands, if it does."""

    id: str
    name: str
    note: str
    nothing: str
    items: list[Item]
    closed: list[tuple[int, int]]
    url: str
    is_today: bool
    now: int | None
    now_hour: str
    role_id: UUID
    day: str

    @property
    def lines(self) -> list[tuple[bool, Item | None]]:
        """The items in order, and None where the present is."""
        if self.now is None:
            return [(False, item) for item in self.items]
        before = [(False, item) for item in self.items if item.start <= self.now]
        return [*before, (True, None), *((False, item) for item in self.items if item.start > self.now)]


@dataclass(frozen=True, slots=True)
class Board:
    summary: list[str]
    first_minute: int
    last_minute: int
    legend: list[LegendEntry]
    columns: list[Column]


def board_of(
    days: Sequence[Day], held_by: Mapping[tuple[UUID, datetime], str], *, now: datetime, by_day: bool = False
) -> Board:
    """A column by agenda of each day; headed by the day instead of the practitioner with `by_day`."""
    frame, agendas = agendas_of(days, held_by, visit_url)
    shown = [(day, column) for day in days for column in day.columns]
    columns = []
    for number, ((day, source), agenda) in enumerate(zip(shown, agendas, strict=True)):
        there = french.local(now, source.timezone)
        minute = there.hour * 60 + there.minute
        is_today = there.date() == day.day
        columns.append(
            Column(
                id=f"c{number}",
                name=french.day_of_week(day.day) if by_day else agenda.name,
                note=agenda.summary,
                nothing=agenda.nothing,
                items=agenda.items,
                closed=agenda.closed,
                url=day_url(day.practice_id, day.day) if by_day else agenda.url,
                is_today=is_today and by_day,
                now=minute if is_today and frame[0] <= minute < frame[1] else None,
                now_hour=french.hour(there),
                role_id=source.practitioner_role_id,
                day=day.day.isoformat(),
            )
        )
    visits = [visit for _, column in shown for visit in column.appointments]
    legend = {visit.visit_reason_name: visit.colour for visit in visits}
    return Board(
        summary=_summary([visit.status for visit in visits], sum(visit.is_orphaned for visit in visits)),
        first_minute=frame[0],
        last_minute=frame[1],
        legend=[LegendEntry(name, colour) for name, colour in sorted(legend.items())],
        columns=columns,
    )


def day_url(practice_id: UUID, day: date) -> str:
    return f"{reverse('planning:day')}?{urlencode({'cabinet': practice_id, 'jour': day.isoformat()})}"


def week_url(practice_id: UUID, day: date, role_id: UUID | None = None) -> str:
    monday = day - timedelta(days=day.weekday())
    query = {"cabinet": str(practice_id), "jour": monday.isoformat()} | ({"agenda": str(role_id)} if role_id else {})
    return f"{reverse('planning:week')}?{urlencode(query)}"


def visit_url(practice_id: UUID, day: date, appointment_id: UUID) -> str:
    """The visit by itself: its practice and its day are its own."""
    return reverse("planning:appointment", args=[appointment_id])


def _summary(statuses: Sequence[Status], orphaned: int) -> list[str]:
    expected = sum(status in TAKES_TIME for status in statuses)
    arrived = sum(status is Status.ARRIVED for status in statuses)
    said = [french.count(expected, "rendez-vous", "rendez-vous")]
    if arrived:
        said.append(french.count(arrived, "patient arrivé", "patients arrivés"))
    if orphaned:
        said.append(f"{orphaned} à confirmer")
    return said
