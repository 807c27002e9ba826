"""Telephone numbers: typed the French way or internationally, kept in E.164."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.errors import InvalidInput
from patients.phones import display_phone, read_phone, read_phones


@pytest.mark.requirement("ST-22")
@pytest.mark.parametrize(
    ("typed", "e164"),
    [
        ("0199000001", "+33199000001"),
        ("01 99 00 00 01", "+33199000001"),
        ("01.99.00.00.01", "+33199000001"),
        ("+33 (0)1 99 00 00 01", "+33199000001"),
        ("(+33)1 99 00 00 01", "+33199000001"),
        ("0033 1 99 00 00 01", "+33199000001"),
        ("０１９９００００01", "+33199000001"),
        ("01\u00a099\u202f00 00 01", "+33199000001"),
        ("\u202d0199000001\u202c", "+33199000001"),
        ("06 39 98 00 01", "+33639980001"),
        ("02 61 91 00 01", "+33261910001"),
        ("0262 91 00 01", "+262262910001"),
        ("+33 262 91 00 01", "+262262910001"),
        ("+262 (0)262 91 00 01", "+262262910001"),
        ("+262692001122", "+262692001122"),
        ("0692 00 11 22", "+262692001122"),
        ("0639 12 34 56", "+262639123456"),
        ("0590 12 34 56", "+590590123456"),
        ("+590 690 00 11 22", "+590690001122"),
        ("0694 00 11 22", "+594694001122"),
        ("0696 00 11 22", "+596696001122"),
        ("+32 2 555 12 12", "+3225551212"),
    ],
)
def test_a_number_is_kept_in_e164(typed: str, e164: str) -> None:
    assert read_phone(typed) == e164
    assert read_phone(e164) == e164


@pytest.mark.parametrize(
    "typed",
    [
        "", "15", "3949", "01 99 00 00 0", "01 99 00 00 012", "abc", "+", "+33", "06 39 98 00 01 x12",
        "01 99 00 00 01;ext=5", "0199000001\x00", "٠١٩٩٠٠٠٠٠١", "=0199000001", "<script>", "1" * 5000,
        "+999 1234567", "++33199000001", "0000000000",
    ],
)  # fmt: skip
def test_what_is_not_a_number_is_refused_by_the_name_of_its_field(typed: str) -> None:
    with pytest.raises(InvalidInput) as refused:
        read_phone(typed, "phones[1]")
    assert refused.value.errors[0].field == "phones[1]"


@given(st.text(max_size=60))
def test_whatever_is_typed_is_read_as_e164_or_refused(typed: str) -> None:
    try:
        e164 = read_phone(typed)
    except InvalidInput:
        return
    assert e164.startswith("+") and e164[1:].isdecimal() and 6 <= len(e164) <= 16


@given(st.integers(100_000_000, 999_999_999))
def test_reading_what_is_displayed_gives_the_same_number(national: int) -> None:
    e164 = read_phone(f"+33{national}")
    assert read_phone(display_phone(e164)) == e164


def test_numbers_are_displayed_as_people_read_them() -> None:
    assert display_phone("+33199000001") == "01 99 00 00 01"
    assert display_phone("+262262910001") == "0262 91 00 01"
    assert display_phone("+3225551212") == "+32 2 555 12 12"


def test_a_list_keeps_its_order_drops_repeats_and_names_the_wrong_one() -> None:
    assert read_phones(["0639980001", "0199000001", "+33639980001"]) == ["+33639980001", "+33199000001"]
    with pytest.raises(InvalidInput) as refused:
        read_phones(["0639980001", "12"])
    assert refused.value.errors[0].field == "phones[1]"
    with pytest.raises(InvalidInput):
        read_phones([f"01990000{n:02d}" for n in range(6)])
