"""The dates of a series: the same weekday and hour every few weeks, and what a shift of one does to the others.

Pure: the standard zone database and nothing else. A series is wall clock: ten o'clock stays ten o'clock
on both sides of a change of clocks. A local time that the clocks jump over is told, never moved in silence.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

from booking.local_time import NonexistentLocalTime, instant

WEEK = timedelta(days=7)
LONGEST = 60  # visits in one series
LOOKED_AT = 120  # dates tried before a proposal gives up
MOST_WEEKS = 26  # between two visits


class Scope(StrEnum):
    """How far a change of one visit of a series reaches."""

    THIS = "this"
    FOLLOWING = "following"
    ALL = "all"


@dataclass(frozen=True, slots=True)
class Occurrence:
    """One date of a series; `start` (UTC) is None where the clocks jump over that hour."""

    day: date
    wall: time
    start: datetime | None


def occurrences(first: datetime, every_weeks: int, zone: str) -> Iterator[Occurrence]:
    """Every date from `first` (aware) on, at its weekday and wall-clock time in `zone`, without end."""
    there = first.astimezone(ZoneInfo(zone))
    day, wall = there.date(), there.time().replace(fold=0)
    while True:
        yield _occurrence(day, wall, zone)
        try:
            day += every_weeks * WEEK
        except OverflowError:
            return


def shifted(starts: Sequence[datetime], pivot: datetime, target: datetime, zone: str) -> list[Occurrence]:
    """Where each visit goes when the one at `pivot` goes to `target`: as many days and as much clock time further."""
    change = _wall(target, zone) - _wall(pivot, zone)
    moved = [_wall(start, zone) + change for start in starts]
    return [_occurrence(there.date(), there.time(), zone) for there in moved]


def overlapping(spans: Sequence[tuple[int, int]]) -> set[int]:
    """The positions of the spans that share time with an earlier one of the list."""
    found: set[int] = set()
    reached: int | None = None
    for start, end, position in sorted((*span, position) for position, span in enumerate(spans)):
        if reached is not None and start < reached:
            found.add(position)
        reached = end if reached is None else max(reached, end)
    return found


def nearest_starts(wanted: int, free: Iterable[int], count: int = 3) -> list[int]:
    """The free starts nearest to a lost one, the earlier first at equal distance."""
    return sorted(free, key=lambda start: (abs(start - wanted), start))[:count]


def _wall(moment: datetime, zone: str) -> datetime:
    return moment.astimezone(ZoneInfo(zone)).replace(tzinfo=None, fold=0)


def _occurrence(day: date, wall: time, zone: str) -> Occurrence:
    try:
        return Occurrence(day, wall, instant(day, wall, zone).astimezone(UTC))
    except NonexistentLocalTime:
        return Occurrence(day, wall, None)
