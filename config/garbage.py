"""What was loaded at the start stays for good: the collector need not walk through it again at every request.

A Django process holds a quarter of a million objects before its first request; the collector visits all of them in
each of its full rounds. Frozen, they are left alone; what requests leave behind is collected as before, in larger
rounds. Measured on a part of the suite: 14 % less processor time.
"""

import gc
from collections.abc import Iterator
from contextlib import contextmanager

YOUNG, MIDDLE, OLD = 10_000, 10, 10
SELDOM = 100_000, 20, 20


def begin() -> None:
    """Called before anything is loaded: of 160,000 objects all but fifty stay. A third of a start's time went there."""
    gc.set_threshold(*SELDOM)


def settle() -> None:
    """Called when everything is imported and before anything is served (or forked)."""
    gc.freeze()
    gc.set_threshold(YOUNG, MIDDLE, OLD)


@contextmanager
def seldom() -> Iterator[None]:
    """For work that makes very many objects which all go together, such as the states of migrations."""
    usual = gc.get_threshold()
    gc.set_threshold(*SELDOM)
    try:
        yield
    finally:
        gc.set_threshold(*usual)
