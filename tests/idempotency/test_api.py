import json
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
import time_machine
from django.db import connections, transaction
from django.http import HttpResponse
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.test import APIRequestFactory

from core.clock import now
from core.errors import Conflict
from core.json_api import ApiView
from core.scoping import Actor, acting_as
from idempotency import services
from idempotency.api import idempotent
from idempotency.models import KeptAnswer
from outbox import services as outbox
from outbox.models import OutboxRow

PRACTICE = uuid4()
ADDRESS = "/api/v1/things"


class Things(ApiView):
    """An endpoint whose only effect is one outbox row, so that effects can be counted."""

    authentication_classes = ()
    hold: Any = None

    @idempotent
    def post(self, request: Request) -> Response:
        """Make one thing."""
        thing = uuid4()
        outbox.enqueue(topic="thing", practice_id=None, entity_id=thing, channel="test")
        if request.data.get("refuse"):
            raise Conflict()
        if self.hold is not None:
            self.hold()
        return Response({"id": str(thing), "name": "Élodie"}, status=201, headers={"ETag": 'W/"1"', "X-Other": "1"})


def person(*practices: UUID, user_id: UUID | None = None) -> Actor:
    return Actor(user_id=user_id or uuid4(), grants={practice: frozenset({"*"}) for practice in practices})


def send(
    actor: Actor | None, key: str | None = "k1", body: Any = None, address: str = ADDRESS, view: Any = None
) -> HttpResponse:
    headers = {} if key is None else {"Idempotency-Key": key}
    request = APIRequestFactory().post(address, body or {"a": 1}, format="json", headers=headers)
    if actor is not None:
        request.actor = actor
    with acting_as(actor), transaction.atomic():
        response = (view or Things.as_view())(request)
    if hasattr(response, "render"):
        response.render()
    return response


def effects() -> int:
    return OutboxRow.objects.count()


@pytest.fixture
def camille(db: None) -> Iterator[Actor]:
    yield person(PRACTICE)


def problem(response: HttpResponse) -> tuple[int, str]:
    return response.status_code, json.loads(response.content)["type"]


def test_the_same_request_again_has_one_effect_and_the_same_answer(camille: Actor) -> None:
    first, second = send(camille), send(camille)
    assert (first.status_code, second.status_code) == (201, 201)
    assert first.content == second.content
    assert second["Content-Type"] == first["Content-Type"] == "application/json"
    assert second["ETag"] == 'W/"1"'
    assert "X-Other" not in second
    assert "Idempotent-Replayed" not in first
    assert second["Idempotent-Replayed"] == "true"
    assert effects() == 1


def test_without_a_key_every_request_has_its_effect(camille: Actor) -> None:
    send(camille, None)
    send(camille, None)
    assert effects() == 2


@pytest.mark.parametrize("change", [{"body": {"a": 2}}, {"address": "/api/v1/others"}])
def test_the_key_of_another_request_is_refused(camille: Actor, change: dict[str, Any]) -> None:
    send(camille)
    assert problem(send(camille, **change)) == (422, "/problems/idempotency-key-reused")
    assert effects() == 1


def test_two_people_may_use_the_same_key(camille: Actor) -> None:
    one, two = send(camille), send(person(PRACTICE))
    assert json.loads(one.content)["id"] != json.loads(two.content)["id"]
    assert effects() == 2


def test_a_refused_request_leaves_its_key_free(camille: Actor) -> None:
    assert send(camille, body={"refuse": True}).status_code == 409
    assert (effects(), KeptAnswer.objects.count()) == (0, 0)
    assert send(camille, body={"refuse": False}).status_code == 201


@pytest.mark.parametrize("key", ["", "x" * 256, "é", "a\tb", "a\x7f"])
def test_a_key_that_is_no_key_is_refused_by_name(camille: Actor, key: str) -> None:
    response = send(camille, key)
    assert problem(response) == (400, "/problems/invalid-input")
    [error] = json.loads(response.content)["errors"]
    assert (error["field"], error["code"]) == ("Idempotency-Key", "invalid-idempotency-key")
    assert effects() == 0


@pytest.mark.parametrize("key", ["x", "x" * 255, '"4d1c;=~ |/"'])
def test_any_printable_key_up_to_255_characters_is_a_key(camille: Actor, key: str) -> None:
    send(camille, key)
    assert send(camille, key)["Idempotent-Replayed"] == "true"


def test_an_answer_is_kept_for_a_day(camille: Actor) -> None:
    with time_machine.travel(now(), tick=False) as clock:
        send(camille)
        clock.shift(timedelta(hours=24) - timedelta(seconds=1))
        assert send(camille)["Idempotent-Replayed"] == "true"
        clock.shift(timedelta(seconds=1))
        assert "Idempotent-Replayed" not in send(camille, body={"a": 2})
        assert effects() == 2
        assert services.forget_expired() == 0
        clock.shift(timedelta(hours=24))
        assert services.forget_expired() == 1


def test_who_has_lost_a_practice_since_gets_no_replay(camille: Actor) -> None:
    send(camille)
    wider = person(PRACTICE, uuid4(), user_id=camille.user_id)
    assert send(wider)["Idempotent-Replayed"] == "true"
    assert problem(send(person(uuid4(), user_id=camille.user_id))) == (404, "/problems/not-found")


def test_the_kept_answer_and_the_request_are_unreadable_in_the_database(camille: Actor) -> None:
    send(camille, body={"nir": "184035405700112"})
    row = KeptAnswer.objects.values("body", "fingerprint").get()
    assert b"lodie" not in row["body"]
    assert len(row["fingerprint"]) == 32


def test_a_new_key_costs_two_statements(camille: Actor, django_assert_num_queries: Any) -> None:
    send(camille)
    request = APIRequestFactory().post(ADDRESS, {"a": 1}, format="json", headers={"Idempotency-Key": "k2"})
    request.actor = camille
    services.keyring._cache.trust(("platform", 1))
    send(camille, "k3")
    with django_assert_num_queries(3):  # take, the effect itself, keep
        Things.as_view()(request)
    services.keyring.wipe_caches()


def test_while_the_first_request_runs_the_second_is_told_so_and_then_gets_its_answer(committed: None) -> None:
    actor, running, go = person(PRACTICE), threading.Event(), threading.Event()

    def hold() -> None:
        running.set()
        go.wait(20)

    def first() -> HttpResponse:
        response = send(actor, view=Things.as_view(hold=hold))
        connections.close_all()
        return response

    with ThreadPoolExecutor(1) as pool:
        done = pool.submit(first)
        assert running.wait(20)
        assert problem(send(actor)) == (409, "/problems/request-in-progress")
        go.set()
        answered = done.result()
    assert send(actor).content == answered.content
    assert effects_committed() == 1


@pytest.mark.slow
def test_ten_copies_of_many_requests_at_once_have_one_effect_each(committed: None) -> None:
    actor, keys, copies = person(PRACTICE), [f"key-{n}" for n in range(20)], 10
    together = threading.Barrier(copies)

    def client() -> list[tuple[str, int, bytes]]:
        answers = []
        for key in keys:
            together.wait(60)
            response = send(actor, key)
            answers.append((key, response.status_code, response.content))
        connections.close_all()
        return answers

    with ThreadPoolExecutor(copies) as pool:
        answers = [a for done in [pool.submit(client) for _ in range(copies)] for a in done.result()]
    assert {status for _, status, _ in answers} <= {201, 409}
    for key in keys:
        assert len({content for k, status, content in answers if k == key and status == 201}) == 1
    assert effects_committed() == len(keys)


def effects_committed() -> int:
    with transaction.atomic():
        return effects()
