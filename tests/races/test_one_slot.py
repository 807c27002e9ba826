"""Crowds over HTTP against real workers: one wins, the others hear why, nobody is double-booked, nothing breaks."""

from collections import Counter
from collections.abc import Callable
from datetime import UTC, date, datetime, time, timedelta
from functools import partial
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.db import connection, transaction

from booking import services
from booking.models import Appointment, Occupancy
from core.scoping import acting_as, system_actor
from patients.models import Patient
from tests.factories.patients import make_patient
from tests.factories.practices import World, make_visit_reason, make_world
from tests.personas import CAMILLE
from tests.races.conftest import Answer, Browser, Server, all_at_once, deadlocks

pytestmark = [pytest.mark.slow]
CROWD = 50
PARIS = ZoneInfo("Europe/Paris")
DAY: date = (datetime.now(UTC) + timedelta(days=10)).date()


def at(clock: str) -> str:
    return datetime.combine(DAY, time.fromisoformat(clock), tzinfo=PARIS).isoformat()


@pytest.fixture
def world(server: Server) -> World:
    world = make_world()
    actor = system_actor(world.ours.practice.id)
    with acting_as(actor):
        services.add_opening_exception(
            actor=actor, practitioner_role_id=world.ours.role.id, day=DAY, opens=time(8), closes=time(20)
        )
    return world


def people(world: World, count: int) -> list[Patient]:
    letters = "abcdefghijklmnopqrstuvwxyz"
    return [make_patient(world.ours.practice, f"Racine{letters[n // 26]}{letters[n % 26]}") for n in range(count)]


def browsers(server: Server, world: World, count: int = 10) -> list[Browser]:
    return [server.browser(world.people[CAMILLE]) for _ in range(count)]


def visit(world: World, start: str, **extra: Any) -> dict[str, Any]:
    reason = extra.pop("reason", world.ours.visit_reason)
    return {
        "visit_reason": str(reason.id),
        "practitioner_role": str(world.ours.role.id),
        "start": at(start),
        **extra,
    }


def statuses(answers: list[Answer]) -> Counter[int]:
    return Counter(answer.status for answer in answers)


def assert_nobody_is_in_two_places(world: World) -> None:
    """Read as the practice sees it: overlaps of one practitioner or one patient, counted by the database."""
    overlap = """
        SELECT count(*) FROM booking_appointment a JOIN booking_appointment b ON a.id < b.id
         WHERE a.status = 'booked' AND b.status = 'booked' AND a.starts_at < b.ends_at AND b.starts_at < a.ends_at
           AND (a.practitioner_id = b.practitioner_id AND a.lane = b.lane OR a.patient_id = b.patient_id)"""
    with acting_as(system_actor(world.ours.practice.id)), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(overlap)
        assert cursor.fetchone()[0] == 0
        booked = Appointment.objects.filter(status="booked").count()
        assert Occupancy.objects.filter(expires_at__isnull=True).count() == booked


def test_fifty_clients_for_one_slot_make_one_appointment(server: Server, world: World) -> None:
    crowd, tabs, before = people(world, CROWD), browsers(server, world), deadlocks()
    answers = all_at_once(
        [
            partial(tabs[n % len(tabs)].post, "/appointments", visit(world, "09:00", patient=str(patient.id)))
            for n, patient in enumerate(crowd)
        ]
    )
    assert statuses(answers) == {201: 1, 409: CROWD - 1}
    for lost in (answer.body for answer in answers if answer.status == 409):
        assert lost["type"] == "/problems/slot-taken"
        assert [offer["start"] for offer in lost["alternatives"]] == [at("08:45"), at("09:15"), at("08:30")]
    assert_nobody_is_in_two_places(world)
    assert deadlocks() == before


def test_fifty_clients_hold_one_slot_once(server: Server, world: World) -> None:
    tabs = browsers(server, world)
    answers = all_at_once([partial(tabs[n % 10].post, "/holds", visit(world, "09:00")) for n in range(CROWD)])
    assert statuses(answers) == {201: 1, 409: CROWD - 1}


def test_staggered_starts_that_overlap_never_both_win(server: Server, world: World) -> None:
    long = make_visit_reason(world.ours.practice, [world.ours.role], "Bilan", duration_minutes=45, step_minutes=5)
    crowd, tabs, before = people(world, CROWD), browsers(server, world), deadlocks()
    answers = all_at_once(
        [
            partial(
                tabs[n % 10].post,
                "/appointments",
                visit(world, f"{9 + n % 12 // 6:02d}:{n % 6 * 10:02d}", reason=long, patient=str(patient.id)),
            )
            for n, patient in enumerate(crowd)
        ]
    )
    won = statuses(answers)
    assert set(won) == {201, 409} and 1 <= won[201] <= 4
    assert_nobody_is_in_two_places(world)
    assert deadlocks() == before


def test_one_patient_called_for_by_everybody_is_booked_once(server: Server, world: World) -> None:
    [patient], tabs = people(world, 1), browsers(server, world)
    answers = all_at_once(
        [
            partial(tabs[n % 10].post, "/appointments", visit(world, "09:00", patient=str(patient.id)))
            for n in range(CROWD)
        ]
    )
    assert statuses(answers) == {201: 1, 409: CROWD - 1}


def test_one_held_slot_confirmed_ten_times_is_one_appointment(server: Server, world: World) -> None:
    crowd, [tab] = people(world, 10), browsers(server, world, 1)
    held = tab.post("/holds", visit(world, "09:00")).body["id"]
    answers = all_at_once(
        [partial(tab.post, "/appointments", {"patient": str(patient.id), "hold": held}) for patient in crowd]
    )
    assert statuses(answers) == {201: 1, 410: 9}
    assert_nobody_is_in_two_places(world)


def test_the_same_key_sent_ten_times_books_once(server: Server, world: World) -> None:
    [patient], [tab] = people(world, 1), browsers(server, world, 1)
    body = visit(world, "09:00", patient=str(patient.id))
    answers = all_at_once(
        [partial(tab.post, "/appointments", body, **{"Idempotency-Key": "appel-7"}) for _ in range(10)]
    )
    assert set(statuses(answers)) <= {201, 409}
    assert len({answer.body["id"] for answer in answers if answer.status == 201}) == 1
    refused = {answer.body["type"] for answer in answers if answer.status == 409}
    assert refused <= {"/problems/request-in-progress"}


def test_moves_swaps_and_cancellations_in_a_crowd_leave_a_tidy_agenda(server: Server, world: World) -> None:
    crowd, tabs = people(world, 12), browsers(server, world)
    starts = [f"{8 + n // 4:02d}:{n % 4 * 15:02d}" for n in range(12)]
    booked = [
        tabs[n % 10].post("/appointments", visit(world, start, patient=str(crowd[n].id))).body["id"]
        for n, start in enumerate(starts)
    ]
    calls: list[Callable[[], Answer]] = []
    for n, identifier in enumerate(booked):
        # Neighbours want each other's time, everybody wants noon, some give up.
        calls.append(partial(tabs[n % 10].post, f"/appointments/{identifier}/move", {"start": at(starts[n ^ 1])}))
        calls.append(partial(tabs[(n + 3) % 10].post, f"/appointments/{identifier}/move", {"start": at("12:00")}))
        if n % 4 == 0:
            calls.append(
                partial(
                    tabs[(n + 5) % 10].post,
                    f"/appointments/{identifier}/cancellation",
                    {"by": "patient", "reason": "Empêchement"},
                )
            )
    answers = all_at_once(calls)
    assert set(statuses(answers)) <= {200, 409, 422}
    assert_nobody_is_in_two_places(world)


def test_an_absence_and_bookings_at_the_same_moment_never_miss_each_other(server: Server, world: World) -> None:
    """Whoever comes first: each visit either was refused, or is flagged because its opening vanished."""
    crowd, tabs = people(world, 8), browsers(server, world)
    doctor = world.actor("dr_martin")

    def go_away() -> Answer:
        with acting_as(doctor):
            services.add_absence(
                actor=doctor,
                practice_id=world.ours.practice.id,
                practitioner_id=world.ours.role.practitioner_id,
                start=datetime.fromisoformat(at("08:00")),
                end=datetime.fromisoformat(at("20:00")),
            )
        connection.close()
        return Answer(201, {})

    answers = all_at_once(
        [
            go_away,
            *(
                partial(tabs[n].post, "/appointments", visit(world, f"{9 + n:02d}:00", patient=str(patient.id)))
                for n, patient in enumerate(crowd)
            ),
        ]
    )
    assert set(statuses(answers)) <= {201, 422}
    with acting_as(system_actor(world.ours.practice.id)), transaction.atomic():
        assert set(Appointment.objects.values_list("is_orphaned", flat=True)) <= {True}
        assert Appointment.objects.count() == statuses(answers)[201] - 1
