"""Changes of clocks: 23 and 25 hours, 02:30 never and twice, and zones without any."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from booking.local_time import (
    NonexistentLocalTime,
    before,
    closing_edge,
    day_span,
    edge,
    exists,
    instant,
    local,
    local_date,
    written,
)

PARIS, REUNION = "Europe/Paris", "Indian/Reunion"
SPRING, AUTUMN = date(2040, 3, 25), date(2040, 10, 28)


def test_a_local_time_that_does_not_exist_is_refused() -> None:
    with pytest.raises(NonexistentLocalTime):
        instant(SPRING, time(2, 30), PARIS)
    assert instant(SPRING, time(3, 30), PARIS) == datetime(2040, 3, 25, 1, 30, tzinfo=UTC)


def test_a_local_time_that_exists_twice_means_the_first() -> None:
    assert instant(AUTUMN, time(2, 30), PARIS) == datetime(2040, 10, 28, 0, 30, tzinfo=UTC)


def test_the_edge_of_a_rule_inside_a_gap_is_the_moment_of_the_jump() -> None:
    jump = int(datetime(2040, 3, 25, 1, 0, tzinfo=UTC).timestamp())
    assert edge(SPRING, time(2, 0), PARIS) == jump
    assert edge(SPRING, time(2, 30), PARIS) == jump
    assert edge(SPRING, time(2, 59, 59), PARIS) == jump
    assert edge(SPRING, time(3, 0), PARIS) == jump


@pytest.mark.parametrize(
    ("day", "zone", "hours"),
    [(SPRING, PARIS, 23), (AUTUMN, PARIS, 25), (SPRING, REUNION, 24), (AUTUMN, REUNION, 24)],
)
def test_a_day_has_the_hours_that_its_clocks_give_it(day: date, zone: str, hours: int) -> None:
    start, end = day_span(day, zone)
    assert end - start == hours * 3600


def test_hours_before_a_moment_are_hours_that_pass() -> None:
    """Not those of the wall: from 09:00 to 09:00, the night of the jump, only 23 pass."""
    for day, clock in ((SPRING, time(8)), (AUTUMN, time(10))):
        start = datetime.combine(day, time(9), tzinfo=ZoneInfo(PARIS))
        eve = day - timedelta(days=1)
        assert before(start, timedelta(hours=24)) == instant(eve, clock, PARIS)


def test_midnight_as_a_closing_time_ends_the_day() -> None:
    assert closing_edge(date(2040, 6, 4), time(0), PARIS) == edge(date(2040, 6, 5), time(0), PARIS)


def test_the_date_of_an_instant_is_the_one_on_the_wall() -> None:
    late = datetime(2040, 6, 4, 21, 30, tzinfo=UTC)
    assert local_date(late, PARIS) == date(2040, 6, 4)
    assert local_date(late, REUNION) == date(2040, 6, 5)
    assert local_date(int(late.timestamp()), REUNION) == date(2040, 6, 5)
    assert local(int(late.timestamp()), REUNION).utcoffset() == timedelta(hours=4)


ZONES = st.sampled_from([PARIS, REUNION, "America/Cayenne", "America/Miquelon", "Pacific/Noumea", "America/Sao_Paulo"])


@given(st.dates(date(2010, 1, 1), date(2060, 12, 31)), st.lists(st.integers(0, 4 * 86_400), max_size=20), ZONES)
def test_many_instants_are_written_as_each_would_be(day: date, shifts: list[int], zone: str) -> None:
    moments = [edge(day, time(0), zone) + shift for shift in shifts]
    assert written(moments, zone) == {moment: local(moment, zone).isoformat() for moment in moments}


def test_instants_around_a_change_of_clocks_are_written_with_the_offset_of_their_hour() -> None:
    midnights = [edge(day, time(0), PARIS) for day in (SPRING, AUTUMN)]
    moments = [midnight + hour * 3600 for midnight in midnights for hour in range(-2, 30)]
    assert written(moments, PARIS) == {moment: local(moment, PARIS).isoformat() for moment in moments}


@given(
    st.dates(date(2020, 1, 1), date(2090, 12, 31)),
    st.times(),
    ZONES,
)
def test_a_wall_clock_time_comes_back_as_it_was(day: date, wall: time, zone: str) -> None:
    wall = wall.replace(microsecond=0)
    if not exists(day, wall, zone):
        return
    shown = local(edge(day, wall, zone), zone)
    assert (shown.date(), shown.time()) == (day, wall)
    assert int(instant(day, wall, zone).timestamp()) == edge(day, wall, zone)


@given(st.dates(date(2020, 1, 1), date(2090, 12, 31)), st.times(), st.times())
def test_edges_keep_the_order_of_the_wall_clock_except_in_the_repeated_hour(day: date, a: time, b: time) -> None:
    low, high = sorted((a.replace(microsecond=0), b.replace(microsecond=0)))
    assert edge(day, low, PARIS) <= edge(day, high, PARIS)
