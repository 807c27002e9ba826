"""Room for deep calls: one piece of memory for all that a request, or a command, calls.

Python keeps the frames of a thread in pieces of 16 KB. A call for which the present piece has no room asks the system
for another, and gives it back at its return: a loop that stands at such an edge does so at every turn. Deep in
middlewares and statements it happened 4,000 times a test of pages. Known to CPython (gh-142183) and ended by the last
releases of 3.13 and 3.14, not in 3.11 and 3.12.
"""

from collections.abc import Callable
from functools import wraps
from typing import ParamSpec, TypeVar

_P = ParamSpec("_P")
_R = TypeVar("_R")
# Just over 256 KB, so that the piece is of 512: the other half holds a thousand ordinary frames, and untouched memory
# costs nothing.
_PLACES = 33_000


def with_room(call: Callable[_P, _R], *arguments: _P.args, **options: _P.kwargs) -> _R:
    """What `call` answers to these arguments; whatever it calls finds its room in one piece."""
    return call(*arguments, **options)


with_room.__code__ = with_room.__code__.replace(co_stacksize=_PLACES)


def roomy(call: Callable[_P, _R]) -> Callable[_P, _R]:
    """`call`, made with room each time."""

    @wraps(call, updated=())
    def roomier(*arguments: _P.args, **options: _P.kwargs) -> _R:
        return with_room(call, *arguments, **options)

    return roomier
