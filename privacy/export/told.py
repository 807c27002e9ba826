"""Instants as people read them: the clock on the wall of their practice, with its offset."""

from collections.abc import Callable
from datetime import datetime

from booking.local_time import local

Wall = Callable[[datetime], str]


def clocks(zone: str) -> Wall:
    return lambda at: local(at, zone).isoformat()
