"""Slot arithmetic held against a plain model: sets of minutes."""

import itertools

from hypothesis import given
from hypothesis import strategies as st

from booking.availability import Shape, Span, covers, difference, free_for, on_grid, overlaps, starts, union

DAY = 600


def spans(limit: int = 8) -> st.SearchStrategy[list[Span]]:
    moment = st.integers(min_value=0, max_value=DAY)
    return st.lists(st.tuples(moment, moment), max_size=limit)


def shapes() -> st.SearchStrategy[Shape]:
    return st.builds(
        Shape,
        duration=st.integers(1, 60),
        step=st.integers(1, 45),
        buffer_before=st.integers(0, 20),
        buffer_after=st.integers(0, 20),
    )


def seconds(of: list[Span]) -> set[int]:
    return {second for start, end in of for second in range(start, end)}


def assert_tidy(result: list[Span]) -> None:
    assert all(start < end for start, end in result)
    assert all(left[1] < right[0] for left, right in itertools.pairwise(result))


@given(spans())
def test_a_union_is_the_same_time_ordered_and_disjoint(some: list[Span]) -> None:
    assert_tidy(union(some))
    assert seconds(union(some)) == seconds(some)


@given(spans(), spans())
def test_free_and_busy_make_up_the_openings_and_never_overlap(openings: list[Span], busy: list[Span]) -> None:
    free = difference(openings, busy)
    assert_tidy(free)
    assert seconds(free) & seconds(busy) == set()
    assert seconds(free) | (seconds(busy) & seconds(openings)) == seconds(openings)


@given(spans(), spans(), spans(), shapes())
def test_an_offered_visit_is_open_not_closed_and_its_buffers_meet_nobody(
    openings: list[Span], closed: list[Span], busy: list[Span], shape: Shape
) -> None:
    for start in starts(shape, openings, closed, busy, earliest=0, before=DAY):
        visit = seconds([shape.visit(start)])
        assert visit <= seconds(openings)
        assert not visit & seconds(closed)
        assert not overlaps([b for b in busy if b[0] < b[1]], shape.taken(start))
        assert on_grid(shape, openings, start)


@given(spans(4), spans(4), spans(4), shapes())
def test_no_possible_start_is_forgotten(
    openings: list[Span], closed: list[Span], busy: list[Span], shape: Shape
) -> None:
    open_time, shut = seconds(openings), seconds(closed)
    real_busy = [b for b in busy if b[0] < b[1]]
    expected = [
        start
        for start in range(DAY)
        if on_grid(shape, openings, start)
        and seconds([shape.visit(start)]) <= open_time - shut
        and not overlaps(real_busy, shape.taken(start))
    ]
    assert list(starts(shape, openings, closed, busy, earliest=0, before=DAY)) == expected


@given(spans(), spans(), shapes(), st.integers(0, DAY), st.integers(0, DAY))
def test_starts_keep_to_the_wanted_window(
    openings: list[Span], busy: list[Span], shape: Shape, earliest: int, before: int
) -> None:
    everything = list(starts(shape, openings, [], busy, earliest=0, before=DAY))
    window = list(starts(shape, openings, [], busy, earliest=earliest, before=before))
    assert window == [start for start in everything if earliest <= start < before]


def test_one_odd_visit_does_not_set_the_rhythm_of_the_day() -> None:
    shape = Shape(duration=15, step=15)
    assert list(starts(shape, [(0, 90)], [], [(0, 20)], earliest=0, before=90)) == [30, 45, 60, 75]


def test_a_visit_may_run_across_two_openings_that_touch() -> None:
    shape = Shape(duration=30, step=30)
    assert list(starts(shape, [(0, 45), (45, 90)], [], [], earliest=0, before=90)) == [0, 30, 45]


def test_buffers_may_spill_past_closing_time_but_keep_away_from_other_visits() -> None:
    shape = Shape(duration=20, step=20, buffer_before=5, buffer_after=10)
    assert list(starts(shape, [(0, 40)], [], [], earliest=0, before=40)) == [0, 20]
    assert list(starts(shape, [(0, 40)], [], [(40, 60)], earliest=0, before=40)) == [0]
    assert free_for(shape, [(0, 100)], [], [(50, 60)]) == [(0, 40), (65, 100)]


def test_covering_means_whole_inside_one_span() -> None:
    assert covers([(0, 10), (20, 30)], (20, 30))
    assert not covers([(0, 10), (20, 30)], (5, 25))
