"""Fifty patients on the web and five secretaries want one morning: each hears a sentence, no hour is given twice."""

import http.client
from datetime import datetime
from functools import partial
from urllib.parse import urlencode
from uuid import UUID

import pytest
from django.db import transaction

from booking.models import Occupancy
from core.scoping import acting_as, system_actor
from tests.factories.online import open_online
from tests.factories.practices import World
from tests.races.conftest import Answer, Server, all_at_once, deadlocks
from tests.races.test_one_slot import (  # noqa: F401 - `world` is the fixture of this file too
    assert_nobody_is_in_two_places,
    at,
    browsers,
    people,
    visit,
    world,
)

pytestmark = [pytest.mark.slow]
PATIENTS, SECRETARIES = 50, 5
MORNING = [f"{9 + n // 4:02}:{n % 4 * 15:02}" for n in range(12)]


def choose(port: int, practice_id: UUID, reason_id: UUID, value: str) -> Answer:
    """One press on an hour, in a browser that has never been here."""
    link = http.client.HTTPConnection("127.0.0.1", port, timeout=90)
    headers = {"Content-Type": "application/x-www-form-urlencoded", "Origin": f"http://127.0.0.1:{port}"}
    try:
        link.request("POST", f"/rdv/{practice_id}/motif/{reason_id}/", urlencode({"creneau": value}), headers)
        response = link.getresponse()
        return Answer(response.status, {"page": response.read().decode(), "cookie": response.getheader("Set-Cookie")})
    finally:
        link.close()


@pytest.mark.requirement("ST-04")
def test_fifty_patients_and_five_secretaries_want_one_morning(server: Server, world: World) -> None:  # noqa: F811
    house, before = world.ours, deadlocks()
    reason = open_online(house, duration_minutes=15)
    called, tabs = people(world, SECRETARIES), browsers(server, world, SECRETARIES)
    tail = house.role.id.hex[-12:]
    pressed = [f"{tail}.{int(datetime.fromisoformat(at(MORNING[n % 12])).timestamp()) // 60}" for n in range(PATIENTS)]
    online = [partial(choose, server.port, house.practice.id, reason.id, value) for value in pressed]
    desk = [
        partial(tabs[n].post, "/appointments", visit(world, MORNING[n], patient=str(called[n].id)))
        for n in range(SECRETARIES)
    ]
    answers = all_at_once([*online, *desk])
    on_the_web, at_the_desk = answers[:PATIENTS], answers[PATIENTS:]
    assert {answer.status for answer in on_the_web} <= {302, 409}
    assert {answer.status for answer in at_the_desk} <= {201, 409}
    for lost in (answer for answer in on_the_web if answer.status == 409):
        assert "Ce créneau vient d'être pris" in lost.body["page"]
    won = [answer for answer in answers if answer.status in (302, 201)]
    assert len(won) == len(MORNING), "every hour has one winner"
    cookies = [answer.body["cookie"] for answer in on_the_web if answer.status == 302]
    assert len(set(cookies)) == len(cookies)
    with acting_as(system_actor(house.practice.id)), transaction.atomic():
        assert Occupancy.objects.count() == len(MORNING)
    assert_nobody_is_in_two_places(world)
    assert deadlocks() == before
