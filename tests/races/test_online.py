"""Fifty patients on the web and five secretaries want one morning: each hears a sentence, no hour is given twice.

All by the real pages of four workers: forty patients press an hour, ten confirm what they had typed once their ten
minutes ran out, and the secretaries give back, book and move on the screens of the desk.
"""

from collections.abc import Callable
from functools import partial

import pytest
from django.db import transaction

from booking.models import Occupancy
from core.scoping import acting_as, system_actor
from tests.factories.practices import World
from tests.races.conftest import Answer, Server, all_at_once, deadlocks
from tests.races.morning import CANCELLED, FREE, SECRETARIES, Morning, Typed
from tests.races.pages import offered
from tests.races.test_one_slot import assert_nobody_is_in_two_places, at, world  # noqa: F401 - this file's fixture too

pytestmark = [pytest.mark.slow]
PRESSING = 40
LOST = "Ce créneau vient d'être pris"


@pytest.mark.requirement("ST-04")
def test_fifty_patients_and_five_secretaries_want_one_morning(server: Server, world: World) -> None:  # noqa: F811
    morning, before = Morning(server, world), deadlocks()
    assert len(morning.desks) == SECRETARIES
    acts: list[Callable[[], list[Answer]]] = [
        *(partial(morning.confirm, one) for one in morning.typed),
        *(partial(morning.work, number) for number in range(SECRETARIES)),
        *(partial(morning.press, FREE[n % len(FREE)]) for n in range(PRESSING)),
    ]
    told = everybody(acts)
    answers = [answer for said in told for answer in said]
    assert {answer.status for answer in answers} == {302, 409}
    refused = [answer for answer in answers if answer.status == 409]
    for answer in refused:
        assert LOST in answer.body["page"] and len(offered(answer)) == 3, answer.body["page"]
    given_back = [said[0] for said in told[len(morning.typed) :][: len(CANCELLED)]]
    assert {answer.status for answer in given_back} == {302}, "whoever gives an hour back is refused nothing"
    assert len(answers) - len(refused) - len(given_back) == len(FREE), "every hour has one winner"
    assert_nobody_is_in_two_places(world)
    with acting_as(system_actor(world.ours.practice.id)), transaction.atomic():
        assert Occupancy.objects.filter(starts_at__in=[at(clock) for clock in FREE]).count() == len(FREE)
    assert deadlocks() == before
    nothing_typed_is_lost(morning, [(one, said[0]) for one, said in zip(morning.typed, told, strict=False)])


def everybody(acts: list[Callable[[], list[Answer]]]) -> list[list[Answer]]:
    """What each of them was answered, one after the other; they all begin at once."""
    together = all_at_once([partial(lambda act: Answer(0, {"told": act()}), act) for act in acts])
    return [answer.body["told"] for answer in together]


def nothing_typed_is_lost(morning: Morning, told: list[tuple[Typed, Answer]]) -> None:
    """Whoever had typed everything finds it again, takes one of the three hours offered, and has nothing to retype."""
    lost = [(one, answer) for one, answer in told if answer.status == 409]
    for one, answer in lost:
        assert "Tout ce que vous avez écrit est gardé" in answer.body["page"]
        assert f'value="{one.name}"' in one.pages.get(f"{morning.here}patient/").body["page"]
    (one, answer), *_ = lost
    chosen = morning.choose(one.pages, offered(answer)[0])
    assert (chosen.status, chosen.body["to"]) == (302, f"{morning.here}recapitulatif/")
    (booked,) = morning.confirm(one)
    assert (booked.status, booked.body["to"].endswith("/pris/")) == (302, True)
