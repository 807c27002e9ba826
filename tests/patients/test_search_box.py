"""The box in which a secretary types while listening."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from patients.search_box import HELP, read_box
from patients.search_terms import SearchTerms, check_terms, name_readings
from tests.factories.patients import nir_for

TODAY = date(2026, 11, 22)
BIRTH = date(1984, 3, 12)


@pytest.mark.parametrize(
    ("typed", "terms"),
    [
        ("12031984", SearchTerms(birth_date=BIRTH)),
        ("120384", SearchTerms(birth_date=BIRTH)),
        ("120384 le", SearchTerms(birth_date=BIRTH, name="le")),
        ("120384l", SearchTerms(birth_date=BIRTH, name="l")),
        ("le 12/03/84", SearchTerms(birth_date=BIRTH, name="le")),
        ("12/3/1984", SearchTerms(birth_date=BIRTH)),
        ("12 03 1984", SearchTerms(birth_date=BIRTH)),
        ("12.03.1984 lefe cam", SearchTerms(birth_date=BIRTH, name="lefe cam")),
        ("1984-03-12", SearchTerms(birth_date=BIRTH)),
        ("１２０３１９８４", SearchTerms(birth_date=BIRTH)),
        ("29022004", SearchTerms(birth_date=date(2004, 2, 29))),
        ("120310", SearchTerms(birth_date=date(2010, 3, 12), also_birth_date=date(1910, 3, 12))),
        ("231126", SearchTerms(birth_date=date(1926, 11, 23))),
        ("lefe cam", SearchTerms(name="lefe cam")),
        ("O’N", SearchTerms(name="O’N")),
        ("0199000001", SearchTerms(phone="+33199000001")),
        ("01 99 00 00 01", SearchTerms(phone="+33199000001")),
        ("+262 692 00 11 22", SearchTerms(phone="+262692001122")),
        (nir_for(order=5), SearchTerms(nir=nir_for(order=5))),
        ("1 86 02 2a 215 325 23", SearchTerms(nir="186022A21532523")),
    ],
)
def test_what_is_typed_is_read(typed: str, terms: SearchTerms) -> None:
    assert read_box(typed, today=TODAY).terms == terms


@pytest.mark.parametrize(
    "typed",
    [
        "", " ", "a", "l'", "1", "0101", "31021984", "29022023", "12039999", "22112027", "dupont 99", "<script>",
        "=cmd", "12031984 <b>", "%", "\x00", "x" * 500, "01990000012", "2951099126111", "295109912611199", "١٢٠٣١٩٨٤",
    ],
)  # fmt: skip
def test_what_is_not_enough_yet_gives_a_hint(typed: str) -> None:
    reading = read_box(typed, today=TODAY)
    assert reading.terms is None and reading.hint


def test_the_empty_box_says_how_to_begin() -> None:
    assert read_box("", today=TODAY).hint == HELP


@given(st.text(max_size=200))
def test_whatever_is_typed_never_fails_and_its_terms_can_be_searched(typed: str) -> None:
    reading = read_box(typed, today=TODAY)
    if reading.terms is not None:
        check_terms(reading.terms)


@given(st.dates(date(1897, 1, 1), TODAY))
def test_every_birth_date_in_eight_digits_is_read_back(day: date) -> None:
    assert read_box(f"{day:%d%m%Y}", today=TODAY).terms == SearchTerms(birth_date=day)


@given(st.dates(date(1927, 1, 1), TODAY))
def test_every_birth_date_in_six_digits_is_among_the_readings(day: date) -> None:
    terms = read_box(f"{day:%d%m%y}", today=TODAY).terms
    assert terms is not None and day in terms.birth_dates


def test_every_way_to_cut_a_name_is_tried_the_longest_family_name_first() -> None:
    assert name_readings(["de", "la", "tour"]) == [("delatour", ""), ("dela", "tour"), ("de", "latour")]
