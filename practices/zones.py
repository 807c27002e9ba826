"""The clocks of practices, and which day it is there. Whoever asks checked the scope."""

from collections.abc import Collection
from datetime import date
from uuid import UUID
from zoneinfo import ZoneInfo

from core import clock
from core.home_day import HOME_ZONE, home_day
from practices.models import Location


def zone_of(practice_id: UUID) -> str:
    """The clocks of a practice: those of its first place, by name; home's while it has none.

    The days of its mandates, its texts and its people's rights are days there.
    """
    return zones_of([practice_id])[practice_id]


def zones_of(practice_ids: Collection[UUID]) -> dict[UUID, str]:
    """The same for several, in one statement."""
    places = Location.objects.filter(practice_id__in=practice_ids).order_by("-name", "-id")
    return dict.fromkeys(practice_ids, HOME_ZONE) | dict(places.values_list("practice_id", "timezone"))


def day_at(practice_id: UUID) -> date:
    """Today there."""
    return days_at([practice_id])[practice_id]


def days_at(practice_ids: Collection[UUID]) -> dict[UUID, date]:
    now = clock.now()
    return {one: now.astimezone(ZoneInfo(zone)).date() for one, zone in zones_of(practice_ids).items()}


def latest_day(practice_ids: Collection[UUID]) -> date:
    """Where it is tomorrow first, among several practices; at home when there are none."""
    return max(days_at(practice_ids).values(), default=home_day())
