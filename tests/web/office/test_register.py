"""The register on the officer's screen, its exports, and the data map."""

import json
from typing import Any

import pytest
from django.test import Client

from privacy import data_map
from privacy.register import NUMBERS, REGISTER
from privacy.typography import typeset
from tests.factories.accounts import signed_in
from tests.factories.practices import World, make_world
from tests.personas import DR_MARTIN, INES

pytestmark = pytest.mark.django_db


@pytest.fixture
def world() -> World:
    return make_world()


@pytest.fixture
def officer(world: World) -> Client:
    return signed_in(Client(), world.people[INES])


def text_of(response: Any) -> str:
    assert response.status_code == 200
    return str(response.content.decode()).replace("&#x27;", "'")


@pytest.mark.requirement("CG-01")
def test_one_page_lists_every_processing_with_its_basis_and_its_end(officer: Client) -> None:
    page = text_of(officer.get("/registre/"))
    for one in REGISTER:
        assert f"/registre/traitements/{one.number}/" in page
        assert typeset(one.main_purpose) in page
        assert all(kept.rule in page for kept in one.kept)


@pytest.mark.requirement("CG-02")
@pytest.mark.parametrize("one", REGISTER, ids=NUMBERS)
def test_an_entry_shows_all_it_says(officer: Client, one: Any) -> None:
    page = text_of(officer.get(f"/registre/traitements/{one.number}/"))
    said = (*one.persons, *one.data, *one.recipients, *one.processors, one.source, one.rights_at)
    assert [words for words in said if typeset(words) not in page] == []
    assert one.in_charge in page


@pytest.mark.requirement("K3")
def test_the_page_names_the_practice_for_agendas_and_the_operator_for_accounts(
    world: World, officer: Client, settings: Any
) -> None:
    settings.OPERATOR_NAME = "Exploitant Exemple"
    agenda, accounts = (text_of(officer.get(f"/registre/traitements/{number}/")) for number in ("T-01", "T-09"))
    assert f"<dd>{world.ours.practice.name}<br>" in agenda
    assert "<dd>Exploitant Exemple<br>" in accounts


def test_an_unknown_entry_is_not_found(officer: Client) -> None:
    assert officer.get("/registre/traitements/T-99/").status_code == 404


def test_the_exports_are_the_register(world: World, officer: Client) -> None:
    answer = officer.get("/registre/export.json")
    assert answer["Content-Disposition"].startswith('attachment; filename="registre-')
    exported = json.loads(answer.content)
    assert [one["number"] for one in exported["processings"]] == list(NUMBERS)
    same = officer.get(f"/api/v1/privacy/register?practice={world.ours.practice.id}").json()
    assert {**same, "printed_on": exported["printed_on"]} == exported
    paper = officer.get("/registre/export.pdf")
    assert paper["Content-Type"] == "application/pdf" and paper.content.startswith(b"%PDF-")


def test_a_practitioner_reads_the_same_for_the_own_practice(world: World) -> None:
    assert world.ours.practice.name in text_of(signed_in(Client(), world.people[DR_MARTIN]).get("/registre/"))


@pytest.mark.requirement("ST-05")
def test_the_map_shows_every_column_or_those_of_one_class(officer: Client) -> None:
    whole, sealed = text_of(officer.get("/registre/donnees/")), text_of(officer.get("/registre/donnees/?classe=nir"))
    assert whole.count("<dt>") == len(data_map.columns())
    assert sealed.count("<dt>") == sum(column.kind == "nir" for column in data_map.columns()) > 0
    assert "<dt>nir</dt>" in sealed and "<dt>medical_note</dt>" not in sealed
    assert officer.get("/registre/donnees/?classe=secret").status_code == 400
    told = officer.get("/api/v1/privacy/data-map?kind=nir").json()["results"]
    assert [one["column"] for one in told] == [one.column for one in data_map.columns() if one.kind == "nir"]
    assert officer.get("/api/v1/privacy/data-map?kind=secret").status_code == 400
