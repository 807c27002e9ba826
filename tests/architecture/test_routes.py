"""No route without a decision: the resolver and the matrix name the same routes, and every cell is tried."""

import io
from collections import Counter
from collections.abc import Iterator, Mapping
from typing import Any

import pytest
import time_machine
from django.urls import URLPattern, URLResolver, get_resolver
from openpyxl import load_workbook
from pypdf import PdfReader

from tests.architecture.matrix import MATRIX
from tests.architecture.requests import ids_named, send
from tests.architecture.stage import INSIDE, NAMES_OURS, NIL, OUTSIDE, Stage, set_stage
from tests.architecture.traces import expected, is_left, written_from_now_on
from tests.factories.booking import NOW
from tests.personas import CAMILLE, CHARLIE, DR_MARTIN, INES, NADIA

pytestmark = pytest.mark.django_db
METHODS = ("get", "post", "put", "patch", "delete")
SIGN_IN = "/connexion/"
# Never shown a patient of the first practice, whatever they ask.
BLIND = (NADIA, CHARLIE, *OUTSIDE)


@pytest.fixture
def stage(db: Any) -> Iterator[Stage]:
    with time_machine.travel(NOW, tick=False):
        yield set_stage()


def routes(resolver: URLResolver, namespace: str = "") -> Iterator[tuple[str, URLPattern]]:
    for entry in resolver.url_patterns:
        if isinstance(entry, URLResolver):
            inner = f"{namespace}{entry.namespace}:" if entry.namespace else namespace
            yield from routes(entry, inner)
        else:
            yield f"{namespace}{entry.name}", entry


def decisions_needed() -> set[tuple[str, str]]:
    """(route, method) of every endpoint; a page of which the methods cannot be read counts once, as any method."""
    needed = set()
    for name, entry in routes(get_resolver()):
        view = getattr(entry.callback, "view_class", None)
        handled = [method.upper() for method in METHODS if view and name != "front-door" and hasattr(view, method)]
        needed |= {(name, method) for method in handled or ["ANY"]}
    return needed


def shows_ours(response: Any) -> bool:
    """Whether the answer names the first practice's patient, in any case; on paper and in a workbook too."""
    return NAMES_OURS.casefold() in words_of(response).casefold()


def words_of(response: Any) -> str:
    if response.headers.get("Content-Type") == "application/pdf":
        return "".join(page.extract_text() for page in PdfReader(io.BytesIO(response.content)).pages)
    if response.headers.get("Content-Type", "").endswith("spreadsheetml.sheet"):
        sheets = load_workbook(io.BytesIO(response.content)).worksheets
        return " ".join(str(cell) for sheet in sheets for row in sheet.iter_rows(values_only=True) for cell in row)
    return str(response.content.decode())


def test_every_route_and_method_has_its_line() -> None:
    pages = {name for name, method in decisions_needed() if method == "ANY"}
    lines = {(name, "ANY" if name in pages else method) for name, method in MATRIX}
    assert lines == decisions_needed()


def test_a_route_nobody_decided_upon_is_found() -> None:
    assert {name for name, _ in decisions_needed()} - {name for name, _ in MATRIX if name != "api-slots"} == {
        "api-slots"
    }


@pytest.mark.slow
@pytest.mark.requirement("SAS-01", "ST-19", "CH-13", "CH-14")
@pytest.mark.parametrize("name", INSIDE)
def test_each_person_gets_what_the_matrix_says_and_leaves_a_trace(stage: Stage, name: str) -> None:
    """Nothing about a patient is read or changed, and nobody is refused, without its line in the journal."""
    wrong, found = {}, Counter[str]()
    with written_from_now_on() as journal:
        for (route, method), line in MATRIX.items():
            journal.clear()
            (response,) = send(stage.clients[name], method, line, stage.ids)
            shown, trace = shows_ours(response), expected((route, method), line, response.status_code)
            found.update({"shown": shown, trace or "none": 1})
            if response.status_code != line.answer(INSIDE.index(name)):
                wrong[f"{method} {route}"] = (response.status_code, response.content[:300])
            elif name in BLIND and shown:
                wrong[f"{method} {route}"] = (response.status_code, "shows a patient")
            elif trace and not is_left(trace, journal, stage, name):
                wrong[f"{method} {route}"] = (response.status_code, f"leaves no trace: {trace}")
    assert wrong == {}
    assert (found["shown"] == 0) if name in BLIND else (found["shown"] > 10 or name == INES)
    assert found["named" if name in (CAMILLE, DR_MARTIN) else "refused"] > 25


@pytest.mark.parametrize("name", OUTSIDE)
def test_nobody_enters_without_both_factors(stage: Stage, name: str) -> None:
    wrong = {}
    for (route, method), line in MATRIX.items():
        (response,) = send(stage.clients[name], method, line, stage.ids)
        welcome = line.outside.get(name) if isinstance(line.outside, Mapping) else line.outside
        if welcome is not None:
            fine = response.status_code == welcome
        elif line.path.startswith("/api/"):
            fine = response.status_code == 401
        else:
            fine = response.status_code == 302 and response["Location"].startswith(SIGN_IN)
        if not fine or shows_ours(response):
            wrong[f"{method} {route}"] = (response.status_code, response.headers.get("Location"))
    assert wrong == {}


@pytest.mark.slow
@pytest.mark.parametrize("which", ["of another practice", "nil"])
def test_an_id_that_is_not_ours_is_not_found_wherever_it_is_given(stage: Stage, which: str) -> None:
    """Each id of each line in turn is replaced, by camille who does all desk work at hers."""
    wrong, tried = {}, 0
    for (route, method), line in MATRIX.items():
        if line.outside in (200, 410) and which != "nil":
            continue  # open to strangers: nobody's in particular
        for name in sorted(ids_named(line) & stage.foreign.keys()):
            other = NIL if which == "nil" else stage.foreign[name]
            (response,) = send(stage.clients[CAMILLE], method, line, {**stage.ids, name: other})
            tried += 1
            # Where her own practice refuses her the act, whose record it would be is not even asked.
            refused_anyway = line.answer(0) == 403 and name != "practice_id" and response.status_code == 403
            if response.status_code != 404 and not refused_anyway:
                wrong[f"{method} {route} {name}"] = (response.status_code, response.content[:300])
    assert wrong == {}
    assert tried > 60


@pytest.mark.slow
def test_what_creates_is_done_once_for_one_idempotency_key(stage: Stage) -> None:
    """Every POST of the API that answers 201, and each of them only once per key."""
    creating = [
        (line, route) for (route, method), line in MATRIX.items() if (method, line.expected[0]) == ("POST", 201)
    ]
    for line, route in creating:
        answers = send(stage.clients[CAMILLE], "POST", line, stage.ids, times=2, **{"Idempotency-Key": "one-key"})
        first, second = answers
        assert (first.status_code, second.status_code) == (201, 201), route
        assert second.headers.get("Idempotent-Replayed") == "true", route
        assert second.json() == first.json(), route
    assert len(creating) >= 4
