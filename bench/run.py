"""The order of a run: load, measure in process, start the servers, measure over HTTP, judge."""

import os
import sys
import time
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from platform import python_version

from bench import report
from bench.database import loaded
from bench.loading import loader
from bench.measures import bookings, growth, messages, patients, pop, races, sealing, slots
from bench.people_data import names_of_all, names_of_three
from bench.report import Row, at_most
from bench.server import serving
from bench.sessions import open_session
from bench.sizes import FULL, QUICK, Sizes
from bench.tidy import tidy
from bench.timing import Timing
from bench.world import World, secretaries_of_all, secretary_of_the_network, secretary_of_three, world_of
from config.embedded_postgres import Cluster

MEMORY_LIMIT_MB = 200.0
BUDGET_SECONDS = 480.0


@dataclass(slots=True)
class Run:
    """The state of one run; `say` tells what is going on, with the time since the start."""

    cluster: Cluster
    var_dir: Path
    sizes: Sizes
    kind: str
    began: float = field(default_factory=time.monotonic)
    rows: list[Row] = field(default_factory=list)
    loaded_in: float = 0.0
    inside: dict[str, Timing] = field(default_factory=dict)
    probes: list[patients.Probe] = field(default_factory=list)

    @property
    def seconds(self) -> float:
        return time.monotonic() - self.began

    def say(self, text: str) -> None:
        sys.stdout.write(f"[{self.seconds:5.0f} s] {text}\n")
        sys.stdout.flush()

    def add(self, *rows: Row) -> None:
        for row in rows:
            self.say(f"{row.work}: {row.measured}, {row.verdict}")
            self.rows.append(row)


def run(cluster: Cluster, var_dir: Path, *, quick: bool) -> int:
    """Everything; returns the exit code. A miss is a figure to explain, not a failure."""
    this = Run(cluster, var_dir, QUICK if quick else FULL, "quick" if quick else "full")
    small, large = (_world(this, kind) for kind in ("small", "large"))
    this.loaded_in = this.seconds
    _in_process(this, small, large)
    _over_http(this, small, large)
    for world in (small, large):
        tidy(world.database)
    this.add(at_most("the whole run", this.seconds, BUDGET_SECONDS, unit=" s", floor="–", reach="≤ 8 minutes"))
    report.write(var_dir / "bench.json", this.rows, _circumstances(this))
    sys.stdout.write(f"\n{report.table(this.rows)}\n\nWritten: {var_dir / 'bench.json'}\n")
    return 0


def _world(this: Run, kind: str) -> World:
    practices = this.sizes.small_practices if kind == "small" else this.sizes.practices
    this.say(f"the {kind} database: {practices} practices …")
    fill = loader(this.sizes, practices, this.say)
    database, is_new = loaded(this.cluster, f"{this.kind}_{kind}", this.sizes, fill)
    if not is_new:
        this.say("  there already")
        tidy(database)
    database.use()
    return world_of(database)


def _in_process(this: Run, small: World, large: World) -> None:
    large.database.use()
    actor, sizes = secretary_of_three(), this.sizes
    rows, this.inside = slots.measure_in_process(large, actor, sizes)
    this.add(*rows)
    this.add(slots.measure_first_of_each(large, secretary_of_the_network(), sizes))
    this.probes = patients.probes(large)
    this.add(*patients.measure_searches(large, secretaries_of_all(), sizes, this.probes))
    this.add(patients.measure_day(large, actor, sizes))
    this.add(sealing.measure(large))
    this.add(messages.measure(large))
    this.add(growth.measure_search((small, large), sizes))


def _over_http(this: Run, small: World, large: World) -> None:
    small.database.use()
    guest = open_session(names_of_three()[0])
    large.database.use()
    of_three = [open_session(name) for name in names_of_three()]
    of_all = [open_session(name) for name in names_of_all()]
    log = this.var_dir / "bench-server.log"
    log.unlink(missing_ok=True)
    sizes = this.sizes
    with serving(large.database, log) as server:
        this.say(f"the server of the large database answers on port {server.port}")
        this.add(*slots.measure_over_http(large, server, of_three[0], sizes, this.inside))
        this.add(*patients.measure_over_http(large, server, of_all, of_three[0], sizes, this.probes))
        this.add(*bookings.measure(large, server, of_three, sizes))
        this.add(*races.measure(large, server, of_three, sizes))
        this.add(pop.measure(large, server, of_three, sizes, log))
        with serving(small.database, log, port=0) as other:
            this.add(growth.measure_booking((small, large), (other, server), (guest, of_three[0]), sizes))
        memory = server.memory_mb()
        this.add(
            at_most("a web process after the bench", memory, MEMORY_LIMIT_MB, unit=" MB", floor="–", reach="≤ 200 MB")
        )


def _circumstances(this: Run) -> dict[str, object]:
    return {
        "at": datetime.now(UTC).isoformat(timespec="seconds"),
        "python": python_version(),
        "cores": os.cpu_count(),
        "load_average": os.getloadavg(),
        "sizes": asdict(this.sizes),
        "prepared_in_seconds": round(this.loaded_in, 1),
    }
