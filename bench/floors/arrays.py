"""Every candidate start of every agenda at once, tested against busy time by binary search, with numpy."""

from typing import Any

import numpy as np
import psycopg

from bench.floors.question import Question, Starts, busy, openings

# Minutes since the epoch stay far below: agendas follow one another on one axis.
AXIS = 1 << 28


def search(connection: "psycopg.Connection[Any]", question: Question) -> Starts:
    tables = openings(connection, question)
    taken = busy(connection, question)
    spans = [(n * AXIS + low, n * AXIS + high) for n, (opened, _) in enumerate(tables) for low, high in opened]
    if not spans:
        return [[] for _ in tables]
    candidates = _candidates(np.array(spans, dtype=np.int64), question)
    free = np.ones(len(candidates), dtype=bool)
    if taken:
        free &= _clear_of(candidates, question.duration, *_axis(taken))
    shut = [(n * AXIS + low, n * AXIS + high) for n, (_, closed) in enumerate(tables) for low, high in sorted(closed)]
    for low, high in shut:
        free &= (candidates + question.duration <= low) | (candidates >= high)
    kept = candidates[free]
    cuts = np.searchsorted(kept, np.arange(1, len(tables)) * AXIS)
    return [(part - n * AXIS).tolist() for n, part in enumerate(np.split(kept, cuts))]


def _candidates(spans: "np.ndarray[Any, Any]", question: Question) -> "np.ndarray[Any, Any]":
    counts = np.maximum((spans[:, 1] - spans[:, 0] - question.duration) // question.step + 1, 0)
    offsets = np.arange(counts.sum()) - np.repeat(np.cumsum(counts) - counts, counts)
    starts: np.ndarray[Any, Any] = np.repeat(spans[:, 0], counts) + offsets * question.step
    return starts


def _axis(taken: dict[int, tuple[bytes, bytes]]) -> tuple["np.ndarray[Any, Any]", "np.ndarray[Any, Any]"]:
    order = sorted(taken)
    starts = [np.frombuffer(taken[n][0], dtype=">i4").astype(np.int64) + (n - 1) * AXIS for n in order]
    ends = [np.frombuffer(taken[n][1], dtype=">i4").astype(np.int64) + (n - 1) * AXIS for n in order]
    return np.concatenate(starts), np.concatenate(ends)


def _clear_of(
    candidates: "np.ndarray[Any, Any]", duration: int, starts: "np.ndarray[Any, Any]", ends: "np.ndarray[Any, Any]"
) -> "np.ndarray[Any, Any]":
    """Busy spans do not overlap, so their ends are in order too."""
    begun = np.searchsorted(starts, candidates + duration, side="left")
    over = np.searchsorted(ends, candidates, side="right")
    clear: np.ndarray[Any, Any] = begun == over
    return clear
