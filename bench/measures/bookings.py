"""A full booking over HTTP, by one client and by sixteen, against a bare INSERT under the same exclusion constraint."""

from collections.abc import Sequence

from bench.clients import Step, play
from bench.floors import bare_insert
from bench.free_times import quarters
from bench.report import Row, at_least, shown
from bench.server import Server
from bench.sizes import CLIENTS, Sizes
from bench.timing import Timing
from bench.world import World

SHARES = {1: 0.04, CLIENTS: 0.03}
FLOOR_SECONDS = 2.0
CREATED = 201


def measure(world: World, server: Server, sessions: Sequence[str], sizes: Sizes) -> list[Row]:
    """The floor is taken before and after the bookings, and the higher rate counts."""
    people = [agenda.person for practice in world.served for agenda in practice.agendas]
    counts = {1: sizes.bookings, CLIENTS: sizes.bookings_of_many}
    times = [time.booking() for time in quarters(world, sum(counts.values()) + 2 * CLIENTS)]
    play(server.port, sessions[:CLIENTS], [[[times.pop(), times.pop()] for _ in range(CLIENTS)]])
    rows = []
    with bare_insert.table(world.database, people):
        for clients, share in SHARES.items():
            before = bare_insert.rate(world.database, people, clients=clients, seconds=FLOOR_SECONDS)
            lanes = [[times.pop() for _ in range(counts[clients] // clients)] for _ in range(clients)]
            (step,) = play(server.port, sessions[:clients], [lanes])
            after = bare_insert.rate(world.database, people, clients=clients, seconds=FLOOR_SECONDS)
            rows.append(_row(clients, share, step, max(before, after)))
    return rows


def _row(clients: int, share: float, step: Step, floor: float) -> Row:
    booked = sum(status == CREATED for status, _ in step.results)
    if any(status == 0 or status >= 500 for status, _ in step.results) or booked < 0.9 * len(step.results):
        raise RuntimeError(f"only {booked} of {len(step.results)} bookings were made")
    rate, spent = booked / step.seconds, Timing.of([seconds for _, seconds in step.results])
    return at_least(
        f"a full booking, HTTP, {clients} client{'s' * (clients > 1)}",
        rate / floor,
        share,
        unit=f" of the rate ({shown(rate)}/s, p50 {shown(spent.p50)} ms)",
        floor=f"{shown(floor)}/s (bare INSERT)",
        reach=f"≥ {share} of its rate",
        timing=spent,
        rate=rate,
        refused=len(step.results) - booked,
    )
