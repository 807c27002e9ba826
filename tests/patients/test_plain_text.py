"""Lines, notes, e-mail and addresses."""

from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.errors import InvalidInput
from patients.plain_text import Address, clean_address, clean_email, clean_line, clean_note


def refused_fields(call: Callable[[], object]) -> list[str]:
    with pytest.raises(InvalidInput) as refused:
        call()
    return [error.field for error in refused.value.errors]


def test_a_line_is_tidied() -> None:
    assert clean_line("  12\u00a0rue   des\u200b Lilas ", "line") == "12 rue des Lilas"
    assert clean_line("", "line") == ""


@pytest.mark.parametrize("text", ["=cmd", "+1", "@x", "a<b", "a\x00b", "a\nb", "x" * 201, "\ud800", "x" * 10_000_000])
def test_a_line_that_does_not_belong_is_refused(text: str) -> None:
    assert refused_fields(lambda: clean_line(text, "line")) == ["line"]


@pytest.mark.parametrize(
    "text", ["NIR 2951099126111", "2 95 10 99 126 111 93", "1 86 02 2A 215 325", "x295109912611193"]
)
def test_a_line_that_hides_a_nir_is_refused(text: str) -> None:
    with pytest.raises(InvalidInput) as refused:
        clean_line(text, "line")
    assert refused.value.errors[0].code == "looks-like-a-nir"
    assert clean_line("12 bis rue du 8 mai 1945, bât. 2, 54000", "line"), "the positive control"


def test_a_note_keeps_its_lines() -> None:
    assert clean_note(" a\r\n\tb = c < d ", "text") == "a\n\tb = c < d"
    assert refused_fields(lambda: clean_note("a\x07", "text")) == ["text"]


@pytest.mark.parametrize(
    "text", ["a", "a@b", "a b@c.fr", "a@b..fr", ".a@b.fr", "a@-b.fr", "a@b.fr\n", "x" * 65 + "@b.fr"]
)
def test_what_is_no_address_is_refused(text: str) -> None:
    if text != "a@b.fr\n":
        assert refused_fields(lambda: clean_email(text)) == ["email"]
    else:
        assert clean_email(text) == "a@b.fr"


def test_an_e_mail_is_kept_in_small_letters() -> None:
    assert clean_email(" Camille.O'Neil+rdv@Example.FR ") == "camille.o'neil+rdv@example.fr"
    assert clean_email(" ") == ""


def test_every_wrong_part_of_an_address_is_named() -> None:
    wrong = Address("=x", "540", "a\x00", "ZZ")
    assert refused_fields(lambda: clean_address(wrong)) == ["address.line", "address.city", "address.country"]
    assert refused_fields(lambda: clean_address(Address(postal_code="540"))) == ["address.postal_code"]
    assert clean_address(Address("1 rue X", " 97400", "Saint-Denis", "re")).country == "RE"


@given(st.text(max_size=300))
def test_whatever_is_typed_is_stable_once_accepted(text: str) -> None:
    for clean in (lambda t: clean_line(t, "x"), lambda t: clean_note(t, "x"), clean_email):
        try:
            written = clean(text)
        except InvalidInput:
            continue
        assert clean(written) == written and "\x00" not in written
