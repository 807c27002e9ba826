"""Whatever is sent, the API answers with a problem document that names the field, never with a 5xx."""

import json
from collections.abc import Iterator, Mapping
from itertools import cycle, islice
from typing import Any

import pytest
import time_machine
from django.db import transaction

from tests.architecture.matrix import MATRIX, Line
from tests.architecture.requests import send
from tests.architecture.stage import NIL, Stage, filled, set_stage
from tests.factories.booking import NOW
from tests.personas import CAMILLE

pytestmark = [pytest.mark.django_db, pytest.mark.slow]

NASTY: tuple[Any, ...] = (
    None,
    True,
    0,
    -1,
    10**30,
    1.5,
    "",
    " ",
    "\0",
    "\u202eévil",
    "=cmd|' /C calc'!A0",
    "<script>alert(1)</script>",
    "' OR 1=1; --",
    "x" * 30_000,
    "9999-12-31T23:59:59+00:00",
    "0001-01-01",
    "2026-02-29",
    "2041-03-31T02:30:00",
    "１２３",
    str(NIL),
    [],
    ["x"],
    {},
    {"x": {"y": "z"}},
)
# How many of them each field, and of the bodies below each route, is given in turn; `make prove` gives all.
SAMPLE = 3
# Long to answer, and they read nothing.
ABOUT_ITSELF = ("api-schema", "api-docs")
RAW = {
    "nothing": b"",
    "an empty list": b"[]",
    "a word": b"true",
    "two values": b"{} {}",
    "a duplicate key": b'{"practice": 1, "practice": 2}',
    "not a number": b'{"practice": NaN}',
    "infinity": b'{"practice": Infinity}',
    "a lone surrogate": b'{"practice": "\\ud800"}',
    "latin 1": '{"name": "é"}'.encode("latin-1"),
    "a byte order mark": b"\xef\xbb\xbf{}",
    "ten thousand levels": b'{"a":' * 10_000 + b"1" + b"}" * 10_000,
    "ten megabytes": b'{"a": "' + b"x" * 10_000_000 + b'"}',
    "an unknown field": b'{"is_superuser": true}',
}


@pytest.fixture
def stage(db: Any) -> Iterator[Stage]:
    with time_machine.travel(NOW, tick=False):
        yield set_stage()


def api_lines() -> list[tuple[str, str, Line]]:
    return [(route, method, line) for (route, method), line in MATRIX.items() if line.path.startswith("/api/")]


def is_fine(response: Any) -> bool:
    if response.status_code >= 500:
        return False
    if response.status_code < 400:
        return True
    if not response["Content-Type"].startswith("application/problem+json"):
        return False
    document = response.json()
    return (
        {"type", "title", "status"} <= document.keys()
        and document["status"] == response.status_code
        and (response.status_code != 400 or bool(document["errors"]))
    )


class Nasty:
    """Deals the nasty values out, `each` at a time: every one of them comes up, whatever the number of fields."""

    def __init__(self, each: int = SAMPLE) -> None:
        self._each, self._next = each, 0

    def deal(self) -> Iterator[tuple[int, Any]]:
        for _ in range(self._each):
            number = self._next % len(NASTY)
            self._next += 1
            yield number, NASTY[number]

    @property
    def went_round(self) -> int:
        """How often every value was given."""
        return self._next // len(NASTY)


def wrong_bodies(body: Mapping[str, Any], nasty: Nasty) -> Iterator[tuple[str, dict[str, Any]]]:
    """The body with one field at a time replaced by something nasty, left out, or one too many."""
    for name in body:
        yield f"without {name}", {key: value for key, value in body.items() if key != name}
        for number, value in nasty.deal():
            yield f"{name} = nasty {number}", {**body, name: value}
    yield "one too many", {**body, "is_superuser": True}


@pytest.mark.requirement("ST-14")
def test_a_nasty_value_in_any_field_is_answered_properly(stage: Stage) -> None:
    assert try_fields(stage, nasty := Nasty()) == {}
    assert nasty.went_round > 20


def try_fields(stage: Stage, nasty: Nasty) -> dict[str, Any]:
    """Every field of every body of the API: the answers that are not proper."""
    client = stage.clients[CAMILLE]
    client.raise_request_exception = False
    wrong = {}
    for route, method, line in api_lines():
        for label, body in wrong_bodies(line.body or {}, nasty) if line.body is not None else ():
            (response,) = send(client, method, Line(line.path, line.expected, line.query, body), stage.ids)
            refused_as_unknown = label != "one too many" or response.status_code == 400 or line.expected[0] == 403
            if not is_fine(response) or not refused_as_unknown:
                wrong[f"{method} {route}: {label}"] = (response.status_code, response.content[:200])
    return wrong


def test_a_nasty_value_in_any_parameter_is_answered_properly(stage: Stage) -> None:
    assert try_parameters(stage, nasty := Nasty()) == {}
    assert nasty.went_round > 5


def try_parameters(stage: Stage, nasty: Nasty) -> dict[str, Any]:
    """Every parameter of every reading of the API: the answers that are not proper."""
    client = stage.clients[CAMILLE]
    client.raise_request_exception = False
    wrong = {}
    for route, method, line in api_lines():
        if method != "GET" or route in ABOUT_ITSELF:
            continue
        # Lists in pages know a cursor and a limit; whoever takes no parameter refuses any.
        for name in (*line.query, *(("cursor", "limit") if "from" in line.query else ())) or ("unknown",):
            for number, value in nasty.deal():
                text = value if isinstance(value, str) else json.dumps(value).replace("{", "(").replace("}", ")")
                query = {**line.query, name: text}
                (response,) = send(client, method, Line(line.path, line.expected, query), stage.ids)
                if not is_fine(response):
                    wrong[f"{method} {route}: {name} = nasty {number}"] = (response.status_code, response.content[:200])
    return wrong


def test_a_body_that_is_no_honest_json_is_refused(stage: Stage) -> None:
    assert try_bodies(stage, each=SAMPLE) == {}


def try_bodies(stage: Stage, each: int) -> dict[str, Any]:
    """So many of the dishonest bodies, in turn, to every route of the API that reads one: the improper answers."""
    client = stage.clients[CAMILLE]
    client.raise_request_exception = False
    wrong, bodies = {}, cycle(RAW.items())
    reading = [line for line in api_lines() if line[1] in ("POST", "PUT", "PATCH") and line[2].expected[0] != 403]
    assert len(reading) * each > 5 * len(RAW)
    for route, method, line in reading:
        for label, body in islice(bodies, each):
            with transaction.atomic():
                path = filled(line.path, stage.ids)
                response: Any = client.generic(method, path, body, content_type="application/json")
                transaction.set_rollback(True)
            expected = {400, 413} if label == "ten megabytes" else {400}
            nothing_expected = (not line.body or method == "PATCH") and label == "nothing"
            if not is_fine(response) or not (response.status_code in expected or nothing_expected):
                wrong[f"{method} {route}: {label}"] = (response.status_code, response.content[:200])
    return wrong


def test_another_kind_of_body_is_refused(stage: Stage) -> None:
    client = stage.clients[CAMILLE]
    client.raise_request_exception = False
    for kind in ("text/plain", "application/xml", "multipart/form-data; boundary=x"):
        for route, method, line in api_lines():
            if method in ("POST", "PUT", "PATCH") and line.body:
                response = client.generic(method, filled(line.path, stage.ids), b"practice=1", content_type=kind)
                assert response.status_code == 415, (route, method, kind)
                assert is_fine(response), (route, method, kind)


def test_a_wrong_method_is_answered_with_a_problem(stage: Stage) -> None:
    client = stage.clients[CAMILLE]
    client.raise_request_exception = False
    handled = {(route, method) for route, method, _ in api_lines()}
    for route, _, line in api_lines():
        for method in ("PUT", "PATCH", "DELETE", "TRACE"):
            if (route, method) not in handled:
                response = client.generic(method, filled(line.path, stage.ids))
                assert response.status_code == 405, (route, method)
                assert response["Content-Type"].startswith("application/problem+json"), (route, method)
