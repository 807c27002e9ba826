"""Probably the same person, or not: twins, families, marriages, slips of the hand."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from patients.names import given_name_forms, search_form
from patients.resemblance import Traits, distance, is_probably_same, is_slip_of_date

DAY = date(1984, 3, 12)


def person(family: str, given_names: str, day: date = DAY, phone: str = "", birth_name: str = "") -> Traits:
    return Traits(
        family_names=frozenset({search_form(family), search_form(birth_name or family)}),
        given_names=given_name_forms(given_names),
        birth_date=day,
        phones=frozenset({phone} if phone else ()),
    )


@pytest.mark.requirement("ST-22")
@pytest.mark.parametrize(
    ("one", "other"),
    [
        (person("Lefèvre", "Camille"), person("LEFEVRE", "camille")),
        (person("Lefèvre", "Camille"), person("Lefebvre", "Camille")),
        (person("Lefèvre", "Camille"), person("Lefèvre", "Camile")),
        (person("Lefèvre", "Camille"), person("Lefèvre", "Camille Anne")),
        (person("Lefèvre", "Jean-Pierre"), person("Lefèvre", "Jean Pierre")),
        (person("Lefèvre", "Jean-Pierre"), person("Lefèvre", "Jean")),
        (person("Lefèvre-Martin", "Camille"), person("Martin", "Camille")),
        (person("Durand", "Camille", birth_name="Lefèvre"), person("Lefèvre", "Camille")),
        (person("Durand", "Camille", phone="+33199000001"), person("Lefèvre", "Camille", phone="+33199000001")),
        (person("Lefèvre", "Camille"), person("Lefèvre", "Camille", date(1984, 12, 3))),
        (person("Lefèvre", "Camille"), person("Lefèvre", "Camille", date(1948, 3, 12))),
        (person("Lefèvre", "Camille"), person("Lefèvre", "Camille", date(1984, 3, 13))),
    ],
)
def test_one_slip_is_probably_one_person(one: Traits, other: Traits) -> None:
    assert is_probably_same(one, other) and is_probably_same(other, one)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (person("Lefèvre", "Léa", phone="+33199000001"), person("Lefèvre", "Léo", phone="+33199000001")),  # twins
        (person("Lefèvre", "Louis"), person("Lefèvre", "Camille")),
        (person("Lefèvre", "Camille"), person("Durand", "Camille")),
        (person("Ly", "Camille"), person("Le", "Camille")),
        (person("Lefèvre", "Camille"), person("Lefèvre", "Camille", date(1990, 7, 30))),  # namesakes
        (person("Lefèvre", "Camille"), person("Lefebvre", "Camille", date(1984, 3, 13))),  # two slips
    ],
)
def test_twins_families_and_namesakes_are_different_persons(one: Traits, other: Traits) -> None:
    assert not is_probably_same(one, other) and not is_probably_same(other, one)


words = st.text(alphabet="abc", max_size=6)


@given(words, words)
def test_distance_is_symmetric_zero_for_equals_and_capped(one: str, other: str) -> None:
    assert distance(one, other, limit=2) == distance(other, one, limit=2) <= 3
    assert (distance(one, other, limit=2) == 0) == (one == other)


@given(words, st.integers(0, 6), st.sampled_from("abc"))
def test_one_letter_more_is_one_slip(word: str, place: int, letter: str) -> None:
    longer = word[:place] + letter + word[place:]
    assert distance(word, longer, limit=1) == 1


def test_two_neighbours_exchanged_are_one_slip() -> None:
    assert distance("camille", "camlile", limit=1) == 1
    assert is_slip_of_date(date(1984, 3, 12), date(1984, 3, 21))
    assert not is_slip_of_date(date(1984, 3, 12), date(1990, 3, 13))
