"""Until the charter in force is accepted, every route but the charter and signing out says so: every line is tried."""

from collections.abc import Iterator
from typing import Any

import pytest
import time_machine

from accounts.middleware import is_public
from consent.charter_services import publish_charter
from consent.charters import Organisation
from core.scoping import system_actor
from tests.architecture.matrix import MATRIX, Line
from tests.architecture.requests import send
from tests.architecture.stage import INSIDE, Stage, filled, set_stage
from tests.factories.booking import NOW
from tests.factories.charters import accepted
from tests.personas import CAMILLE, NADIA

pytestmark = [pytest.mark.django_db, pytest.mark.slow]
CHARTER = "/charte/"
# What opens to somebody who owes a text, beside what is public to strangers.
FREE = {("charter:accept", "GET"), ("api-charters-owed", "GET")}
FREE |= {("api-charter-acceptances", "GET"), ("api-charter-acceptances", "POST")}
# One's own: what becomes of one's data, and the alarm of a lost account (CH-07, SAS-25).
FREE |= {("api-own-directive", "GET"), ("account:directive", "GET")}
DONE = {("api-own-directive", "PUT"), ("api-own-directive", "DELETE"), ("account:directive", "POST")}
DONE |= {("account:directive-revoke", "POST"), ("api-own-compromise", "POST"), ("account:compromised", "POST")}
FREE |= DONE


@pytest.fixture
def stage(db: Any) -> Iterator[Stage]:
    with time_machine.travel(NOW, tick=False):
        yield set_stage()


def refused(response: Any, line: Line) -> bool:
    """Whether the answer is the charter's refusal: a problem for the API, the way to the charter for pages."""
    if line.path.startswith("/api/"):
        return response.status_code == 403 and response.json()["type"] == "/problems/charter-required"
    return response.status_code == 302 and response["Location"].partition("?")[0] == CHARTER


@pytest.mark.requirement("CH-07", "CH-21", "SAS-25", "ST-19")
def test_every_route_waits_for_the_charter_and_opens_again_with_it(stage: Stage) -> None:
    """A new version of the secretariat's charter closes every route to camille; her acceptance opens them again.

    What opens is asked of every page and every reading; what changes something passes the same door.
    """
    client, column = stage.clients[CAMILLE], INSIDE.index(CAMILLE)
    publish_charter(
        actor=system_actor(),
        organisation=Organisation(secretariat_id=stage.ids["secretariat_id"]),
        kind="charter",
        text="Une nouvelle charte.",
    )
    closed = {key: line for key, line in MATRIX.items() if key not in FREE and not is_public(_path(line, stage))}
    open_ = {
        f"{method} {route}": response.content[:200]
        for (route, method), line in closed.items()
        if not refused(response := send(client, method, line, stage.ids)[0], line)
    }
    assert open_ == {}
    assert len(closed) > 90
    assert "Mon compte est compromis" in client.get(CHARTER).content.decode()
    for key in DONE:
        answer = send(client, key[1], MATRIX[key], stage.ids)[0]
        assert answer.status_code == MATRIX[key].answer(column) and not refused(answer, MATRIX[key]), key
    for key in FREE - DONE - {("api-charter-acceptances", "POST")}:
        assert send(client, key[1], MATRIX[key], stage.ids)[0].status_code == 200, key
    accepted(stage.world.people[CAMILLE])
    still = {
        f"{method} {route}"
        for (route, method), line in closed.items()
        if method == "GET" and send(client, method, line, stage.ids)[0].status_code != line.answer(column)
    }
    assert still == set()


def _path(line: Line, stage: Stage) -> str:
    path: str = filled(line.path, stage.ids)
    return path


@pytest.mark.requirement("CH-21")
def test_a_fragment_is_led_to_the_charter_as_a_page(stage: Stage) -> None:
    publish_charter(
        actor=system_actor(),
        organisation=Organisation(secretariat_id=stage.ids["secretariat_id"]),
        kind="secrecy",
        text="Un nouvel engagement.",
    )
    response = stage.clients[NADIA].get("/bureau/patients/", headers={"HX-Request": "true"})
    assert (response.status_code, response["HX-Redirect"]) == (403, CHARTER)
