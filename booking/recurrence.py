"""Weekly rules and one-off exceptions, unrolled into spans of open time. Pure: no Django.

A rule is wall clock and zone ("every other Tuesday, 08:30 to 12:00, at Nancy"), so the same rule is
right on both sides of a change of clocks.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, time, timedelta

from booking.availability import Span
from booking.holiday_calendar import is_public_holiday
from booking.local_time import closing_edge, edge, local_date


@dataclass(frozen=True, slots=True)
class WeeklyRule:
    """`weekday` 0 is Monday; `valid_until` is the last day; `every_weeks` counts from the week of `valid_from`."""

    weekday: int
    opens: time
    closes: time
    valid_from: date
    valid_until: date | None = None
    every_weeks: int = 1

    def applies(self, day: date) -> bool:
        if day.weekday() != self.weekday or day < self.valid_from:
            return False
        if self.valid_until is not None and day > self.valid_until:
            return False
        if self.every_weeks == 1:
            return True
        return (_monday(day) - _monday(self.valid_from)).days // 7 % self.every_weeks == 0


@dataclass(frozen=True, slots=True)
class OneDay:
    """An exceptional opening: holds even on a public holiday, never through an absence or a closure."""

    day: date
    opens: time
    closes: time


@dataclass(frozen=True, slots=True)
class Place:
    """The zone and the holiday territory of a location."""

    zone: str
    territory: str


def open_spans(
    rules: Iterable[WeeklyRule],
    exceptions: Iterable[OneDay],
    place: Place,
    low: int,
    high: int,
    *,
    holidays: bool = True,
) -> list[Span]:
    """Every opening that touches `[low, high)`, whole, unordered; public `holidays` empty the rules only."""
    if high <= low:
        return []
    by_weekday: dict[int, list[WeeklyRule]] = {}
    for rule in rules:
        by_weekday.setdefault(rule.weekday, []).append(rule)
    first, last = local_date(low, place.zone), local_date(high - 1, place.zone)
    spans = [
        _span(day, rule.opens, rule.closes, place.zone)
        for day in _days(first, last)
        if day.weekday() in by_weekday and not (holidays and is_public_holiday(place.territory, day))
        for rule in by_weekday[day.weekday()]
        if rule.applies(day)
    ]
    spans += [_span(one.day, one.opens, one.closes, place.zone) for one in exceptions if first <= one.day <= last]
    return [(start, end) for start, end in spans if start < high and low < end]


def _span(day: date, opens: time, closes: time, zone: str) -> Span:
    return edge(day, opens, zone), closing_edge(day, closes, zone)


def _days(first: date, last: date) -> Iterator[date]:
    day = first
    while day <= last:
        yield day
        day += timedelta(days=1)


def _monday(day: date) -> date:
    return day - timedelta(days=day.weekday())
