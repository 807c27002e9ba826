"""Ten times the appointments: slot search and booking in the large database against the small one, in turns."""

from collections.abc import Sequence

from bench.clients import play
from bench.free_times import quarters
from bench.measures.slots import CASES, product_search
from bench.report import Row, at_most, shown
from bench.server import Server
from bench.sizes import Sizes
from bench.timing import Timing, together
from bench.world import World, secretary_of_three

FACTOR = 1.3
TURNS = 4


def measure_search(worlds: Sequence[World], sizes: Sizes) -> Row:
    """`worlds`: the small one, the large one."""
    spent: list[list[float]] = [[], []]
    for _ in range(TURNS):
        for place, world in enumerate(worlds):
            world.database.use()
            actor = secretary_of_three()

            def ask(turn: int, world: World = world, actor: object = actor) -> object:
                return product_search(actor, *CASES[0].asked(world, turn))  # type: ignore[arg-type]

            spent[place].append(together(max(4, sizes.samples // TURNS), {"product": ask})["product"].p50)
    small, large = (sorted(times)[len(times) // 2] for times in spent)
    return _row("growth: slot search 1 × 2 weeks, 10 × the appointments", small, large)


def measure_booking(worlds: Sequence[World], servers: Sequence[Server], sessions: Sequence[str], sizes: Sizes) -> Row:
    """The same places: small, large. One client books on each in turns."""
    count = max(8, sizes.bookings // TURNS)
    times = [[time.booking() for time in quarters(world, count * (TURNS + 1))] for world in worlds]
    spent: list[list[float]] = [[], []]
    for turn in range(TURNS + 1):
        for place, server in enumerate(servers):
            requests = [times[place].pop() for _ in range(count)]
            (step,) = play(server.port, [sessions[place]], [[requests]])
            if turn:  # the first one warms up
                spent[place] += [seconds for status, seconds in step.results if status == 201]
    small, large = (Timing.of(seconds).p50 for seconds in spent)
    return _row("growth: booking over HTTP, 10 × the appointments", small, large)


def _row(name: str, small: float, large: float) -> Row:
    return at_most(
        name,
        large / small,
        FACTOR,
        unit=f" × ({shown(large)} ms)",
        floor=f"{shown(small)} ms (a tenth)",
        reach=f"within {FACTOR} ×",
    )
