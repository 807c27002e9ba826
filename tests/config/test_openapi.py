"""The published contract: OpenAPI 3.1, without a warning, every refusal a problem document."""

import json
from typing import Any

import pytest
from django.test import Client
from drf_spectacular.drainage import GENERATOR_STATS
from drf_spectacular.generators import SchemaGenerator


@pytest.fixture(scope="module")
def schema() -> dict[str, Any]:
    GENERATOR_STATS.reset()
    with GENERATOR_STATS.silence():
        return dict(SchemaGenerator().get_schema(request=None, public=True))


def test_the_description_is_complete_enough_to_be_drawn_without_a_warning(schema: dict[str, Any]) -> None:
    assert schema["openapi"].startswith("3.1")
    assert not GENERATOR_STATS._warn_cache
    assert not GENERATOR_STATS._error_cache


def test_every_operation_needs_the_session_and_may_answer_a_problem(schema: dict[str, Any]) -> None:
    operations = [op for path in schema["paths"].values() for op in path.values()]
    assert len(operations) > 20
    assert all("application/problem+json" in op["responses"]["default"]["content"] for op in operations)
    assert sum({"session": []} in op.get("security", []) for op in operations) > 20


@pytest.mark.django_db
def test_the_description_and_its_readable_page_are_served(client: Client) -> None:
    served = client.get("/api/v1/schema", HTTP_ACCEPT="application/vnd.oai.openapi+json")
    assert served.status_code == 200
    assert json.loads(served.content)["info"]["title"] == "Permanence"
    page = client.get("/api/v1/docs")
    assert page.status_code == 200
    assert b"<style" not in page.content


@pytest.mark.django_db
def test_the_description_is_written_once_for_each_form_and_says_the_same_again(client: Client) -> None:
    forms = ("application/vnd.oai.openapi+json", "application/yaml", "application/json", "application/vnd.oai.openapi")
    first, again = ([client.get("/api/v1/schema", HTTP_ACCEPT=form) for form in forms] for _ in range(2))
    assert [answer.content for answer in again] == [answer.content for answer in first]
    assert [answer["Content-Type"] for answer in again] == [f"{form}; charset=utf-8" for form in forms]
    assert all("Permanence" in answer["Content-Disposition"] for answer in again)
    assert client.get("/api/v1/schema", HTTP_ACCEPT="text/csv").status_code == 400
