"""The NIR's rules (H-31), on numbers that belong to nobody."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st
from stdnum.fr import nir as stdnum_nir

from patients.errors import InvalidNir
from patients.identity import Sex
from patients.nir import Nir, mask, mismatches, parse_nir

VALID = ["186022A21532523", "255081416802538", "295109912611193"]  # the examples of H-31


def keyed(body: str) -> str:
    """The 13 characters and their key, computed independently of the product."""
    digits = body.replace("2A", "19", 1) if body[5:7] == "2A" else body.replace("2B", "18", 1)
    digits = digits if body[5:7] in ("2A", "2B") else body
    return f"{body}{97 - int(digits) % 97:02d}"


def refusal(text: str) -> str:
    with pytest.raises(InvalidNir) as refused:
        parse_nir(text)
    assert refused.value.errors[0].field == "nir"
    return refused.value.errors[0].code


bodies = st.builds(
    "{}{:02d}{:02d}{}{:03d}{:03d}".format,
    st.sampled_from("123478"),
    st.integers(0, 99),
    st.one_of(st.integers(1, 12), st.integers(20, 42), st.integers(50, 99)),
    st.one_of(st.sampled_from(["2A", "2B"]), st.integers(1, 99).map("{:02d}".format)),
    st.integers(0, 999),
    st.integers(1, 999),
)


@pytest.mark.requirement("ST-14")
@pytest.mark.parametrize("number", VALID)
def test_known_valid_numbers_are_accepted(number: str) -> None:
    assert parse_nir(number).full == number


@given(bodies)
def test_every_well_formed_number_with_its_key_is_accepted_and_stdnum_agrees(body: str) -> None:
    number = keyed(body)
    assert parse_nir(number).full == number
    assert stdnum_nir.is_valid(number)


@given(bodies, st.integers(1, 97))
def test_any_other_key_is_refused(body: str, key: int) -> None:
    number = f"{body}{key:02d}"
    if number != keyed(body):
        assert refusal(number) == "wrong-key"


@given(st.text(max_size=80))
def test_whatever_is_typed_is_read_or_refused_with_the_field_named(text: str) -> None:
    try:
        parse_nir(text)
    except InvalidNir as refused:
        assert refused.errors[0].field == "nir"
        assert not text.strip() or text.strip() not in refused.errors[0].detail or len(text.strip()) < 5


@pytest.mark.parametrize(
    "typed",
    [
        "2 95 10 99 126 111 93",
        "2.95.10.99.126.111.93",
        "295109912611193\n",
        "2\u00a095\u202f10 99 126 111 93",
        "２９５１０９９１２６１１１９３",
        "\u202d295109912611193\u202c",
    ],
)
def test_separators_nbsp_full_width_digits_and_invisible_marks_are_normalised(typed: str) -> None:
    assert parse_nir(typed).full == "295109912611193"


def test_corsica_in_small_letters_is_corsica() -> None:
    assert parse_nir("186022a21532523").full == "186022A21532523"


@pytest.mark.parametrize("first", "3478")
def test_waiting_numbers_are_accepted_and_known_as_provisional(first: str) -> None:
    assert parse_nir(keyed(f"{first}950199126111")).is_provisional
    assert not parse_nir(VALID[0]).is_provisional


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        ("", "wrong-length"),
        ("295109912611199", "wrong-key"),
        ("2951099126111", "missing-key"),
        ("29510991261119", "wrong-length"),
        ("2951099126111930", "wrong-length"),
        ("2951\x00099126111", "wrong-length"),
        ("29510991261119\x00", "wrong-characters"),
        ("2951099126111٩٣", "wrong-characters"),
        ("253072C07300443", "wrong-characters"),
        ("A95109912611193", "wrong-characters"),
        ("1" * 10_000, "wrong-length"),
        ("<script>alert(1)</script>", "wrong-length"),
        ("=cmd|'/c calc'!A1", "wrong-characters"),
    ],
)
def test_malformed_numbers_say_what_is_wrong(typed: str, code: str) -> None:
    assert refusal(typed) == code


@pytest.mark.parametrize(
    ("body", "code"),
    [
        ("0950199126111", "wrong-first-digit"),
        ("5950199126111", "wrong-first-digit"),
        ("6950199126111", "wrong-first-digit"),
        ("9950199126111", "wrong-first-digit"),
        ("1950099126111", "wrong-month"),
        ("1951399126111", "wrong-month"),
        ("1951999126111", "wrong-month"),
        ("1954399126111", "wrong-month"),
        ("1954999126111", "wrong-month"),
        ("1950100126111", "wrong-department"),
        ("1950199126000", "wrong-order"),
    ],
)
def test_impossible_structures_that_stdnum_accepts_are_refused(body: str, code: str) -> None:
    assert stdnum_nir.is_valid(keyed(body)), "stdnum looks at the key only: this is why the rule is ours"
    assert refusal(keyed(body)) == code


@pytest.mark.parametrize("month", [1, 12, 20, 31, 42, 50, 62, 99])
def test_months_of_incomplete_civil_status_are_accepted(month: int) -> None:
    assert parse_nir(keyed(f"195{month:02d}99126111"))


def test_the_mask_shows_the_order_number_and_the_key_only() -> None:
    assert mask("295109912611193") == "• •• •• •• ••• 111 93"


def test_a_number_never_shows_in_a_representation() -> None:
    number = parse_nir("295109912611193")
    assert "2951099" not in f"{number!r}{number}"
    assert number == Nir("2951099126111", "93")


def test_traits_that_differ_are_warnings_that_name_the_trait() -> None:
    number = parse_nir("295109912611193")  # a woman of October 1995
    assert mismatches(number, sex=Sex.FEMALE, birth_date=date(1995, 10, 3)) == []
    assert mismatches(number, sex=Sex.UNKNOWN, birth_date=date(1995, 10, 3)) == []
    found = mismatches(number, sex=Sex.MALE, birth_date=date(1980, 2, 29))
    assert [(m.field, m.code) for m in found] == [
        ("sex", "nir-differs-from-sex"),
        ("birth_date", "nir-differs-from-birth-year"),
        ("birth_date", "nir-differs-from-birth-month"),
    ]


def test_an_incomplete_month_tells_nothing_of_the_birth_date() -> None:
    assert mismatches(parse_nir(keyed("2953199126111")), sex=Sex.FEMALE, birth_date=date(1995, 2, 3)) == []
