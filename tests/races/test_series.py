"""Two secretaries book the same series at the same moment: one has it whole, the other has nothing."""

from datetime import UTC, datetime, time, timedelta
from functools import partial
from itertools import pairwise

import pytest
from django.db import transaction

from booking import services
from booking.models import Appointment, Occupancy
from core.scoping import acting_as, system_actor
from tests.factories.patients import make_patient
from tests.factories.practices import House, make_world
from tests.personas import CAMILLE, DR_MARTIN
from tests.races.conftest import Server, all_at_once, deadlocks

pytestmark = pytest.mark.slow
ROUNDS, VISITS = 6, 6


def open_on(house: House, days: list[datetime]) -> None:
    """By exception, which holds on a public holiday too: the test runs on any day of the year."""
    actor = system_actor(house.practice.id)
    with acting_as(actor):
        for day in days:
            services.add_opening_exception(
                actor=actor, practitioner_role_id=house.role.id, day=day.date(), opens=time(8), closes=time(20)
            )


def test_of_two_series_on_the_same_starts_one_is_whole_and_the_other_nothing(server: Server) -> None:
    world = make_world()
    house = world.ours
    noon = datetime.now(UTC).replace(hour=12, minute=0, second=0, microsecond=0) + timedelta(days=2)
    open_on(house, [noon + week * timedelta(days=7) for week in range(VISITS)])
    people = [make_patient(house.practice, name) for name in ("Alpha", "Bravo", "Carlo", "Delta")]
    tabs = [server.browser(world.people[name]) for name in (CAMILLE, DR_MARTIN, CAMILLE, DR_MARTIN)]
    before = deadlocks()
    for number in range(ROUNDS):
        first = noon + number * timedelta(minutes=30)
        starts = [(first + week * timedelta(days=7)).isoformat() for week in range(VISITS)]
        # Half of them the other way round, as rivals that lock row by row would deadlock on.
        bodies = [
            {
                "patient": str(person.id),
                "visit_reason": str(house.visit_reason.id),
                "practitioner_role": str(house.role.id),
                "starts": starts if order % 2 else starts[::-1],
            }
            for order, person in enumerate(people)
        ]
        answers = all_at_once(
            [partial(tab.post, "/appointments/series", body) for tab, body in zip(tabs, bodies, strict=True)]
        )
        assert sorted(answer.status for answer in answers) == [201, 409, 409, 409]
        for answer in answers:
            if answer.status == 409:
                assert len(answer.body["failed"]) == VISITS
    assert deadlocks() == before
    with acting_as(system_actor(house.practice.id)), transaction.atomic():
        rows = list(Appointment.objects.values_list("series_id", "patient_id"))
        taken = sorted(Occupancy.objects.values_list("starts_at", "ends_at"))
    assert len(rows) == len(taken) == ROUNDS * VISITS
    assert len({series for series, _ in rows}) == len(set(rows)) == ROUNDS
    assert all(one[1] <= other[0] for one, other in pairwise(taken))
