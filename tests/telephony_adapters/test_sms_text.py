"""How a short message is carried: its alphabet, its parts, and what nobody may lose silently."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from telephony_adapters.sms_text import MAX_PARTS, Alphabet, carriage, is_stop


@pytest.mark.parametrize(
    ("text", "alphabet", "parts"),
    [
        ("a" * 160, Alphabet.GSM7, 1),
        ("a" * 161, Alphabet.GSM7, 2),
        ("a" * 306, Alphabet.GSM7, 2),
        ("a" * 307, Alphabet.GSM7, 3),
        ("€" * 80, Alphabet.GSM7, 1),
        ("€" * 81, Alphabet.GSM7, 2),
        ("ê" * 70, Alphabet.UCS2, 1),
        ("ê" * 71, Alphabet.UCS2, 2),
        ("😀" * 35, Alphabet.UCS2, 1),
        ("😀" * 36, Alphabet.UCS2, 2),
    ],
)
def test_parts_are_counted_as_operators_do(text: str, alphabet: Alphabet, parts: int) -> None:
    carried = carriage(text)
    assert (carried.alphabet, carried.parts) == (alphabet, parts)


def test_the_letters_gateways_replace_silently_travel_whole() -> None:
    assert carriage("empêchement, coût, août").alphabet is Alphabet.UCS2
    assert carriage("déjà reçu à Mérignac : 12 €").alphabet is Alphabet.UCS2  # ç has no place in GSM-7
    assert carriage("déjà là : 12 €").alphabet is Alphabet.GSM7


def test_typography_alone_does_not_double_the_price() -> None:
    carried = carriage("Rendez-vous à 9\u202fh à l’accueil")
    assert (carried.alphabet, carried.text) == (Alphabet.GSM7, "Rendez-vous à 9 h à l'accueil")


@given(st.text(min_size=1, max_size=250))
def test_what_leaves_says_the_same(text: str) -> None:
    try:
        carried = carriage(text)
    except (ValueError, UnicodeEncodeError):
        return
    assert 1 <= carried.parts <= MAX_PARTS
    if carried.alphabet is Alphabet.UCS2:
        assert carried.text == text


@pytest.mark.parametrize("text", ["", "a" * 2000])
def test_nothing_and_a_novel_are_refused(text: str) -> None:
    with pytest.raises(ValueError, match="short message"):
        carriage(text)


def test_stop_is_understood_in_the_usual_spellings() -> None:
    assert all(map(is_stop, ["STOP", " stop. ", "Stop!", "ARRET"]))
    assert not any(map(is_stop, ["1", "ne stoppez rien", "arrêt de bus"]))
