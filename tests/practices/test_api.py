"""What the API says of practices, agendas, visit reasons and mandates; and what it refuses."""

from collections.abc import Iterator
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.test import Client

from tests.factories.accounts import signed_in
from tests.factories.consent import TEXT, make_notice
from tests.factories.practices import World, make_world
from tests.personas import CAMILLE, CHARLIE, DR_MARTIN, NADIA

pytestmark = pytest.mark.django_db
NIL = UUID(int=0)
LISTS = ("practitioner-roles", "visit-reasons", "delegations", "notices/current")


@pytest.fixture
def world(db: Any) -> Iterator[World]:
    yield make_world()


@pytest.fixture
def browser(world: World) -> Any:
    return lambda name: signed_in(Client(), world.people[name])


def get(client: Client, path: str, **query: Any) -> Any:
    return client.get(f"/api/v1/{path}", query)


def problem(response: Any) -> tuple[int, str]:
    assert response["Content-Type"].startswith("application/problem+json")
    return response.status_code, response.json()["type"]


def test_a_secretary_is_told_where_she_may_act_and_under_which_mandate(world: World, browser: Any) -> None:
    answer = get(browser(CAMILLE), "practices").json()
    assert answer["next"] is None
    (practice,) = answer["results"]
    assert practice["id"] == str(world.ours.practice.id)
    assert practice["delegation"] == str(world.ours.delegation.id)
    assert "booking:appointment:book" in practice["permissions"]
    assert "practices:delegation:grant" not in practice["permissions"]


def test_agendas_carry_practitioner_location_and_zone(world: World, browser: Any) -> None:
    (role,) = get(browser(CAMILLE), "practitioner-roles", practice=world.ours.practice.id).json()["results"]
    assert role["id"] == str(world.ours.role.id)
    assert role["timezone"] == role["location"]["timezone"] == "Europe/Paris"
    assert role["practitioner"]["family_name"] == "Martin"


def test_visit_reasons_say_how_long_and_by_whom(world: World, browser: Any, django_assert_max_num_queries: Any) -> None:
    client = browser(CAMILLE)
    with django_assert_max_num_queries(9):  # session, user, rights, context, savepoint, two questions
        answer = get(client, "visit-reasons", practice=world.ours.practice.id).json()
    (reason,) = answer["results"]
    assert (reason["duration_minutes"], reason["practitioner_roles"]) == (15, [str(world.ours.role.id)])


@pytest.mark.requirement("ST-10")
def test_the_notice_to_read_aloud_comes_with_its_digest(world: World, browser: Any) -> None:
    notice = make_notice(world.ours.practice)
    answer = get(browser(CAMILLE), "notices/current", practice=world.ours.practice.id)
    assert answer.json() == {"notice_version": 1, "text": TEXT, "sha256": notice.sha256}


def test_a_practice_without_a_text_says_so(world: World, browser: Any) -> None:
    answer = get(browser(CAMILLE), "notices/current", practice=world.ours.practice.id)
    assert problem(answer) == (404, "/problems/no-notice-in-force")


@pytest.mark.parametrize("path", LISTS)
def test_another_practice_is_not_found(world: World, browser: Any, path: str) -> None:
    for practice in (world.theirs.practice.id, NIL, uuid4()):
        assert problem(get(browser(DR_MARTIN), path, practice=practice)) == (404, "/problems/not-found")


@pytest.mark.parametrize("path", LISTS)
@pytest.mark.parametrize(
    ("query", "field"),
    [
        ({}, "practice"),
        ({"practice": "Nancy"}, "practice"),
        ({"practice": ""}, "practice"),
        ({"practice": "' OR 1=1 --"}, "practice"),
        ({"practice": str(NIL), "city": "Nancy"}, "city"),
    ],
)
def test_a_wrong_question_is_refused_by_its_field(
    world: World, browser: Any, path: str, query: dict[str, str], field: str
) -> None:
    answer = get(browser(DR_MARTIN), path, **query)
    assert problem(answer) == (400, "/problems/invalid-input")
    assert [error["field"] for error in answer.json()["errors"]] == [field]


def test_an_unexpected_parameter_is_refused(world: World, browser: Any) -> None:
    assert problem(get(browser(CAMILLE), "practices", name="Nancy")) == (400, "/problems/invalid-input")


@pytest.mark.requirement("SAS-05")
def test_a_practitioner_revokes_and_the_secretary_s_next_request_finds_nothing(world: World, browser: Any) -> None:
    camille, martin = browser(CAMILLE), browser(DR_MARTIN)
    path = f"/api/v1/delegations/{world.ours.delegation.id}/revocation"
    agendas = {"path": "practitioner-roles", "practice": world.ours.practice.id}
    assert get(camille, **agendas).status_code == 200
    assert problem(camille.post(path, {}, content_type="application/json")) == (403, "/problems/forbidden")

    answer = martin.post(path, {}, content_type="application/json")
    assert answer.status_code == 200
    assert answer.json()["revoked_at"]

    assert problem(get(camille, **agendas)) == (404, "/problems/not-found")
    assert get(camille, "practices").json()["results"] == []


def test_mandates_are_listed_for_the_practice_and_not_for_its_secretaries(world: World, browser: Any) -> None:
    for name in (DR_MARTIN, NADIA):
        (mandate,) = get(browser(name), "delegations", practice=world.ours.practice.id).json()["results"]
        assert mandate["id"] == str(world.ours.delegation.id)
    answer = get(browser(CAMILLE), "delegations", practice=world.ours.practice.id)
    assert problem(answer) == (403, "/problems/forbidden")


def test_another_practice_s_mandate_cannot_be_revoked(world: World, browser: Any) -> None:
    for name, mandate in ((CHARLIE, world.ours.delegation.id), (DR_MARTIN, world.theirs.delegation.id)):
        path = f"/api/v1/delegations/{mandate}/revocation"
        answer = browser(name).post(path, {}, content_type="application/json")
        assert problem(answer) == (404, "/problems/not-found")


def test_a_revocation_takes_no_field(world: World, browser: Any) -> None:
    path = f"/api/v1/delegations/{world.ours.delegation.id}/revocation"
    answer = browser(DR_MARTIN).post(path, {"reason": "…"}, content_type="application/json")
    assert problem(answer) == (400, "/problems/invalid-input")
