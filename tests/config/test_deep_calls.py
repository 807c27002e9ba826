"""However deep a loop stands, its calls ask the system for no memory; without room they do."""

import resource
import sys
import threading
from collections.abc import Callable

import pytest

from config.deep_calls import roomy, with_room

DEPTHS, TURNS = range(0, 300, 3), 200


def nothing(first: int = 1, second: int = 2, third: int = 3) -> int:
    return first + second + third


def faults_of_a_loop(depth: int) -> int:
    """How many pages of memory the system gave a loop of calls that stands so deep."""
    if depth:
        return faults_of_a_loop(depth - 1)
    before = resource.getrusage(resource.RUSAGE_THREAD).ru_minflt
    for _ in range(TURNS):
        nothing()
    return resource.getrusage(resource.RUSAGE_THREAD).ru_minflt - before


def worst() -> int:
    return max(faults_of_a_loop(depth) for depth in DEPTHS)


def in_a_thread(call: Callable[[], int]) -> int:
    """A thread's first frames are its own: the suite itself runs with room."""
    found: list[int] = []
    thread = threading.Thread(target=lambda: found.append(call()))
    thread.start()
    thread.join()
    return found[0]


def test_no_depth_makes_a_loop_ask_the_system_for_memory() -> None:
    assert in_a_thread(lambda: with_room(worst)) < TURNS / 10
    if sys.version_info < (3, 13):
        assert in_a_thread(worst) >= TURNS, "else the room is no longer needed"


def test_arguments_answers_and_errors_pass_through() -> None:
    assert with_room(divmod, 7, 2) == (3, 1)
    assert with_room(sorted, [1, 3, 2], reverse=True) == [3, 2, 1]
    assert roomy(nothing)(4, third=0) == 6
    assert roomy(nothing).__name__ == "nothing"
    with pytest.raises(ValueError, match="'x'"):
        with_room(int, "x")
