"""What is written to patients: short, in the telephone's alphabet, and neutral."""

from dataclasses import replace
from datetime import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from notifications.kinds import Kind
from notifications.neutral import is_neutral
from notifications.replies import Meaning, meaning_of
from notifications.wording import MAX_PARTS, Visit, letter, signed_by, sms
from telephony_adapters.sms_text import Alphabet
from tests.factories.booking import PARIS

MONDAY = Visit(datetime(2041, 1, 14, 9, 15, tzinfo=PARIS), "Centre", "1 rue de l'Exemple, 54000 Nancy")
AUGUST = Visit(datetime(2041, 8, 13, 14, 0, tzinfo=PARIS), "Centre")


def test_a_reminder_says_when_and_where_and_how_to_answer_in_one_alphabet() -> None:
    carried = sms(Kind.DAY_BEFORE, [MONDAY], "Cabinet de Nancy", answers=True)
    assert carried.text == (
        "Cabinet de Nancy : rappel de votre rendez-vous : lundi 14/01 à 09h15, Centre."
        " Répondez 1 pour confirmer, 2 pour annuler, STOP pour ne plus recevoir de SMS."
    )
    assert (carried.alphabet, carried.parts) == (Alphabet.GSM7, 1)


def test_no_month_changes_the_alphabet() -> None:
    assert sms(Kind.BOOKED, [AUGUST], "Cabinet", answers=False).alphabet is Alphabet.GSM7


def test_a_name_of_two_byte_letters_is_counted_and_the_message_still_fits() -> None:
    carried = sms(Kind.DAY_BEFORE, [MONDAY], "Cabinet de la Forêt, rue de l'Hôpital", answers=True)
    assert (carried.alphabet, carried.parts) == (Alphabet.UCS2, 2)
    assert "lundi 14/01 à 09h15" in carried.text


@given(count=st.integers(1, 40), signature=st.text("abêû -€", min_size=1, max_size=40), answers=st.booleans())
def test_any_message_fits_in_two_parts_and_counts_what_it_leaves_out(count: int, signature: str, answers: bool) -> None:
    carried = sms(Kind.BOOKED, [MONDAY] * count, signature, answers=answers)
    assert carried.parts <= MAX_PARTS
    shown = carried.text.count("09h15")
    assert shown == count or f"et {count - shown} autre" in carried.text


def test_an_answer_is_asked_about_one_visit_only() -> None:
    assert "Répondez" not in sms(Kind.DAY_BEFORE, [MONDAY, AUGUST], "Cabinet", answers=True).text
    assert "Répondez" not in sms(Kind.BOOKED, [MONDAY], "Cabinet", answers=True).text


@pytest.mark.parametrize(
    "name", ["Cabinet de cardiologie", "Centre de Gynécologie", "CECOS, fertilité", "Dr X, psychiatre", "Service d'ORL"]
)
def test_a_name_that_tells_a_specialty_is_not_signed_with(name: str) -> None:
    assert not is_neutral(name)
    assert signed_by("", name) == "Votre cabinet"
    assert name not in letter(Kind.BOOKED, [Visit(MONDAY.starts_at, name, name)], "Cabinet", "").body


@pytest.mark.parametrize("name", ["Cabinet de Nancy", "Maison de santé des Lilas", "Orléans Centre", "Cabinet Orlando"])
def test_an_ordinary_name_is_kept(name: str) -> None:
    assert signed_by("", name) == name


def test_an_e_mail_is_plain_and_gives_the_whole_address_and_a_number() -> None:
    written = letter(Kind.CANCELLED, [MONDAY], "Cabinet de Nancy", "03 99 00 00 01")
    assert written.subject == "Rendez-vous annulé - Cabinet de Nancy"
    assert "lundi 14/01 à 09h15" in written.body and "1 rue de l'Exemple, 54000 Nancy" in written.body
    assert "03 99 00 00 01" in written.body and "<" not in written.body
    assert "lundi" not in repr(written)


def test_a_confirmation_leads_to_the_page_of_the_visit_when_it_fits() -> None:
    address = f"https://rendez-vous.permanence.example/rdv/lien/{'a' * 43}.{'b' * 43}/"
    told = replace(MONDAY, link=address)
    carried = sms(Kind.BOOKED, [told], "Cabinet de Nancy", answers=True)
    assert carried.text.endswith(f"Centre. Le déplacer ou l'annuler : {address}")
    assert (carried.alphabet, carried.parts) == (Alphabet.GSM7, 2)
    assert address not in sms(Kind.BOOKED, [told], "Cabinet de la Forêt", answers=True).text, "two-byte letters"
    assert address not in sms(Kind.BOOKED, [told, told], "Cabinet", answers=True).text
    assert address not in sms(Kind.DAY_BEFORE, [told], "Cabinet", answers=True).text
    written = letter(Kind.BOOKED, [told], "Cabinet de Nancy", "03 99 00 00 01")
    assert f"Le déplacer ou l'annuler : {address}" in written.body
    assert "Vous pouvez aussi appeler le 03 99 00 00 01." in written.body
    assert address not in repr(told)


@pytest.mark.parametrize(
    ("text", "meaning"),
    [
        ("1", Meaning.CONFIRM),
        (" Oui ! ", Meaning.CONFIRM),
        ("Merci, je confirme.", Meaning.CONFIRM),
        ("2", Meaning.CANCEL),
        ("ANNULER", Meaning.CANCEL),
        ("J’annule", Meaning.CANCEL),
        ("stop", Meaning.STOP),
        ("Stop.", Meaning.STOP),
        ("12", Meaning.OTHER),
        ("oui mais à 10h", Meaning.OTHER),
        ("annuler ou déplacer ?", Meaning.OTHER),
        ("", Meaning.OTHER),
    ],
)
def test_only_a_word_of_the_lists_alone_is_understood(text: str, meaning: Meaning) -> None:
    assert meaning_of(text) is meaning
