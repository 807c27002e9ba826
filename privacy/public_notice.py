"""What anybody may read: a practice's texts in force on a day (ST-06, ST-10), and who hosts health data."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from consent.errors import NoNoticeInForce
from consent.models import Notice
from consent.purposes import TERMS, Purpose
from consent.queries import current_notice
from core import clock
from core.home_day import home_day
from core.scoping import acting_as, system_actor
from practices.queries import practice_in
from practices.zones import zone_of
from privacy.models import HostingProvider


@dataclass(frozen=True, slots=True)
class PublicNotice:
    """One text, for one purpose; `label` is how patients are told of the purpose."""

    label: str
    notice: Notice


@dataclass(frozen=True, slots=True)
class PracticeNotices:
    """`day`: which one it was at the practice, whose clocks are those of `zone`."""

    name: str
    zone: ZoneInfo
    day: date
    texts: tuple[PublicNotice, ...]


@dataclass(frozen=True, slots=True)
class NamedHost:
    """A certified host of health data, as the public is told of it."""

    name: str
    certificate_number: str


def named_hosts() -> list[NamedHost]:
    """Who keeps health data today, under which certificate (L1111-8): public, nothing about a person."""
    today = home_day()
    hosts = HostingProvider.objects.filter(ended_at__isnull=True).order_by("name")
    return [NamedHost(host.name, host.certificate_number) for host in hosts if host.certificate.valid(today)]


def notices_of(practice_id: UUID, day: date | None = None) -> PracticeNotices:
    """The practice's own texts now, or when `day` ended there: nothing about a person. Raises NotFound."""
    actor, at = system_actor(practice_id), clock.now()
    with acting_as(actor):
        practice = practice_in(actor, practice_id)
        zone = ZoneInfo(zone_of(practice_id))
        if day is not None:
            at = min(at, datetime.combine(day + timedelta(days=1), time(), tzinfo=zone) - timedelta(microseconds=1))
        found = [(purpose, _in_force(practice_id, at, purpose)) for purpose in Purpose]
    texts = tuple(PublicNotice(TERMS[purpose].label, notice) for purpose, notice in found if notice)
    return PracticeNotices(practice.name, zone, at.astimezone(zone).date(), texts)


def _in_force(practice_id: UUID, at: datetime, purpose: Purpose) -> Notice | None:
    try:
        return current_notice(practice_id, at, purpose=purpose)
    except NoNoticeInForce:
        return None
