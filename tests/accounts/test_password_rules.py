"""The rule of CNIL 2022-100, its equivalences, and what no arithmetic sees."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from accounts.common_passwords import ROWS, WORDS
from accounts.password_rules import Strength, classes, is_passphrase, weaknesses


def codes(password: str, **how: object) -> set[str]:
    return {weakness.code for weakness in weaknesses(password, **how)}  # type: ignore[arg-type]


@pytest.mark.requirement("CH-06")
@pytest.mark.parametrize(
    "password",
    [
        "Xk7#vT9q!mZ2",  # 12 characters, four classes
        "tR8vLq2mNx5PzK",  # 14 characters, three classes
        "xk7#vt9q!mz2_w",  # 14 characters, three classes without capitals
        "cigogne brume tiroir sept lampe navet clou",  # seven words
        "Éclair-Gâteau-92-Ñandú",
        "🦊Xk7#vT9q!mZ",
    ],
)
def test_a_password_that_reaches_eighty_bits_is_accepted(password: str) -> None:
    assert weaknesses(password) == []


@pytest.mark.requirement("CH-06")
@pytest.mark.parametrize(
    "password",
    [
        "",
        "Xk7#vT9q!mZ",  # 11 characters
        "tR8vLq2mNx5Pz",  # 13 characters, three classes
        "xkvtqmzwplkjhgtr",  # 16 characters, one class
        "7391846205718463",  # 16 digits are enough only when tries are limited
        "cigogne brume tiroir sept lampe navet",  # six words
        "le le le le le le le",
    ],
)
def test_a_shorter_password_is_refused(password: str) -> None:
    assert "too-short" in codes(password)


@pytest.mark.parametrize("password", ["Xk7#vT9q", "xk7vt9qM", "7391846205718463"])
def test_where_tries_are_limited_fifty_bits_are_enough(password: str) -> None:
    assert "too-short" not in codes(password, strength=Strength.TRIES_LIMITED)
    assert "too-short" in codes(password)


@pytest.mark.parametrize(
    "password",
    [
        "Password123!",
        "P@ssw0rd2024!",
        "Azertyuiop123!",
        "Motdepasse2023!!",
        "Bonjour123456!",
        "Aa1!Aa1!Aa1!",
        "1qaz2wsx3EDC!@",
        "Nancy54000!Paris",
        "Welcome@12345",
        "Iloveyou!2345678",
        "Permanence2026!",
        "Qwertyuiop-0987654321",
        "aB3$aB3$aB3$aB3$",
        "Chouchou1975!!",
    ],
)
def test_what_lists_of_leaked_passwords_hold_is_refused(password: str) -> None:
    assert "too-common" in codes(password)


def test_every_listed_word_is_refused_however_it_is_dressed() -> None:
    dressings = ("{}2024!Aa", "{}123456!A", "!!{}-2025", "{}{}1!")
    for word in sorted(WORDS):
        for dressing in dressings:
            password = dressing.format(word.capitalize(), word.upper())
            assert "too-common" in codes(password), password


def test_every_walk_on_the_keyboard_is_refused() -> None:
    for row in ROWS:
        assert "too-common" in codes(row.capitalize() + row + "1A!")


@pytest.mark.parametrize("password", ["Camille-Vx7#kQp2", "xV7#kQp2-aubry-9", "Qx7!camille.aubry"])
def test_what_others_know_of_the_person_is_refused(password: str) -> None:
    assert "too-personal" in codes(password, personal=("camille", "Camille Aubry", "camille.aubry"))
    assert "too-personal" not in codes(password, personal=("nadia", "Nadia Ferrand"))


def test_accents_do_not_hide_a_name() -> None:
    assert "too-personal" in codes("Qx7!héloïse-Vk2", personal=("Héloise Durand",))


@pytest.mark.parametrize("password", ["Xk7#vT9q!mZ2\0", "Xk7#vT9q!mZ2\u202e", "Xk7#vT9q\n!mZ2", "Xk7#vT9q!mZ2\ud800"])
def test_invisible_characters_are_refused(password: str) -> None:
    assert codes(password) == {"control-character"}


def test_a_password_has_an_end() -> None:
    assert codes("Xk7#vT9q!mZ2" * 20) == {"too-long"}


@given(st.text(max_size=140))
def test_every_text_gets_an_answer(password: str) -> None:
    assert isinstance(weaknesses(password), list)
    assert 0 <= classes(password) <= 4


@given(st.text(alphabet="abcdefghijklmnopqrstuvwxyz ", max_size=60))
def test_lower_case_alone_is_accepted_only_as_a_sentence(password: str) -> None:
    assert bool(weaknesses(password)) or is_passphrase(password)
