"""The agendas of one search with what opens and shuts them, swept for free starts as far as somebody looks."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from itertools import filterfalse
from uuid import UUID

from booking.availability import Frame, Shape, Span
from booking.counted import Taken, taken_from, taken_question, taken_time
from booking.local_time import local_date
from booking.openings import Agenda, Timetable, timetables_and
from booking.quotas import Quota
from booking.recurrence import Place
from booking.sieve import Sieve

DAY = 86_400
# How far the look for one start widens: four weeks, then to the end.
FOUR_WEEKS = 28 * DAY
# The same for the first start of every agenda: most are found on the first day, the others cost a wider look.
WIDENING = (DAY, 4 * DAY, 14 * DAY)


@dataclass(frozen=True, slots=True)
class First:
    """The first free start of one agenda."""

    table: Timetable
    start: int


@dataclass(frozen=True, slots=True)
class _Frames:
    """The openings around the starts in `[low, high)`, prepared once for all agendas that open alike."""

    shape: Shape
    low: int
    high: int
    shared: dict[tuple[int, Place], Frame] = field(default_factory=dict)

    def of(self, table: Timetable) -> Frame:
        if table.exceptions:
            return self._prepared(table)
        # `timetables` gives the same tuple to agendas with the same rules.
        key = (id(table.rules), table.agenda.place)
        frame = self.shared.get(key)
        if frame is None:
            frame = self.shared[key] = self._prepared(table)
        return frame

    def _prepared(self, table: Timetable) -> Frame:
        # A visit that starts before `high` may end after it: look at the openings it would run into.
        openings = table.openings(self.low, self.high + self.shape.duration) if self.low < self.high else []
        return Frame(self.shape, openings, earliest=self.low, before=self.high)


class Look:
    """`tables` by role id; `quota` of the visit reason, if it has one; `sieve`: what consignes refuse."""

    def __init__(
        self,
        shape: Shape,
        tables: dict[UUID, Timetable],
        quota: Quota | None = None,
        sieve: Sieve | None = None,
    ) -> None:
        self.shape, self.tables, self.quota, self.sieve = shape, tables, quota, sieve
        self._read: dict[Span, Taken] = {}

    @classmethod
    def at(
        cls,
        shape: Shape,
        agendas: Sequence[Agenda],
        quota: Quota | None,
        sieve: Sieve | None,
        *,
        low: int,
        high: int,
        until: int,
        around: int = 0,
    ) -> "Look":
        """With the timetables in `[low, until)` and what `taken(low, high)` answers: one SQL statement for both."""
        span = _met(shape, low, high, around)
        besides = taken_question(agendas, *span, quota) if agendas and low < high else None
        tables, rows = timetables_and(agendas, low, until, besides)
        look = cls(shape, tables, quota, sieve)
        if besides is not None:
            look._read[span] = taken_from(rows, agendas, quota)
        return look

    def taken(self, low: int, high: int, *, around: int = 0) -> Taken:
        """What visits that start in `[low, high)` could meet, and `around` them so many seconds.

        One SQL statement, unless it was read with the timetables.
        """
        if low >= high:
            return Taken({})
        span = _met(self.shape, low, high, around)
        return self._read.get(span) or taken_time([table.agenda for table in self.tables.values()], *span, self.quota)

    def starts(self, low: int, high: int, taken: Taken) -> dict[UUID, list[int]]:
        """The free starts of each agenda in `[low, high)`, in order."""
        frames = _Frames(self.shape, low, high)
        return {role_id: list(self._of(table, frames, taken)) for role_id, table in self.tables.items()}

    def first_after(self, low: int, horizon: int) -> First | None:
        """The first free start of any agenda in `[low, horizon)`; the first agenda's where several share it."""
        for until in (low + FOUR_WEEKS, horizon):
            until = min(until, horizon)
            if low >= until:
                return None
            firsts = self._firsts(self.tables, low, until)
            if firsts:
                return min(firsts.values(), key=lambda first: first.start)
            low = until
        return None

    def first_of_each(self, low: int, horizon: int) -> dict[UUID, First]:
        """The first free start of each agenda in `[low, horizon)`: four SQL statements at most.

        Whoever is found is not looked at any further.
        """
        found: dict[UUID, First] = {}
        missing = dict(self.tables)
        for until in [min(low + ahead, horizon) for ahead in WIDENING] + [horizon]:
            if not missing or low >= until:
                break
            found |= self._firsts(missing, low, until)
            missing = {role_id: table for role_id, table in missing.items() if role_id not in found}
            low = until
        return found

    def _firsts(self, tables: dict[UUID, Timetable], low: int, high: int) -> dict[UUID, First]:
        part = self if len(tables) == len(self.tables) else Look(self.shape, tables, self.quota, self.sieve)
        taken, frames = part.taken(low, high), _Frames(self.shape, low, high)
        firsts = ((role_id, next(self._of(table, frames, taken), None)) for role_id, table in tables.items())
        return {role_id: First(tables[role_id], start) for role_id, start in firsts if start is not None}

    def _of(self, table: Timetable, frames: _Frames, taken: Taken) -> Iterator[int]:
        found = frames.of(table).starts(table.closed, table.of_whoever_is_there(taken.busy))
        full = taken.full_days(table.agenda.role_id)
        found = _apart_from(found, full, table.agenda.place.zone) if full else found
        refuses = self.sieve and self.sieve.refuses(table.agenda)
        return filterfalse(refuses, found) if refuses else found


def _met(shape: Shape, low: int, high: int, around: int) -> Span:
    """What visits that start in `[low, high)` take, buffers included."""
    return shape.taken(low)[0] - around, shape.taken(high)[1] + around


def _apart_from(found: Iterator[int], full: frozenset[date], zone: str) -> Iterator[int]:
    return (start for start in found if local_date(start, zone) not in full)
