"""What people type is kept visible; a reason is said in words."""

import pytest

from core.errors import InvalidInput
from core.plain_text import clean_lines, clean_reason, visible


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        (" Rappel\u00a0", "Rappel"),
        ("\u202eevil\u202c", "evil"),
        ("a\u200d\u2066b\ufeff", "ab"),
        ("Zoe\u0308", "Zoë"),
        ("e\u200b\u0301", "é"),
        ("\u200b", ""),
    ],
)
def test_invisible_marks_are_left_out(typed: str, kept: str) -> None:
    assert visible(typed, "note", 100) == kept
    assert visible(kept, "note", 100) == kept


@pytest.mark.parametrize("typed", ["a\x00b", "a\x1bb", "a\x7fb", "a\x85b", "a\x9bb", "a\ud800", "a\ue000", "a\nb"])
def test_control_characters_are_refused(typed: str) -> None:
    with pytest.raises(InvalidInput) as refused:
        visible(typed, "note", 100)
    assert [(e.field, e.code) for e in refused.value.errors] == [("note", "control-character")]


def test_lines_keep_their_feeds_and_have_a_length() -> None:
    assert clean_lines("a\r\n\tb", "note", 10) == "a\n\tb"
    for text in ("x" * 11, "x" * 1000):
        with pytest.raises(InvalidInput) as refused:
            clean_lines(text, "note", 10)
        assert refused.value.errors[0].code == "too-long"


@pytest.mark.parametrize(
    ("typed", "code"),
    [("", "blank"), ("\u200b ", "blank"), ("...", "no-words"), ("12 ?", "no-words"), ("😀", "no-words")],
)
def test_a_reason_that_says_nothing_is_refused(typed: str, code: str) -> None:
    with pytest.raises(InvalidInput) as refused:
        clean_reason(typed)
    assert [(e.field, e.code) for e in refused.value.errors] == [("reason", code)]
    assert clean_reason(" Douleur aiguë ") == "Douleur aiguë"
