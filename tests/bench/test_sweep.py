"""The floor of the slot search answers what the product answers: otherwise it would be the floor of something else."""

from hypothesis import given
from hypothesis import strategies as st

from bench.floors.question import Question
from bench.floors.sweep import cut
from booking.availability import Shape, Span, difference, starts, union

DAY = 600


def apart(limit: int) -> st.SearchStrategy[list[Span]]:
    """Ordered spans that neither overlap nor touch, as openings and visits of one agenda are in the bench."""
    moment = st.integers(0, DAY)
    return st.lists(st.tuples(moment, moment), max_size=limit).map(union)


@given(apart(6), apart(30), st.integers(1, 60), st.integers(1, 45))
def test_the_sweep_finds_the_starts_that_the_product_offers(
    openings: list[Span], busy: list[Span], duration: int, step: int
) -> None:
    found = cut(Question((), 0, DAY, duration, step), openings, busy)
    assert found == list(starts(Shape(duration, step), openings, [], busy, earliest=0, before=DAY + 1))


@given(apart(6), apart(30))
def test_the_first_start_alone_is_the_first_of_all(openings: list[Span], busy: list[Span]) -> None:
    question = Question((), 0, DAY, 15, 15)
    assert cut(question, openings, busy, only_first=True)[:1] == cut(question, openings, busy)[:1]


def test_a_full_day_has_no_start_and_an_empty_one_has_all() -> None:
    question = Question((), 0, DAY, 15, 15)
    assert difference([(0, 60)], [(0, 60)]) == cut(question, [(0, 60)], [(0, 60)]) == []
    assert cut(question, [(0, 60)], []) == [0, 15, 30, 45]
