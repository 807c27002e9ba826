"""A call that rings: from the vendor's webhook to the banner at fifty desks, in the production layout."""

from collections.abc import Sequence
from pathlib import Path

from django.conf import settings

from bench.desks import wait_for_calls
from bench.report import Row, at_most, shown
from bench.server import Server, beside
from bench.sizes import Sizes
from bench.timing import Timing
from bench.world import World
from config.demonstration.telephony import GENERIC
from core.ids import new_id

LIMIT_MS = 350.0
LINE = "+33199009999"
_LINE = """
INSERT INTO calls_line (id, practice_id, account, e164, name, greeting, created_at)
VALUES (%s, %s, %s, %s, 'Ligne du banc', 'Bonjour.', now())
"""


def measure(world: World, server: Server, sessions: Sequence[str], sizes: Sizes, log: Path) -> Row:
    """The floor is the event alone: what the database, the fold and the stream take before a desk asks for anything."""
    with world.database.superuser() as connection:
        connection.execute(_LINE, [new_id(), world.served[0].id, GENERIC, LINE])
    secret = settings.TELEPHONY_ACCOUNTS[GENERIC].secrets["secret"]
    with beside(world.database, log) as live_port:
        told, banner, own = wait_for_calls(
            (server.port, live_port), sessions, secret=secret, line=LINE, rings=sizes.rings
        )
    event, pop, whole = Timing.of(told), Timing.of(banner), Timing.of(own)
    return at_most(
        f"a call rings at {len(sessions)} desks: webhook to banner",
        pop.p95,
        LIMIT_MS,
        unit=f" ms p95 (p50 {shown(pop.p50)}; with who calls p50 {shown(whole.p50)}, p95 {shown(whole.p95)})",
        floor=f"{shown(event.p95)} ms p95 (event alone)",
        reach="p95 ≤ 350 ms",
        p50=pop.p50,
        event_p50=event.p50,
        own_p50=whole.p50,
        own_p95=whole.p95,
    )
