"""When a patient is told something, on the clocks of the visit's place. Pure: no database, no vendor.

Everything is asked of the plan of the practice: which messages it wants, at what hour, and when nobody is disturbed.
A time inside the quiet hours moves forward to their end; when that is too late for the visit, back to before they
began; never past the visit, and never silently away.
"""

from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

from notifications.kinds import REMINDERS, Kind

# [P] A reminder of the last minute reminds of nothing.
LAST_CALL = timedelta(minutes=30)
# [P] Whoever was just told of a visit is not reminded of it within that time.
FRESH = timedelta(hours=12)
_MINUTE = timedelta(minutes=1)
_DAYS = {Kind.WEEK_BEFORE: 7, Kind.DAY_BEFORE: 1}


@dataclass(frozen=True, slots=True)
class Plan:
    """What a practice wants said. Without a choice of its own: the confirmation, and a reminder the day before.

    `hour` is when reminders of other days leave; `hours_before` how long before the visit the one of the same day
    does; nobody is disturbed from `quiet_from` to `quiet_until` (equal: never quiet).
    """

    booked: bool = True
    week_before: bool = False
    day_before: bool = True
    same_day: bool = False
    hour: time = time(10)
    hours_before: int = 3
    quiet_from: time = time(20, 30)
    quiet_until: time = time(8)
    signature: str = ""

    def wants(self, kind: Kind) -> bool:
        """A visit moved or cancelled is always told: whoever is not told comes for nothing."""
        return kind in (Kind.MOVED, Kind.CANCELLED) or bool(getattr(self, kind.value))


def reminders_due(plan: Plan, starts_at: datetime, zone: str, now: datetime, *, told: bool) -> dict[Kind, datetime]:
    """When each reminder that remains is due (UTC); at most one a day of the place.

    `told`: the person is being told of this visit right now. A reminder whose time has passed does not remain.
    """
    due: dict[Kind, datetime] = {}
    taken = set()
    for kind in (Kind.WEEK_BEFORE, Kind.DAY_BEFORE, Kind.SAME_DAY):
        wanted = _wanted_at(plan, kind, starts_at, zone)
        if not plan.wants(kind) or wanted <= now or (told and wanted < now + FRESH):
            continue
        settled = settle(wanted, plan, zone, now=now, last=starts_at - LAST_CALL)
        day = settled and settled.astimezone(ZoneInfo(zone)).date()
        if settled is not None and day not in taken:
            due[kind] = settled
            taken.add(day)
    return due


def settle(wanted: datetime, plan: Plan, zone: str, *, now: datetime, last: datetime) -> datetime | None:
    """The first instant at which it may be said: `wanted` or later, outside the quiet hours, at `last` at the latest.

    When the quiet hours end too late, the last minute before they began; None when that is over too.
    """
    at = max(wanted, now).astimezone(UTC)
    if at > last:
        return None
    forward = _end_of_quiet(at, plan, zone) if is_quiet(at, plan, zone) else at
    if forward <= last:
        return forward
    back = _start_of_quiet(at, plan, zone) - _MINUTE
    return back if back >= now else None


def is_quiet(at: datetime, plan: Plan, zone: str) -> bool:
    """Whether nobody is disturbed at that instant."""
    shown = at.astimezone(ZoneInfo(zone)).time()
    if plan.quiet_from <= plan.quiet_until:
        return plan.quiet_from <= shown < plan.quiet_until
    return shown >= plan.quiet_from or shown < plan.quiet_until


def is_reminder(kind: Kind) -> bool:
    return kind in REMINDERS


def local_day(at: datetime, zone: str) -> str:
    """The day it is at the place, as 2041-01-14."""
    return at.astimezone(ZoneInfo(zone)).date().isoformat()


def end_of_day(at: datetime, zone: str) -> datetime:
    """The next midnight of the place, in UTC."""
    return _at(at.astimezone(ZoneInfo(zone)) + timedelta(days=1), time(0), zone)


def _wanted_at(plan: Plan, kind: Kind, starts_at: datetime, zone: str) -> datetime:
    if kind is Kind.SAME_DAY:
        return starts_at.astimezone(UTC) - timedelta(hours=plan.hours_before)
    return _at(starts_at.astimezone(ZoneInfo(zone)) - timedelta(days=_DAYS[kind]), plan.hour, zone)


def _end_of_quiet(at: datetime, plan: Plan, zone: str) -> datetime:
    shown = at.astimezone(ZoneInfo(zone))
    today = _at(shown, plan.quiet_until, zone)
    return today if today > at else _at(shown + timedelta(days=1), plan.quiet_until, zone)


def _start_of_quiet(at: datetime, plan: Plan, zone: str) -> datetime:
    shown = at.astimezone(ZoneInfo(zone))
    today = _at(shown, plan.quiet_from, zone)
    return today if today <= at else _at(shown - timedelta(days=1), plan.quiet_from, zone)


def _at(day: datetime, wall: time, zone: str) -> datetime:
    """That wall-clock time on the day that `day` shows, in UTC; inside a jump of the clocks, the moment after it."""
    return datetime.combine(day.date(), wall, tzinfo=ZoneInfo(zone)).astimezone(UTC)
