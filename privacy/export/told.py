"""Instants as people read them: the clock on the wall, with its offset."""

from datetime import datetime

from booking.local_time import local
from patients.local_day import DEFAULT_ZONE


def wall(at: datetime) -> str:
    return local(at, DEFAULT_ZONE).isoformat()
