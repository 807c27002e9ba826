"""Staged release: the telephone first, then partners, then the web. Pure.

A later door opens so many hours before the start of a visit, so that those who cannot book by
themselves find times left; with no number of hours it opens together with the telephone.
"""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from booking.local_time import before
from core.scoping import Channel

ALWAYS = datetime.max.replace(tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Release:
    """Hours before the start from which each later door opens; None: from the beginning."""

    partner_hours: int | None = None
    web_hours: int | None = None

    def hours(self, door: Channel) -> int | None:
        return {Channel.API: self.partner_hours, Channel.WEB: self.web_hours}.get(door)


def open_until(release: Release, door: Channel, now: datetime) -> datetime:
    """The first instant that is not yet released to the door at `now`."""
    hours = release.hours(door)
    if hours is None:
        return ALWAYS
    # A visit in exactly that many hours is released: the bound itself is open.
    return now + timedelta(hours=hours) + timedelta.resolution


def opens_at(release: Release, door: Channel, start: datetime) -> datetime | None:
    """When `start` opens to the door; None for a door that is open from the beginning."""
    hours = release.hours(door)
    return None if hours is None else before(start, timedelta(hours=hours))
