"""Fifty people want one slot: at the same start, at staggered overlapping starts, by booking and by moving."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from json import dumps, loads
from typing import Any
from urllib.parse import quote
from uuid import UUID, uuid4

from bench.clients import Request, Step, play
from bench.free_times import LONG_STEP, book, hours
from bench.report import Row, at_most
from bench.server import Server
from bench.sizes import RACERS, Sizes
from bench.timing import Timing
from bench.world import Agenda, World, one

LAST_ANSWER_MS, LOSERS_P50_MS = 1000.0, 250.0
MOVERS = RACERS // 2
_OVERLAPS = """
SELECT count(*) FROM booking_occupancy a JOIN booking_occupancy b
    ON b.practitioner_id = a.practitioner_id AND b.lane = a.lane AND b.id > a.id
   AND tstzrange(a.starts_at, a.ends_at) && tstzrange(b.starts_at, b.ends_at)
 WHERE a.practitioner_id = ANY (%s)
"""
_DEADLOCKS = "SELECT deadlocks FROM pg_stat_database WHERE datname = current_database()"


def measure(world: World, server: Server, sessions: Sequence[str], sizes: Sizes) -> list[Row]:
    """Half the rounds want the same start, a quarter staggered ones, a quarter mix moves and bookings."""
    arena = hours(world, sizes.rounds + MOVERS)
    movable = _movable(world, server, sessions, arena[sizes.rounds :])
    patients = world.patients(world.served[0], 4 * RACERS)[-RACERS:]
    rounds = [_round(world, number, sizes.rounds, arena[number], patients, movable) for number in range(sizes.rounds)]
    before = _count(world, _DEADLOCKS)
    steps = play(server.port, sessions, rounds)
    deadlocks = _count(world, _DEADLOCKS) - before
    overlaps = _count(world, _OVERLAPS, [[agenda.person for agenda in world.served[0].agendas]])
    return _rows(steps, sizes, overlaps, deadlocks)


def _movable(world: World, server: Server, sessions: Sequence[str], at: list[tuple[Agenda, datetime]]) -> list[UUID]:
    """Appointments that may be moved into a race."""
    practice = world.served[0]
    patients = world.patients(practice, 2 * RACERS)[-len(at) :]
    requests = [book(patient, practice.long_reason, *where) for patient, where in zip(patients, at, strict=True)]
    (step,) = play(server.port, sessions[:1], [[requests]], bodies=True)
    return [UUID(loads(body)["id"]) for status, _, body in step.results if status == 201]


def _round(
    world: World, number: int, rounds: int, where: tuple[Agenda, datetime], patients: list[UUID], movable: list[UUID]
) -> list[list[Request]]:
    agenda, start = where
    reason = world.served[0].long_reason
    staggered, moving = number >= rounds // 2, number >= rounds * 3 // 4
    lanes: list[list[Request]] = []
    for racer, patient in enumerate(patients):
        wanted = start + timedelta(minutes=LONG_STEP * (racer % 3) * staggered)
        if moving and racer < len(movable):
            lanes.append([_move(movable[racer], agenda, wanted)])
        else:
            lanes.append([book(patient, reason, agenda, wanted)])
    return lanes


def _move(appointment: UUID, agenda: Agenda, start: datetime) -> Request:
    told = {"practitioner_role": str(agenda.role), "start": start.isoformat()}
    return "POST", f"/api/v1/appointments/{quote(str(appointment))}/move", dumps(told), str(uuid4())


def _count(world: World, query: str, values: Sequence[Any] = ()) -> int:
    with world.database.superuser() as connection:
        return int(one(connection, query, values))


def _rows(steps: Sequence[Step], sizes: Sizes, overlaps: int, deadlocks: int) -> list[Row]:
    results = [result for step in steps for result in step.results]
    wrong = sum(status == 0 or status >= 500 for status, _ in results)
    odd = sum(status not in (0, 200, 201, 409) and status < 500 for status, _ in results)
    same = steps[: sizes.rounds // 2]
    not_one = sum(sum(status == 201 for status, _ in step.results) != 1 for step in same)
    nobody = sum(not any(status in (200, 201) for status, _ in step.results) for step in steps)
    last = Timing.of([max(seconds for _, seconds in step.results) for step in steps])
    losers = Timing.of([seconds for status, seconds in results if status == 409])
    name = f"{RACERS} clients, one slot, {sizes.rounds} rounds"
    faults = overlaps + deadlocks + wrong + odd + not_one + nobody
    slowest = max(max(seconds for _, seconds in step.results) for step in steps) * 1000
    return [
        at_most(
            f"{name}: overlaps, deadlocks, 5xx",
            float(faults),
            0.0,
            unit=f" ({overlaps} · {deadlocks} · {wrong})",
            floor="–",
            reach="0 · 0 · 0",
            odd_answers=odd,
            rounds_without_exactly_one_winner=not_one,
            rounds_without_winner=nobody,
        ),
        at_most(
            f"{name}: last answer",
            slowest,
            LAST_ANSWER_MS,
            unit=" ms",
            floor="–",
            reach="≤ 1 s",
            median_of_rounds=last.p50,
        ),
        at_most(
            f"{name}: losers", losers.p50, LOSERS_P50_MS, unit=" ms p50", floor="–", reach="≤ 250 ms", p95=losers.p95
        ),
    ]
