"""Which day it is at a practice."""

from datetime import date
from uuid import UUID
from zoneinfo import ZoneInfo

from core import clock, home_day
from core.scoping import Actor
from practices import queries

DEFAULT_ZONE = home_day.HOME_ZONE


def local_day(actor: Actor, practice_id: UUID) -> date:
    """Today there; with places in several zones the earliest day: nobody is 16 before they are everywhere."""
    zones = {place.timezone for place in queries.locations(actor, practice_id)} or {DEFAULT_ZONE}
    now = clock.now()
    return min(now.astimezone(ZoneInfo(zone)).date() for zone in zones)
