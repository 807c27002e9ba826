"""Two pointers over openings and busy time, in plain Python."""

from array import array
from itertools import chain
from typing import Any

import psycopg

from bench.floors.question import Question, Span, Starts, busy, openings


def search(connection: "psycopg.Connection[Any]", question: Question) -> Starts:
    tables = openings(connection, question)
    taken = busy(connection, question)
    return [cut(question, spans, _taken(taken.get(n), closed)) for n, (spans, closed) in enumerate(tables, start=1)]


def first_of_each(
    connection: "psycopg.Connection[Any]", question: Question, windows: tuple[int, ...]
) -> list[int | None]:
    """The first free start of each agenda, looked for in widening windows (days from the beginning)."""
    found: list[int | None] = [None] * len(question.agendas)
    waiting = list(range(len(question.agendas)))
    low = question.low
    for days in windows:
        high = min(question.low + days * 1440, question.high)
        part = Question([question.agendas[n] for n in waiting], low, high, question.duration, question.step)
        tables, taken = openings(connection, part), busy(connection, part)
        left = []
        for place, n in enumerate(waiting):
            spans, closed = tables[place]
            starts = cut(part, spans, _taken(taken.get(place + 1), closed), only_first=True)
            if starts:
                found[n] = starts[0]
            else:
                left.append(n)
        waiting, low = left, high
        if not waiting:
            break
    return found


def _taken(frames: tuple[bytes, bytes] | None, closed: list[Span]) -> list[Span]:
    if frames is None:
        return sorted(closed)
    starts, ends = array("i", frames[0]), array("i", frames[1])
    starts.byteswap()
    ends.byteswap()
    spans = zip(starts, ends, strict=True)
    return sorted(chain(spans, closed)) if closed else list(spans)


def cut(question: Question, openings: list[Span], taken: list[Span], *, only_first: bool = False) -> list[int]:
    """The free starts of one agenda, both lists in order; with `only_first`, at least the first one."""
    duration, step = question.duration, question.step
    free: list[int] = []
    at, count = 0, len(taken)
    for opens, closes in openings:
        cursor = opens
        while at < count and taken[at][0] < closes:
            start, end = taken[at]
            if start >= cursor + duration:
                free += range(cursor + (opens - cursor) % step, start - duration + 1, step)
            if end > cursor:
                cursor = end
            if end > closes:
                break
            at += 1
        free += range(cursor + (opens - cursor) % step, closes - duration + 1, step)
        if only_first and free:
            return free
    return free
