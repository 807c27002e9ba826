"""A guess is counted whatever becomes of the request: refused creations and changes are not free look-ups."""

import json
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from types import SimpleNamespace
from typing import Any
from uuid import UUID

import pytest
from django.db import connection, transaction
from django.http import HttpRequest, HttpResponse
from django.test import Client, RequestFactory
from django.test.utils import CaptureQueriesContext

from patients import nir_lookups
from patients.errors import ProbableDuplicate
from patients.nir_lookups import LIMIT_PER_MINUTE, LookupsOutliveRefusals, count_nir_lookup
from tests.factories.accounts import signed_in
from tests.factories.patients import BIRTH, make_patient, nir_for, notice_in_force
from tests.factories.practices import World, make_world
from tests.personas import CAMILLE

Call = Callable[[str, str, dict[str, Any]], HttpResponse]
AT = datetime(2026, 3, 2, 9, 0, 20, tzinfo=UTC)


@pytest.fixture
def minute(monkeypatch: pytest.MonkeyPatch) -> SimpleNamespace:
    """The minute that look-ups are counted in stands still until `minute.at` is moved."""
    held = SimpleNamespace(at=AT)
    monkeypatch.setattr("patients.nir_lookups.clock", SimpleNamespace(now=lambda: held.at))
    return held


@pytest.fixture
def world(committed: None) -> Iterator[World]:
    world = make_world()
    notice_in_force(world.ours.practice)
    yield world


@pytest.fixture
def call(world: World, minute: SimpleNamespace) -> Call:
    client = signed_in(Client(), world.people[CAMILLE])
    return lambda method, path, body: client.generic(
        method, f"/api/v1/{path}", json.dumps(body), content_type="application/json"
    )


@pytest.fixture
def told(world: World) -> dict[str, Any]:
    """Somebody whom the practice knows already, so that recording them again is refused."""
    make_patient(world.ours.practice, "Lefèvre", "Camille", BIRTH)
    return {
        "practice": str(world.ours.practice.id),
        "family_name": "Lefèvre",
        "given_names": "Camille",
        "birth_date": BIRTH.isoformat(),
        "sex": "female",
        "consent": {"notice_version": notice_in_force(world.ours.practice), "channel": "phone"},
    }


def counted() -> int:
    with connection.cursor() as cursor:
        cursor.execute("SELECT coalesce(sum(count), 0) FROM patients_nirlookup")
        return int(cursor.fetchone()[0])


def refuse_until_the_limit(guess: Callable[[int], HttpResponse], minute: SimpleNamespace) -> None:
    for order in range(1, LIMIT_PER_MINUTE + 1):
        assert guess(order).status_code == 409, order
    over = guess(LIMIT_PER_MINUTE + 1)
    assert (over.status_code, over.json()["type"]) == (429, "/problems/too-many-nir-lookups")
    assert over["Retry-After"] == "41" and "candidates" not in over.json()
    minute.at += timedelta(seconds=41)
    assert guess(1).status_code == 409, "positive control: the next minute begins at nought"


@pytest.mark.slow
def test_the_sixty_first_refused_creation_of_a_minute_is_told_to_wait(
    call: Call, told: dict[str, Any], minute: SimpleNamespace
) -> None:
    refuse_until_the_limit(lambda order: call("POST", "patients", {**told, "nir": nir_for(order=order)}), minute)


@pytest.mark.slow
def test_the_sixty_first_refused_change_of_a_minute_is_told_to_wait(
    call: Call, world: World, minute: SimpleNamespace
) -> None:
    make_patient(world.ours.practice, "Durand", "Anne", nir=nir_for(order=1))
    other = make_patient(world.ours.practice, "Martin", "Paul").id
    refuse_until_the_limit(lambda _: call("PATCH", f"patients/{other}", {"nir": nir_for(order=1)}), minute)


def test_refused_and_kept_look_ups_are_each_counted_once(call: Call, world: World, told: dict[str, Any]) -> None:
    nir = nir_for(order=1)
    assert call("POST", "patients", {**told, "nir": nir}).status_code == 409
    assert counted() == 1
    assert call("POST", "patients/search", {"nir": nir}).status_code == 200
    assert counted() == 2
    created = call("POST", "patients", {**told, "nir": nir, "confirm_not_duplicate": True})
    assert created.status_code == 201 and counted() == 3
    assert call("PATCH", f"patients/{created.json()['id']}", {"nir": nir}).status_code == 200
    assert counted() == 4
    assert call("POST", "patients", told).status_code == 409
    assert counted() == 4, "without a NIR there is nothing to count"


def test_a_refused_look_up_costs_one_statement_more_and_no_other_request_any(call: Call, told: dict[str, Any]) -> None:
    def statements(body: dict[str, Any]) -> int:
        with CaptureQueriesContext(connection) as captured:
            assert call("POST", "patients", body).status_code == 409
        return sum("patients_nirlookup" in query["sql"] for query in captured)

    assert statements({**told, "nir": nir_for(order=1)}) == 2
    assert statements(told) == 0


def test_a_refusal_that_the_page_itself_shows_is_counted_too(world: World, minute: SimpleNamespace) -> None:
    """The desk catches a refusal: the savepoint is rolled back and the request's transaction committed."""

    def page(request: HttpRequest) -> HttpResponse:
        with transaction.atomic():
            try:
                with transaction.atomic():
                    count_nir_lookup(world.actor(CAMILLE))
                    raise ProbableDuplicate()
            except ProbableDuplicate:
                return HttpResponse(status=409)

    assert LookupsOutliveRefusals(page)(RequestFactory().post("/")).status_code == 409
    assert counted() == 1


def test_an_answer_past_the_limit_is_withheld_though_its_own_transaction_saw_the_limit_unreached(
    call: Call, world: World, told: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Two requests side by side: the other's refused look-up is counted between our look-up and our answer."""
    once = nir_lookups._count
    once(world.people[CAMILLE].id, LIMIT_PER_MINUTE - 1)
    own: list[int] = []

    def meanwhile(user_id: UUID, lookups: int) -> None:
        if own:
            once(user_id, 1)
        own.append(lookups)
        once(user_id, lookups)

    monkeypatch.setattr(nir_lookups, "_count", meanwhile)
    response = call("POST", "patients", {**told, "nir": nir_for(order=1)})
    assert (response.status_code, own) == (429, [1, 1])
    assert "candidates" not in response.json() and response["Retry-After"] == "41"
