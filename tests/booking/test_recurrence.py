"""Weekly rules unrolled: holidays, exceptions, every other week, changes of clocks."""

from datetime import date, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from booking.holiday_calendar import is_public_holiday, public_holidays
from booking.local_time import day_span, edge, exists, local
from booking.recurrence import OneDay, Place, WeeklyRule, open_spans

NANCY = Place("Europe/Paris", "FR")
STRASBOURG = Place("Europe/Paris", "6AE")
SAINT_DENIS = Place("Indian/Reunion", "974")
MONDAY = date(2040, 6, 4)


def rule(weekday: int = 0, opens: str = "09:00", closes: str = "12:00", **kwargs: object) -> WeeklyRule:
    valid_from = kwargs.pop("valid_from", date(2040, 1, 2))
    return WeeklyRule(weekday, time.fromisoformat(opens), time.fromisoformat(closes), valid_from, **kwargs)  # type: ignore[arg-type]


def unrolled(rules: list[WeeklyRule], place: Place, first: date, last: date, exceptions: list[OneDay] | None = None):
    low, high = day_span(first, place.zone)[0], day_span(last, place.zone)[1]
    return open_spans(rules, exceptions or [], place, low, high)


def days_of(spans, place: Place) -> list[date]:
    return sorted({local(start, place.zone).date() for start, _ in spans})


def test_a_rule_opens_on_its_weekday_at_its_wall_clock() -> None:
    spans = unrolled([rule()], NANCY, MONDAY, MONDAY + timedelta(days=13))
    assert spans == [
        (edge(day, time(9), NANCY.zone), edge(day, time(12), NANCY.zone)) for day in (MONDAY, date(2040, 6, 11))
    ]


def test_a_rule_lives_from_its_first_to_its_last_day() -> None:
    dated = rule(valid_from=MONDAY, valid_until=MONDAY + timedelta(days=7))
    spans = unrolled([dated], NANCY, MONDAY - timedelta(days=30), MONDAY + timedelta(days=60))
    assert days_of(spans, NANCY) == [MONDAY, date(2040, 6, 11)]


def test_every_other_week_counts_from_the_week_of_its_first_day() -> None:
    fortnightly = rule(weekday=2, valid_from=MONDAY, every_weeks=2)
    spans = unrolled([fortnightly], NANCY, MONDAY, MONDAY + timedelta(days=27))
    assert days_of(spans, NANCY) == [date(2040, 6, 6), date(2040, 6, 20)]


@pytest.mark.parametrize(
    ("place", "day", "closed"),
    [
        (SAINT_DENIS, date(2040, 12, 20), True),
        (NANCY, date(2040, 12, 20), False),
        (STRASBOURG, date(2040, 12, 26), True),
        (Place("Europe/Paris", "57"), date(2040, 3, 30), True),
        (NANCY, date(2040, 3, 30), False),
        (NANCY, date(2040, 7, 14), True),
    ],
)
def test_each_territory_keeps_its_own_holidays(place: Place, day: date, closed: bool) -> None:
    assert is_public_holiday(place.territory, day) is closed
    assert (unrolled([rule(day.weekday())], place, day, day) == []) is closed


def test_an_exceptional_opening_overrides_a_public_holiday() -> None:
    day = date(2040, 12, 25)
    opened = OneDay(day, time(9), time(11))
    assert unrolled([rule(day.weekday())], NANCY, day, day, [opened]) == [
        (edge(day, time(9), NANCY.zone), edge(day, time(11), NANCY.zone))
    ]


def test_an_opening_around_the_jump_loses_the_hour_that_does_not_exist() -> None:
    sunday = date(2040, 3, 25)
    [(start, end)] = unrolled([rule(6, "01:00", "04:00")], NANCY, sunday, sunday)
    assert end - start == 2 * 3600
    [(start, end)] = unrolled([rule(6, "02:30", "05:00")], NANCY, sunday, sunday)
    assert local(start, NANCY.zone).time() == time(3) and end - start == 2 * 3600


def test_an_opening_around_the_repeated_hour_gains_it() -> None:
    sunday = date(2040, 10, 28)
    [(start, end)] = unrolled([rule(6, "01:00", "04:00")], NANCY, sunday, sunday)
    assert end - start == 4 * 3600


def test_a_range_that_ends_before_it_starts_holds_nothing() -> None:
    assert open_spans([rule()], [], NANCY, 10, 10) == []


@given(st.dates(date(2030, 1, 1), date(2045, 12, 31)), st.sampled_from([NANCY, STRASBOURG, SAINT_DENIS]))
def test_a_working_day_opens_at_the_same_wall_clock_all_year_round(day: date, place: Place) -> None:
    spans = unrolled([rule(day.weekday(), valid_from=date(2020, 1, 6))], place, day, day)
    if day in public_holidays(place.territory, day.year):
        assert spans == []
    else:
        [(start, end)] = spans
        assert local(start, place.zone).time() == time(9) and local(end, place.zone).time() == time(12)
        assert exists(day, time(9), place.zone)
