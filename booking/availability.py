"""Slot arithmetic, and nothing else: openings minus closed and occupied time, cut into starts.

Pure: no Django, no clock, no zone. A span is `(start, end)`, half open, in whole seconds since the
Unix epoch; plain tuples of integers because one search sweeps thousands of them. The same functions
serve the desk, the API and the check made again when somebody books.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

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
    anchors = grids(openings)
    at = 0
    for start, end in free_for(shape, anchors, closed, busy):
        while anchors[at][1] <= start:
            at += 1
        here = at
        while here < len(anchors) and anchors[here][0] < end:
            low = max(start, anchors[here][0], earliest)
            candidate = low + (anchors[here][0] - low) % shape.step
            limit = min(anchors[here][1], end - shape.duration + 1, before)
            yield from range(candidate, limit, shape.step)
            here += 1


def on_grid(shape: Shape, openings: Iterable[Span], start: int) -> bool:
    """Whether `start` lies on the grid of the opening that contains it."""
    return any(low <= start < high and (start - low) % shape.step == 0 for low, high in grids(openings))
