"""Durations: measured alternately with their floor, so that a busy machine slows both, and summed up by percentiles."""

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from math import ceil

WARM_UP = 4


@dataclass(frozen=True, slots=True)
class Timing:
    """Milliseconds."""

    p50: float
    p95: float
    least: float

    @classmethod
    def of(cls, seconds: Sequence[float]) -> "Timing":
        ordered = sorted(seconds)
        p50, p95 = (1000 * ordered[max(0, ceil(share * len(ordered)) - 1)] for share in (0.5, 0.95))
        return cls(p50, p95, least=1000 * ordered[0])


def together(samples: int, works: dict[str, Callable[[int], object]]) -> dict[str, Timing]:
    """Time each of `works` `samples` times, in turns; every one is told the number of its turn."""
    for turn in range(WARM_UP):
        for work in works.values():
            work(turn)
    seconds: dict[str, list[float]] = {name: [] for name in works}
    for turn in range(samples):
        for name, work in works.items():
            began = time.perf_counter()
            work(turn)
            seconds[name].append(time.perf_counter() - began)
    return {name: Timing.of(spent) for name, spent in seconds.items()}
