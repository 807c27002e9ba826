"""Slot arithmetic, and nothing else: openings minus closed and occupied time, cut into starts.

Pure: no Django, no clock, no zone. A span is `(start, end)`, half open, in whole seconds since the
Unix epoch; plain tuples of integers because one search sweeps thousands of them. The same functions
serve the desk, the API and the check made again when somebody books.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import chain

Span = tuple[int, int]


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
    return chain.from_iterable(_runs(shape, grids(openings), _cuts(shape, closed, busy), earliest, before))


def _cuts(shape: Shape, closed: Iterable[Span], busy: Iterable[Span]) -> list[Span]:
    """What `free_for` takes away, ordered by start; not merged, because one sweep needs no more."""
    cuts = [span for span in closed if span[0] < span[1]]
    if shape.buffer_before or shape.buffer_after:
        cuts += [(start - shape.buffer_after, end + shape.buffer_before) for start, end in busy if start < end]
    else:
        cuts += [span for span in busy if span[0] < span[1]]
    cuts.sort()
    return cuts


def _runs(shape: Shape, anchors: list[Span], cuts: list[Span], earliest: int, before: int) -> Iterator[range]:
    """The starts in each free stretch, as ranges: one sweep over ordered openings and ordered cuts.

    A visit may run from one opening into the next one that touches it; each keeps its own grid.
    """
    duration, at, free_from = shape.duration, 0, anchors[0][0] if anchors else 0
    for block in _touching(anchors):
        closes = block[-1][1]
        free_from = max(free_from, block[0][0])
        while at < len(cuts) and cuts[at][0] < closes:
            start, end = cuts[at]
            if start - free_from >= duration:
                yield from _on_grids(shape, block, max(free_from, earliest), start, before)
            if end > free_from:
                free_from = end
            at += 1
        if closes - free_from >= duration:
            yield from _on_grids(shape, block, max(free_from, earliest), closes, before)


def _touching(anchors: list[Span]) -> Iterator[list[Span]]:
    """The ordered openings, those that touch one another together."""
    block: list[Span] = []
    for anchor in anchors:
        if block and block[-1][1] != anchor[0]:
            yield block
            block = []
        block.append(anchor)
    if block:
        yield block


def _on_grids(shape: Shape, block: list[Span], low: int, high: int, before: int) -> Iterator[range]:
    """The starts of visits that lie inside `[low, high)`, on the grid of the opening they begin in."""
    for opens, closes in block:
        first = max(low, opens)
        first += (opens - first) % shape.step
        limit = min(closes, high - shape.duration + 1, before)
        if first < limit:
            yield range(first, limit, shape.step)


def on_grid(shape: Shape, openings: Iterable[Span], start: int) -> bool:
    """Whether `start` lies on the grid of the opening that contains it."""
    return any(low <= start < high and (start - low) % shape.step == 0 for low, high in grids(openings))
