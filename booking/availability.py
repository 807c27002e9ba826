"""Slot arithmetic, and nothing else: openings minus closed and occupied time, cut into starts.

Pure: no Django, no clock, no zone. A span is `(start, end)`, half open, in whole seconds since the
Unix epoch; plain tuples of integers because one search sweeps thousands of them. The same functions
serve the desk, the API and the check made again when somebody books.
"""

from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import chain

Span = tuple[int, int]
# Before and after any instant that there is.
EVER_BEFORE, EVER_AFTER = -(1 << 62), 1 << 62


@dataclass(frozen=True, slots=True)
class Shape:
    """How a visit reason takes time, in seconds: the visit itself, its buffers, the grid of its starts."""

    duration: int
    step: int
    buffer_before: int = 0
    buffer_after: int = 0

    def visit(self, start: int) -> Span:
        """The visit that starts at `start`."""
        return start, start + self.duration

    def taken(self, start: int) -> Span:
        """What the visit occupies, buffers included."""
        return start - self.buffer_before, start + self.duration + self.buffer_after


def union(spans: Iterable[Span], *, join_touching: bool = True) -> list[Span]:
    """The same time as ordered, disjoint spans; touching ones become one, empty or inverted ones vanish."""
    merged: list[Span] = []
    for start, end in sorted(spans):
        if end <= start:
            continue
        if merged and (start < merged[-1][1] or (join_touching and start == merged[-1][1])):
            merged[-1] = (merged[-1][0], max(end, merged[-1][1]))
        else:
            merged.append((start, end))
    return merged


def grids(openings: Iterable[Span]) -> list[Span]:
    """The openings as they anchor the grid of starts: each its own, even when two of them touch.

    So the grid of a day does not depend on how far back a search looks.
    """
    return union(openings, join_touching=False)


def difference(spans: Iterable[Span], minus: Iterable[Span]) -> list[Span]:
    """The time of `spans` that no span of `minus` covers, ordered and disjoint. One sweep, two pointers."""
    cuts = union(minus)
    rest: list[Span] = []
    at = 0
    for start, end in union(spans):
        while at < len(cuts) and cuts[at][1] <= start:
            at += 1
        ahead, cursor = at, start
        while ahead < len(cuts) and cuts[ahead][0] < end:
            if cuts[ahead][0] > cursor:
                rest.append((cursor, cuts[ahead][0]))
            cursor = cuts[ahead][1]
            ahead += 1
        if cursor < end:
            rest.append((cursor, end))
    return rest


def covers(spans: Sequence[Span], wanted: Span) -> bool:
    """Whether all of `wanted` lies inside one of the ordered, disjoint `spans`."""
    return any(start <= wanted[0] and wanted[1] <= end for start, end in spans)


def overlaps(spans: Iterable[Span], wanted: Span) -> bool:
    """Whether `wanted` shares time with any of `spans`."""
    return any(start < wanted[1] and wanted[0] < end for start, end in spans)


def free_for(shape: Shape, openings: Iterable[Span], closed: Iterable[Span], busy: Iterable[Span]) -> list[Span]:
    """Where the visit itself may lie.

    The visit stays inside the open time; its buffers only keep away from what is occupied, so they
    may spill past closing time. Widening each busy span by the buffers says both at once.
    """
    widened = ((start - shape.buffer_after, end + shape.buffer_before) for start, end in busy if start < end)
    return difference(openings, [*closed, *widened])


def starts(
    shape: Shape,
    openings: Iterable[Span],
    closed: Iterable[Span],
    busy: Iterable[Span],
    *,
    earliest: int,
    before: int,
) -> Iterator[int]:
    """Every start on the grid, `earliest <= start < before`, in order.

    The grid is anchored at the start of its opening, never at the end of the previous visit: one odd
    visit must not set the rhythm of the day.
    """
    return Frame(shape, openings, earliest=earliest, before=before).starts(closed, busy)


class Frame:
    """The openings of one agenda, or of several that open together, prepared once for the same period of starts."""

    def __init__(self, shape: Shape, openings: Iterable[Span], *, earliest: int, before: int) -> None:
        anchors = grids(openings)
        self._shape, self._opens = shape, [opens for opens, _ in anchors]
        # What is not open is shut, and so is what a start of the period does not reach.
        closes = [EVER_BEFORE, *(end for _, end in anchors)]
        shut = zip(closes, [*self._opens, EVER_AFTER], strict=True)
        self._shut = [(EVER_BEFORE, earliest), *shut, (before - 1 + shape.duration, EVER_AFTER)]
        self._phases = {opens % shape.step for opens in self._opens} or {0}

    def starts(self, closed: Iterable[Span], busy: Iterable[Span]) -> Iterator[int]:
        """The starts that `closed` and `busy` leave free, in order."""
        shape = self._shape
        if shape.buffer_before or shape.buffer_after:
            busy = [(start - shape.buffer_after, end + shape.buffer_before) for start, end in busy if start < end]
        gaps = _gaps([*self._shut, *closed, *busy])
        if len(self._phases) == 1:
            return _on_grid(gaps, shape, *self._phases)
        return self._on_several_grids(list(gaps))

    def _on_several_grids(self, gaps: list[Span]) -> Iterator[int]:
        """A visit may run from one opening into the next one that touches it; each keeps its own grid."""
        step = self._shape.step
        of_all = (
            start
            for phase in self._phases
            for start in _on_grid(gaps, self._shape, phase)
            if self._opens[bisect_right(self._opens, start) - 1] % step == phase
        )
        return iter(sorted(of_all))


def _gaps(cuts: list[Span]) -> Iterator[Span]:
    """What lies between the cuts, in order; among it spans that end before they start, which are none.

    Ordered each by itself: where the next start follows the end before it, all that began is over.
    """
    starts, ends = zip(*[cut for cut in cuts if cut[0] < cut[1]], strict=True)
    return zip(sorted(ends), sorted(starts)[1:], strict=False)


def _on_grid(gaps: Iterable[Span], shape: Shape, phase: int) -> Iterator[int]:
    """The starts of visits that lie inside one of the gaps, on the grid through `phase`."""
    duration, step = shape.duration, shape.step
    return chain.from_iterable(
        range(low + (phase - low) % step, high - duration + 1, step) for low, high in gaps if high - low >= duration
    )


def on_grid(shape: Shape, openings: Iterable[Span], start: int) -> bool:
    """Whether `start` lies on the grid of the opening that contains it."""
    return any(low <= start < high and (start - low) % shape.step == 0 for low, high in grids(openings))
