"""What an exchange says of a number: read in every vendor's spelling, and never more than may be known."""

import pytest

from telephony_adapters.events import RemoteState
from telephony_adapters.numbers import UnreadableNumber, read_number, signalled


@pytest.mark.parametrize(
    "written",
    ["+33639981234", "33639981234", "0033639981234", "0639981234", "+33 6 39 98 12 34", "06.39.98.12.34"],
)
def test_every_vendor_s_spelling_is_one_number(written: str) -> None:
    assert signalled(written) == (RemoteState.KNOWN, "+33639981234")


@pytest.mark.parametrize("written", ["0262910001", "262262910001"])
def test_a_number_of_la_reunion_is_not_under_33(written: str) -> None:
    assert signalled(written) == (RemoteState.KNOWN, "+262262910001")


@pytest.mark.parametrize(
    "word",
    [
        *("", "anonymous", "Anonymous", "unknown", "restricted", "private", "<unknown>", "x@anonymous.invalid", None),
        *("+266696687", "86282452253", "+8656696", "+2562533", "+7378742833"),
    ],
)
def test_what_says_that_the_caller_hides_is_withheld(word: str | None) -> None:
    assert signalled(word) == (RemoteState.WITHHELD, None)


def test_a_real_number_marked_withheld_is_dropped() -> None:
    assert signalled("+33639981234", withheld=True) == (RemoteState.WITHHELD, None)
    assert signalled("+33639981234") == (RemoteState.KNOWN, "+33639981234")


@pytest.mark.parametrize("short", ["1001", "15", "36237"])
def test_an_extension_or_a_short_code_is_nobody_s_number(short: str) -> None:
    assert signalled(short) == (RemoteState.INTERNAL, None)


@pytest.mark.parametrize("word", ["bonjour", "+33", "0000000000", "12345678901234567890"])
def test_what_cannot_be_read_is_said_to_be_so(word: str) -> None:
    assert signalled(word) == (RemoteState.UNPARSABLE, None)
    with pytest.raises(UnreadableNumber):
        read_number(word)
