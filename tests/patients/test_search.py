"""Finding a patient: birth date first, then letters, a number or a NIR; over the actor's practices and no further."""

import re
from datetime import date
from typing import Any

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext

from audit import services as audit
from audit.actions import Action
from core.errors import Forbidden, InvalidInput, NotFound
from core.ids import new_id
from core.scoping import Actor, acting_as, system_actor
from patients.errors import InvalidNir
from patients.nir_lookups import LIMIT_PER_MINUTE, TooManyNirLookups
from patients.search import LIMIT, SearchTerms, search
from tests.factories.patients import BIRTH, make_patient, nir_for
from tests.factories.practices import House, World


def found(actor: Actor, **terms: Any) -> list[str]:
    """« FAMILY given » of each line, in order."""
    return [f"{line.family_name} {line.given_names}" for line in search(actor, SearchTerms(**terms))]


@pytest.fixture
def people(ours: House, camille: Actor) -> None:
    make_patient(ours.practice, "Lefèvre", "Camille", BIRTH, phones=("0639980001",), nir=nir_for(order=1))
    make_patient(ours.practice, "Le Fur", "Jean-Pierre", BIRTH, phones=("0199000001", "0639980001"))
    make_patient(ours.practice, "O’Neil", "Zoé", date(1990, 2, 28), birth_name="L'Œuvre")
    make_patient(ours.practice, "Durand", "Camille", date(1990, 2, 28))


@pytest.mark.usefixtures("people")
@pytest.mark.parametrize(
    ("terms", "expected"),
    [
        ({"birth_date": BIRTH}, ["Lefèvre Camille", "Le Fur Jean-Pierre"]),
        ({"birth_date": BIRTH, "name": "lefu"}, ["Le Fur Jean-Pierre"]),
        ({"birth_date": date(1901, 1, 1), "also_birth_date": BIRTH, "name": "lefu"}, ["Le Fur Jean-Pierre"]),
        ({"name": "LEFE"}, ["Lefèvre Camille"]),
        ({"name": "lefè cam"}, ["Lefèvre Camille"]),
        ({"name": "le fe"}, ["Lefèvre Camille"]),
        ({"name": "le fur jean p"}, ["Le Fur Jean-Pierre"]),
        ({"name": "lefe zo"}, []),
        ({"name": "oneil"}, ["O'Neil Zoé"]),
        ({"name": "o'n zoe"}, ["O'Neil Zoé"]),
        ({"name": "l'oeu"}, ["O'Neil Zoé"]),
        ({"name": "ŒU"}, []),
        ({"name": "durand-"}, ["Durand Camille"]),
        ({"phone": "06 39 98 00 01"}, ["Lefèvre Camille", "Le Fur Jean-Pierre"]),
        ({"phone": "+33(0)199000001"}, ["Le Fur Jean-Pierre"]),
        ({"phone": "0639980001", "name": "lefev"}, ["Lefèvre Camille"]),
        ({"nir": nir_for(order=1)}, ["Lefèvre Camille"]),
        ({"nir": nir_for(order=2)}, []),
        ({"nir": nir_for(order=1), "birth_date": date(1990, 2, 28)}, []),
    ],
)  # fmt: skip
def test_each_way_to_find_somebody(camille: Actor, terms: dict[str, Any], expected: list[str]) -> None:
    assert sorted(found(camille, **terms)) == sorted(expected)


def test_lines_come_by_name_with_the_first_number_first(camille: Actor, people: None) -> None:
    lines = search(camille, SearchTerms(birth_date=BIRTH))
    assert [line.family_name for line in lines] == ["Lefèvre", "Le Fur"]
    assert lines[1].phones == ("+33199000001", "+33639980001")


@pytest.mark.requirement("ST-19")
def test_another_practice_s_patients_do_not_exist(world: World, camille: Actor, people: None, charlie: Actor) -> None:
    make_patient(world.theirs.practice, "Lefèvre", "Camille", BIRTH, phones=("0639980001",), nir=nir_for(order=1))
    every_way = [{"birth_date": BIRTH}, {"name": "lefevre"}, {"phone": "0639980001"}, {"nir": nir_for(order=1)}]
    for terms in every_way:
        mine = search(camille, SearchTerms(**terms))  # type: ignore[arg-type]
        assert mine and {line.practice_id for line in mine} == {world.ours.practice.id}
        with acting_as(charlie):
            his = search(charlie, SearchTerms(**terms))  # type: ignore[arg-type]
        assert his and {line.practice_id for line in his} == {world.theirs.practice.id}
    with pytest.raises(NotFound):
        search(camille, SearchTerms(practice_id=world.theirs.practice.id, birth_date=BIRTH))


def test_two_practices_are_searched_at_once_or_one_by_choice(world: World, ours: House) -> None:
    ids = (ours.practice.id, world.theirs.practice.id)
    for house in (world.ours, world.theirs):
        make_patient(house.practice, nir=nir_for(order=4))
    both = system_actor(*ids)
    with acting_as(both):
        assert {line.practice_id for line in search(both, SearchTerms(nir=nir_for(order=4)))} == set(ids)
        assert [line.practice_id for line in search(both, SearchTerms(practice_id=ids[1], birth_date=BIRTH))] == [
            ids[1]
        ]


def test_a_manager_searches_nobody(world: World, camille: Actor) -> None:
    nadia = world.actor("nadia")
    with acting_as(nadia), pytest.raises(Forbidden):
        search(nadia, SearchTerms(birth_date=BIRTH))


@pytest.mark.parametrize(
    ("terms", "field"),
    [
        ({}, "birth_date"),
        ({"phone": " "}, "birth_date"),
        ({"nir": "\t", "name": " ", "phone": "\n"}, "birth_date"),
        ({"name": "a"}, "name"),
        ({"name": "=cmd"}, "name"),
        ({"name": "%"}, "name"),
        ({"name": "a" * 500}, "name"),
        ({"name": "x'; DROP TABLE patients_patient; --"}, "name"),
        ({"phone": "12"}, "phone"),
        ({"phone": "\x00"}, "phone"),
    ],
)
def test_too_little_or_nonsense_is_refused_by_the_name_of_the_term(
    camille: Actor, terms: dict[str, Any], field: str
) -> None:
    with pytest.raises(InvalidInput) as refused:
        search(camille, SearchTerms(**terms))
    assert refused.value.errors[0].field == field


def test_a_wrong_nir_is_refused_before_it_is_looked_up(camille: Actor) -> None:
    with pytest.raises(InvalidNir):
        search(camille, SearchTerms(nir="295109912611199"))


def test_a_search_and_each_patient_shown_are_journalled_without_the_terms(
    camille: Actor, people: None, journal: list[audit.Event]
) -> None:
    lines = search(camille, SearchTerms(birth_date=BIRTH, name="le"))
    first, *shown = journal
    assert (first.action, first.details) == (Action.PATIENTS_SEARCHED, {"by": "birth_date.name", "found": 2})
    assert [(event.action, event.patient_id) for event in shown] == [(Action.PATIENT_FOUND, line.id) for line in lines]
    assert repr(SearchTerms(birth_date=BIRTH, name="le")) == "SearchTerms(birth_date+name)"


def test_nirs_are_looked_up_sixty_times_a_minute_at_most(camille: Actor, people: None) -> None:
    with time_machine.travel(date(2090, 1, 1), tick=False) as clock:
        clock.shift(10)
        for _ in range(LIMIT_PER_MINUTE):
            search(camille, SearchTerms(nir=nir_for(order=2)))
        with pytest.raises(TooManyNirLookups) as refused:
            search(camille, SearchTerms(nir=nir_for(order=1)))
        assert refused.value.retry_after == 51
        assert found(camille, birth_date=BIRTH, name="lefe"), "other searches go on"
        clock.shift(51)
        assert found(camille, nir=nir_for(order=1)) == ["Lefèvre Camille"]


def test_the_number_of_statements_does_not_depend_on_what_is_found(ours: House, camille: Actor, people: None) -> None:
    def statements(**terms: Any) -> int:
        with CaptureQueriesContext(connection) as captured:
            search(camille, SearchTerms(**terms))
        return len([q for q in captured if not re.match(r"(SAVEPOINT|RELEASE)", q["sql"])])

    one = statements(name="lefev")
    for n in range(15):
        make_patient(ours.practice, "Martin", "Anne", date(1950, 1, 1 + n), phones=(f"01990000{n:02d}",))
    assert one == statements(name="martin") == statements(birth_date=BIRTH) == statements(phone="0639980001") == 2
    assert statements(nir=nir_for(order=1)) == 4, "how often one asked, and which keys are in force"


def test_an_unknown_practice_is_not_found(camille: Actor) -> None:
    with pytest.raises(NotFound):
        search(camille, SearchTerms(practice_id=new_id(), birth_date=BIRTH))


def test_at_most_twenty_are_shown(camille: Actor, ours: House) -> None:
    for n in range(LIMIT + 2):
        make_patient(ours.practice, "Martin", "Anne", date(1950, 1, 1 + n))
    assert len(search(camille, SearchTerms(name="martin"))) == LIMIT
