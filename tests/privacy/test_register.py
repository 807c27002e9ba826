"""The register: every purpose, table and column has its processing, and each entry says all it must."""

from dataclasses import FrozenInstanceError, fields, replace
from datetime import date
from typing import Any

import pytest
from django.apps import apps
from django.test import Client

from consent.purposes import Purpose, basis_of
from privacy import data_map
from privacy.belonging import FOREIGN, OWN
from privacy.processing import RIGHTS, Basis, Controller, Processing, Right
from privacy.register import (
    EDITIONS,
    NUMBERS,
    REGISTER,
    decided_by,
    digest,
    edition,
    entry,
    rules_named,
    serving,
)
from privacy.retention.rules import BY_ID
from privacy.retention.stores import STORES
from privacy.retention.wording import lasts
from tests.factories.accounts import signed_in
from tests.factories.practices import World, make_world
from tests.personas import CAMILLE, INES

MAY_BE_EMPTY = {"purposes", "health_ground"}
each = pytest.mark.parametrize("one", REGISTER, ids=NUMBERS)


def silent(one: Processing) -> set[str]:
    """What an entry leaves unsaid."""
    said = {field.name: getattr(one, field.name) for field in fields(one)}
    return {name for name, value in said.items() if not value or (isinstance(value, tuple) and not all(value))}


@pytest.mark.requirement("CG-01")
@pytest.mark.requirement("CG-02")
@each
def test_an_entry_says_everything_the_law_asks_for(one: Processing) -> None:
    """Number, name, dates, purpose, basis, controller, people, data, recipients, source, end, both services."""
    assert silent(one) <= MAY_BE_EMPTY
    assert one.entered_on <= one.starts_on <= edition().since


def test_an_entry_that_forgets_the_service_for_rights_is_found() -> None:
    assert "rights_at" in silent(replace(REGISTER[0], rights_at=""))
    assert "recipients" in silent(replace(REGISTER[0], recipients=("",)))


@pytest.mark.requirement("CG-01")
def test_numbers_follow_one_another() -> None:
    assert list(NUMBERS) == [f"T-{number:02}" for number in range(1, len(REGISTER) + 1)]
    assert entry("T-01") is REGISTER[0]
    assert entry("T-99") is None


def test_an_entry_cannot_be_changed_while_running() -> None:
    with pytest.raises(FrozenInstanceError):
        REGISTER[0].name = "Autre chose"  # type: ignore[misc]


@pytest.mark.requirement("CG-01")
@pytest.mark.requirement("ST-12")
@pytest.mark.parametrize("purpose", Purpose)
def test_every_purpose_patients_are_told_about_has_one_processing(purpose: Purpose) -> None:
    assert len(serving(purpose)) == 1


@pytest.mark.requirement("K10")
@each
def test_a_processing_rests_on_the_one_basis_of_the_purposes_it_serves(one: Processing) -> None:
    assert {basis_of(purpose).value for purpose in one.purposes} <= {one.basis.value}


@pytest.mark.requirement("ST-05")
def test_the_map_names_every_column_of_the_database_once() -> None:
    wanted = [
        (model._meta.db_table, field.column)
        for model in apps.get_models(include_auto_created=True)
        for field in model._meta.concrete_fields
    ]
    found = [(column.table, column.column) for column in data_map.columns()]
    assert sorted(found) == sorted(wanted)
    assert len(set(found)) == len(found) > 300


@pytest.mark.requirement("ST-05")
def test_the_map_tells_a_nir_from_a_note_and_a_name_from_a_number() -> None:
    kinds = {(c.table, c.column): c.kind for c in data_map.columns()}
    assert kinds["patients_patient", "nir"] == "nir"
    assert kinds["patients_patient", "medical_note"] == "health"
    assert kinds["patients_patient", "birth_name"] == "personal"
    assert kinds["patients_patient", "version"] == "technical"
    assert kinds["axes_accessattempt", "ip_address"] == "personal"


def test_a_column_nobody_classified_stops_the_map(monkeypatch: Any) -> None:
    class Forgotten:
        name = column = "forgotten"

    class Bare:
        class _meta:
            label, app_label, db_table = "consent.Notice", "consent", "consent_notice"
            concrete_fields = [Forgotten()]

    monkeypatch.setattr(data_map, "tables", lambda: [Bare])
    with pytest.raises(KeyError, match="forgotten"):
        data_map.columns()


@pytest.mark.requirement("ST-05")
def test_health_data_stand_only_where_their_ground_is_said() -> None:
    """A table with a NIR or health column is part of a processing that says why it may be (GDPR art. 9)."""
    sensitive = {c.table: c.processings for c in data_map.columns() if c.kind in {"nir", "health"}}
    # What people type freely, and kept answers, are sealed as if they were health data: they may hold some.
    allowed = {one.number for one in REGISTER if one.health_ground} | {"T-11", "T-12", "T-13"}
    assert {table for table, numbers in sensitive.items() if not allowed & set(numbers)} == set()


@pytest.mark.requirement("K3")
def test_the_practitioner_is_controller_of_agendas_and_the_platform_of_accounts() -> None:
    controllers = {number: entry(number).controller for number in NUMBERS}  # type: ignore[union-attr]
    for label in ("booking.Appointment", "patients.Patient", "consent.NoticeRecord"):
        assert {controllers[number] for number in OWN[label]} == {Controller.PRACTITIONER}, label
    for label in ("accounts.User", "accounts.Session", "practices.Delegation"):
        assert {controllers[number] for number in OWN[label]} == {Controller.PLATFORM}, label
    # The secretariat is the practitioner's processor there, and the place for rights follows the controller.
    for one in decided_by(Controller.PRACTITIONER):
        assert "sous-traitant du praticien" in " ".join(one.processors)
        assert "praticien" in one.rights_at
    for one in decided_by(Controller.PLATFORM):
        assert "exploitant" in one.rights_at


@pytest.mark.requirement("K10")
def test_the_rights_follow_from_the_one_basis() -> None:
    assert RIGHTS.keys() == set(Basis)
    assert [basis for basis in Basis if Right.WITHDRAWAL in RIGHTS[basis]] == [Basis.CONSENT]
    assert [basis for basis in Basis if Right.PORTABILITY in RIGHTS[basis]] == [Basis.CONSENT, Basis.CONTRACT]
    assert [basis for basis in Basis if Right.OBJECTION in RIGHTS[basis]] == [
        Basis.PUBLIC_INTEREST,
        Basis.LEGITIMATE_INTEREST,
    ]
    assert all(Right.ACCESS in rights for rights in RIGHTS.values())


@pytest.mark.requirement("ST-21")
def test_every_processing_ends_by_a_rule_of_the_schedule() -> None:
    assert all(one.kept for one in REGISTER)
    assert set(rules_named()) <= set(BY_ID)


@pytest.mark.requirement("ST-21")
@pytest.mark.parametrize("label", sorted(STORES))
def test_what_the_engine_destroys_is_what_the_register_promises(label: str) -> None:
    """The rules that end a table's rows are named by a processing that the table is part of."""
    promised = {kept.rule for one in REGISTER if one.number in OWN[label] for kept in one.kept}
    assert {rule for rule in STORES[label] if rule in BY_ID} <= promised


def test_a_duration_is_said_with_what_it_runs_from(settings: Any) -> None:
    settings.RETENTION_PROFESSIONAL_ACCOUNTS_MONTHS = None
    assert lasts(BY_ID["R-04"], {}) == "1 an après l'acte"
    assert lasts(BY_ID["R-10"], {"R-10": 36}) == "3 ans après le dernier rendez-vous"
    assert lasts(BY_ID["R-20"], {}) == "dès la confirmation du décès"
    assert lasts(BY_ID["R-21"], {}) == "Jusqu'à la décision définitive"
    assert lasts(BY_ID["R-19"], {}).startswith("choix : 6 mois après le choix ; mesure d'audience : 1 an et 1 mois")
    assert lasts(BY_ID["R-05"], {}) == "Durée que l'exploitant doit encore fixer"
    settings.RETENTION_PROFESSIONAL_ACCOUNTS_MONTHS = 24
    assert lasts(BY_ID["R-05"], {}) == "2 ans après la fermeture"


@pytest.mark.requirement("CG-01")
def test_a_change_of_words_is_a_new_edition() -> None:
    """Changed on purpose? Add an Edition with today's date and this digest."""
    assert edition().sha256 == digest()
    assert [one.number for one in EDITIONS] == list(range(1, len(EDITIONS) + 1))
    assert [one.since for one in EDITIONS] == sorted(one.since for one in EDITIONS)
    assert digest((replace(REGISTER[0], source="Ailleurs"), *REGISTER[1:])) != digest()


@pytest.mark.requirement("ST-18", "CH-02")
@pytest.mark.parametrize("word", ["publicit", "commercia", "annonceur"])
def test_no_recipient_is_commercial(word: str) -> None:
    receiving = [text for one in REGISTER for text in (*one.recipients, *one.processors)]
    assert [text for text in receiving if word in text.casefold()] == []


@pytest.fixture
def world(db: Any) -> World:
    return make_world()


@pytest.mark.requirement("CG-01")
@pytest.mark.requirement("K3")
def test_the_api_answers_the_register_in_the_name_of_one_practice(world: World, settings: Any) -> None:
    settings.OPERATOR_NAME = "L'Exploitant"
    practice = world.ours.practice
    answer = signed_in(Client(), world.people[INES]).get(f"/api/v1/privacy/register?practice={practice.id}")
    assert answer.status_code == 200
    body = answer.json()
    assert [one["number"] for one in body["processings"]] == list(NUMBERS)
    names = {one["number"]: one["controller_name"] for one in body["processings"]}
    assert (names["T-01"], names["T-09"]) == (practice.name, "L'Exploitant")
    assert date.fromisoformat(body["processings"][0]["starts_on"]) == REGISTER[0].starts_on
    assert body["processings"][0]["kept"][0] == {
        "rule": "R-10",
        "what": "",
        "lasts": "5 ans après le dernier rendez-vous",
        "end": "Restitution ou destruction, clé comprise",
        "basis": BY_ID["R-10"].basis,
    }


def test_the_api_refuses_who_does_not_read_the_register(world: World) -> None:
    ours, theirs = world.ours.practice.id, world.theirs.practice.id
    officer, secretary = (signed_in(Client(), world.people[name]) for name in (INES, CAMILLE))
    assert secretary.get(f"/api/v1/privacy/register?practice={ours}").status_code == 403
    assert officer.get(f"/api/v1/privacy/register?practice={theirs}").status_code == 404
    assert officer.get("/api/v1/privacy/register").status_code == 400


def test_the_belonging_is_sorted() -> None:
    assert list(OWN) == sorted(OWN)
    assert list(FOREIGN) == sorted(FOREIGN)
