"""The pure rules of rights requests: clocks at −1/+1, states, grounds, letters, what a message must not hold."""

from datetime import UTC, date, datetime, timedelta

import pytest

from patients.screening import HEALTH_WORDS, Found, screen
from privacy.complaint import CNIL
from privacy.errors import RequestNotThere
from privacy.rights.acts import ACTS, DONE, LABELS, Act
from privacy.rights.clocks import add_months, clock_of, days_left, is_late, is_soon, may_extend
from privacy.rights.grounds import GROUNDS, grounds_for
from privacy.rights.kinds import COPIED, INTAKES, KINDS, PROOFS, REQUESTERS, IdentityProof, Intake, Kind, Requester
from privacy.rights.letters import SUBJECTS, TEMPLATES, Letter, because, write
from privacy.rights.states import DECIDED, NEXT, State, Step, after, possible
from tests.factories.patients import nir_for

DAY = date(2041, 1, 14)
AT = datetime(2041, 1, 14, 9, tzinfo=UTC)
FACTS = {
    "reference": "AB12CD34",
    "received": "14/01/2041",
    "right": "accès aux données",
    "article": "article 15",
    "due": "14/02/2041",
    "contact": "dpo@permanence.example",
}


@pytest.mark.requirement("ST-23")
def test_a_request_is_answered_within_a_month_by_calendar() -> None:
    clock = clock_of(AT, DAY, is_medical=False)
    assert clock.due == date(2041, 2, 14)
    assert [is_late(clock, day) for day in (clock.due, clock.due + timedelta(days=1))] == [False, True]
    assert [is_soon(clock, clock.due - timedelta(days=days)) for days in (8, 7, 0, -1)] == [False, True, True, False]
    assert days_left(clock, clock.due + timedelta(days=2)) == -2


@pytest.mark.parametrize(
    ("received", "months", "due"),
    [
        (date(2041, 1, 31), 1, date(2041, 2, 28)),
        (date(2044, 1, 31), 1, date(2044, 2, 29)),
        (date(2041, 12, 15), 1, date(2042, 1, 15)),
        (date(2041, 11, 30), 3, date(2042, 2, 28)),
        (date(2041, 3, 31), -36, date(2038, 3, 31)),
    ],
)
def test_a_month_ends_on_the_day_of_the_same_number_or_the_last(received: date, months: int, due: date) -> None:
    assert add_months(received, months) == due


@pytest.mark.requirement("ST-23")
def test_two_months_more_are_announced_within_the_first() -> None:
    clock = clock_of(AT, DAY, is_medical=False)
    assert [may_extend(clock, day) for day in (date(2041, 2, 14), date(2041, 2, 15))] == [True, False]
    longer = clock_of(AT, DAY, is_medical=False, is_extended=True)
    assert longer.due == date(2041, 4, 14)
    assert not may_extend(longer, DAY)


@pytest.mark.requirement("ST-23")
def test_a_medical_file_takes_eight_days_never_less_than_two_and_two_months_when_old() -> None:
    recent, old = (clock_of(AT, DAY, is_medical=True, is_old=old) for old in (False, True))
    assert (recent.due, old.due) == (date(2041, 1, 22), date(2041, 3, 14))
    assert recent.not_before == AT + timedelta(hours=48)
    assert not may_extend(recent, DAY)


def test_the_table_of_states_says_all_of_them_and_ends() -> None:
    assert set(NEXT) == set(State)
    assert {state for state in State if not possible(state)} == DECIDED
    reached = {State.RECEIVED}
    for _ in State:
        reached |= {after(state, step) for state in reached for step in possible(state)}
    assert reached == set(State)


def test_what_the_table_does_not_say_is_refused() -> None:
    for state in State:
        for step in set(Step) - possible(state):
            with pytest.raises(RequestNotThere):
                after(state, step)


@pytest.mark.requirement("ST-32", "ST-33")
def test_nothing_is_granted_before_the_data_and_the_person_are_known() -> None:
    for state in (State.RECEIVED, State.NEEDS_PRECISION, State.IDENTITY_PENDING):
        assert possible(state).isdisjoint({Step.GRANT, Step.GRANT_PARTLY, Step.EXTEND})
        assert Step.REFUSE in possible(state)


@pytest.mark.requirement("SAS-23")
def test_every_right_of_the_sources_is_known_with_its_article_and_its_acts() -> None:
    assert set(KINDS) == set(ACTS) == set(Kind)
    assert set(INTAKES) == set(Intake) and set(REQUESTERS) == set(Requester) and set(PROOFS) == set(IdentityProof)
    assert {act for acts in ACTS.values() for act in acts} == set(Act) == set(DONE) == set(LABELS)
    assert set(COPIED) == {IdentityProof.IDENTITY_CARD, IdentityProof.PASSPORT}


@pytest.mark.requirement("ST-34")
def test_every_ground_has_an_article_and_every_right_can_be_refused_for_one() -> None:
    for ground in GROUNDS.values():
        assert "article" in ground.article and ground.says[0].islower() and not ground.says.endswith(".")
    assert all(len(grounds_for(kind)) >= 4 for kind in Kind)
    assert "legal-duty" in grounds_for(Kind.ERASURE) and "legal-duty" not in grounds_for(Kind.ACCESS)
    assert because(["legal-duty"]).endswith("(RGPD, article 17, paragraphe 3, b))")


@pytest.mark.requirement("SAS-28")
@pytest.mark.parametrize("letter", Letter)
def test_every_letter_says_how_to_complain_to_the_cnil(letter: Letter) -> None:
    text = write(letter, {**FACTS, "grounds": because(["identity-unproven"])}, "Un mot de plus.")
    assert CNIL in text and "dpo@permanence.example" in text and "Un mot de plus." in text
    assert "{" not in text and "  " not in text
    assert "AB12CD34" in text


def test_every_situation_has_its_template_and_subject() -> None:
    assert set(TEMPLATES) == set(SUBJECTS) == set(Letter)


@pytest.mark.requirement("SAS-27")
@pytest.mark.parametrize(
    "text",
    [
        "Mon numéro est 2 84 03 99 126 001 45.",
        "n°284039912600145",
        "284-03-99-126-001",
        "2840399126001",
        "1 86 02 2A 215 325 23",
        "2\u00a084\u00a003\u00a099\u00a0126\u00a0001\u00a045",
        "２８４０３９９１２６００１４５",
        "2\u200b840399126001",
    ],
)
def test_a_social_security_number_is_found_however_it_is_written(text: str) -> None:
    assert Found.NIR in screen(text)


@pytest.mark.requirement("SAS-27")
@pytest.mark.parametrize(
    "text",
    [
        "Je suis diabétique.",
        "suivi de ma GROSSESSE",
        "sclérose en plaques",
        "un IRM",
        "séropositive",
        "ma fausse couche",
    ],
)
def test_words_of_health_are_found_with_and_without_accents(text: str) -> None:
    assert screen(text) == {Found.HEALTH}


@pytest.mark.parametrize(
    "text",
    [
        "",
        "Bonjour, je souhaite recevoir une copie de mes données. Camille Lefèvre, née le 12/03/1984.",
        "Rappelez-moi au 06 39 98 00 01 ou au +33 1 99 00 12 34, dossier 2041-01-14-0001.",
        "Le rendez-vous du 14 janvier 2041 à 9 h 30 est faux : c'était avec le docteur Morel.",
        "Mon adresse est 12 rue du Test, 54000 Nancy ; une piste cyclable, un assistant.",
        "Commande 9840399126001",
    ],
)
def test_an_ordinary_message_is_not_set_aside(text: str) -> None:
    assert screen(text) == frozenset()


def test_a_valid_number_of_the_factories_is_found() -> None:
    assert Found.NIR in screen(nir_for(order=5)) and Found.NIR in screen(nir_for(order=6, department="2A"))
    assert len(HEALTH_WORDS) == len(set(HEALTH_WORDS))
