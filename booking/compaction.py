"""The order of free starts: by the clock, or so that no time is left which nobody can use. Pure.

A visit in the middle of free time leaves a gap on each side. A gap shorter than the shortest visit of
that agenda is lost for the day. Compact order keeps the days in order and, within each, puts first
the starts that lose the least; of these the ones that touch what is there already; then the earliest.
Which order to offer is a choice of whoever searches: by default it is the clock.
"""

from bisect import bisect_right
from collections.abc import Iterable, Sequence
from datetime import date
from enum import StrEnum
from typing import NamedTuple

from booking.availability import Shape, Span
from booking.local_time import local_date


class Order(StrEnum):
    CHRONOLOGICAL = "chronological"
    COMPACT = "compact"


class Rank(NamedTuple):
    """Smaller comes first. `lost`: seconds in unusable gaps; `open_sides`: sides with a gap, 0 to 2."""

    day: date
    lost: int
    open_sides: int
    start: int


def ranked(starts: Iterable[int], shape: Shape, idle: Sequence[Span], shortest: int, zone: str) -> list[Rank]:
    """The free starts in compact order.

    `idle`: the ordered, disjoint spans that are open and not occupied; `shortest`: seconds of the
    shortest visit that the agenda offers.
    """
    edges = [low for low, _ in idle]
    return sorted(
        Rank(local_date(start, zone), *_left_over(shape, idle[bisect_right(edges, start) - 1], start, shortest), start)
        for start in starts
    )


def _left_over(shape: Shape, around: Span, start: int, shortest: int) -> tuple[int, int]:
    """Unusable seconds and sides with a gap, once the visit and its buffers lie in the idle span `around`."""
    before, after = shape.taken(start)
    # At the edge of an opening a buffer may spill over: there is no gap then.
    gaps = [gap for gap in (before - around[0], around[1] - after) if gap > 0]
    return sum(gap for gap in gaps if gap < shortest), len(gaps)
