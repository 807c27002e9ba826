"""What a calendar feed answers: one agenda around today, read as its maker, journalled."""

import hmac
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from types import MappingProxyType
from uuid import UUID

from accounts.enums import AccountStatus
from audit.actions import Action
from audit.services import Event, record_many
from booking.lifecycle import TAKES_TIME
from booking.local_time import local
from booking.models import Appointment, CalendarFeed
from booking.services.feeds import digest_of
from core import clock
from core.errors import NotFound
from core.scoping import Actor, Channel, acting_as
from patients.lines import line_of
from practices.permissions import Permission, can, check_may
from practices.queries import actor_for, own_roles

BEHIND, AHEAD = timedelta(days=30), timedelta(days=180)


@dataclass(frozen=True, slots=True)
class FeedEvent:
    """One visit on the clocks of its place; `name` is empty unless the feed's maker chose names."""

    id: UUID
    version: int
    start: datetime
    end: datetime
    name: str


def feeds_of(actor: Actor, practice_id: UUID) -> list[CalendarFeed]:
    """The actor's own feeds that still answer, the newest first. Raises NotFound, Forbidden."""
    check_may(actor, Permission.FEED_EDIT, practice_id)
    rows = CalendarFeed.objects.filter(practice_id=practice_id, made_by_id=actor.user_id, revoked_at__isnull=True)
    return list(rows.select_related("practitioner_role__location").order_by("-made_at", "-id"))


def read_feed(practice_id: UUID, feed_id: UUID, token: str) -> list[FeedEvent]:
    """The visits that take time, from a month ago to half a year ahead, by start; journalled.

    Raises NotFound, the same for an address that never was, was revoked, or whose maker may no longer read.
    """
    with _reader(practice_id, feed_id, token) as (actor, feed):
        now = clock.now()
        visits = list(
            Appointment.objects.filter(
                practice_id=practice_id,
                practitioner_role_id=feed.practitioner_role_id,
                patient__locked_at__isnull=True,
                status__in=[status.value for status in TAKES_TIME],
                starts_at__gte=now - BEHIND,
                starts_at__lt=now + AHEAD,
            )
            .select_related("location", "patient")
            .prefetch_related("patient__phones")
            .order_by("starts_at", "id")
        )
        shown = [visit.patient_id for visit in visits] if feed.shows_names else []
        record_many(
            Event(actor, Action.FEED_READ, practice_id, ("calendar_feed", feed.id), patient_id)
            for patient_id in dict.fromkeys(shown) or [None]
        )
        return [_event(visit, feed.shows_names) for visit in visits]


@contextmanager
def _reader(practice_id: UUID, feed_id: UUID, token: str) -> Iterator[tuple[Actor, CalendarFeed]]:
    """The feed and its maker as they may act today, in their own context."""
    nobody = Actor(user_id=None, grants=MappingProxyType({practice_id: frozenset()}), channel=Channel.WEB)
    with acting_as(nobody):
        feed = (
            CalendarFeed.objects.filter(practice_id=practice_id, pk=feed_id, revoked_at__isnull=True)
            .select_related("made_by")
            .first()
        )
    # The digest is compared even when nothing was found: the answer takes the same time.
    known = feed.token_digest if feed else digest_of("")
    is_known = hmac.compare_digest(known, digest_of(token))
    if not is_known or feed is None or feed.made_by.status != AccountStatus.ACTIVE:
        raise NotFound()
    actor = actor_for(feed.made_by_id, channel=Channel.WEB)
    with acting_as(actor):
        may = can(actor, Permission.FEED_EDIT, practice_id) and can(actor, Permission.APPOINTMENT_READ, practice_id)
        if not may or not own_roles(actor, practice_id).filter(id=feed.practitioner_role_id).exists():
            raise NotFound()
        yield actor, feed


def _event(visit: Appointment, shows_names: bool) -> FeedEvent:
    zone = visit.location.timezone
    line = line_of(visit.patient)
    name = f"{line.family_name.upper()} {line.given_names}" if shows_names else ""
    return FeedEvent(visit.id, visit.version, local(visit.starts_at, zone), local(visit.ends_at, zone), name)
