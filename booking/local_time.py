"""Wall-clock times of a place, turned into instants: the only code that meets a change of clocks.

Pure: the standard zone database and nothing else. A local time that does not exist is refused where
a person typed it (`instant`); where it is the edge of a weekly rule (`edge`), the edge is the moment
at which the clocks jump, so the opening is neither lost nor moved. A time that exists twice means
the first.
"""

from bisect import bisect_left
from collections.abc import Iterable, Iterator
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

MIDNIGHT = time(0)


class NonexistentLocalTime(ValueError):
    """The clocks jumped over that time on that day."""


def instant(day: date, wall: time, zone: str) -> datetime:
    """The instant, in UTC, at which the clocks of `zone` first show `wall` on `day`.

    Raises NonexistentLocalTime when they never do.
    """
    if not exists(day, wall, zone):
        raise NonexistentLocalTime
    return datetime.combine(day, wall, tzinfo=ZoneInfo(zone)).astimezone(UTC)


def exists(day: date, wall: time, zone: str) -> bool:
    """Whether the clocks of `zone` show `wall` on `day`."""
    local = datetime.combine(day, wall, tzinfo=ZoneInfo(zone))
    return local.astimezone(UTC).astimezone(local.tzinfo).replace(tzinfo=None) == datetime.combine(day, wall)


def edge(day: date, wall: time, zone: str) -> int:
    """Seconds since the epoch at which `wall` is reached on `day`; inside a gap, the moment of the jump."""
    midnight, plain = _day(day, zone)
    if plain:
        return midnight + wall.hour * 3600 + wall.minute * 60 + wall.second
    return _edge_on_a_changing_day(day, wall, zone)


def closing_edge(day: date, wall: time, zone: str) -> int:
    """Like `edge`, for the end of a range: 00:00 means the midnight that ends the day."""
    return edge(day + timedelta(days=1), MIDNIGHT, zone) if wall == MIDNIGHT else edge(day, wall, zone)


def day_span(day: date, zone: str) -> tuple[int, int]:
    """The local day, midnight to midnight: 23, 24 or 25 hours, in seconds since the epoch."""
    return edge(day, MIDNIGHT, zone), closing_edge(day, MIDNIGHT, zone)


def local_date(moment: datetime | int, zone: str) -> date:
    """The date that the clocks of `zone` show at an instant."""
    if isinstance(moment, int):
        moment = datetime.fromtimestamp(moment, UTC)
    return moment.astimezone(ZoneInfo(zone)).date()


def before(moment: datetime, lapse: timedelta) -> datetime:
    """The instant, in UTC, from which `lapse` really passes until `moment`.

    Subtracted in a zone with changes of clocks, Python would count what the wall shows: an hour more or less.
    """
    return moment.astimezone(UTC) - lapse


def local(moment: datetime | int, zone: str) -> datetime:
    """The instant as the people of `zone` read it, with its offset."""
    if isinstance(moment, int):
        moment = datetime.fromtimestamp(moment, UTC)
    return moment.astimezone(ZoneInfo(zone))


def written(moments: Iterable[int], zone: str) -> dict[int, str]:
    """Each instant as `local(…).isoformat()` writes it: thousands at a time, each day's date and offset but once."""
    texts: dict[int, str] = {}
    for midnight, plain, of_the_day in _by_day(sorted(set(moments)), zone):
        first = local(of_the_day[0], zone).isoformat()
        if plain:
            date_text, offset_text = first[:11], first[19:]
            texts |= {moment: f"{date_text}{_clock(moment - midnight)}{offset_text}" for moment in of_the_day}
        else:
            texts |= {moment: local(moment, zone).isoformat() for moment in of_the_day}
    return texts


def _by_day(ordered: list[int], zone: str) -> Iterator[tuple[int, bool, list[int]]]:
    """The instants of each local day, with its midnight and whether it has its plain 24 hours."""
    at = 0
    while at < len(ordered):
        day = local_date(ordered[at], zone)
        until = bisect_left(ordered, _day(day + timedelta(days=1), zone)[0], at + 1)
        yield *_day(day, zone), ordered[at:until]
        at = until


@lru_cache(maxsize=1_440)
def _clock(seconds: int) -> str:
    """`08:30:00`, so many seconds after midnight on a plain day."""
    return f"{seconds // 3600:02}:{seconds // 60 % 60:02}:{seconds % 60:02}"


@lru_cache(maxsize=20_000)
def _day(day: date, zone: str) -> tuple[int, bool]:
    """The first midnight of the day, and whether the day has its plain 24 hours (363 days a year)."""
    midnight = _edge_on_a_changing_day(day, MIDNIGHT, zone)
    next_midnight = _edge_on_a_changing_day(day + timedelta(days=1), MIDNIGHT, zone)
    return midnight, next_midnight - midnight == 86_400


def _edge_on_a_changing_day(day: date, wall: time, zone: str) -> int:
    first = datetime.combine(day, wall, tzinfo=ZoneInfo(zone))
    if exists(day, wall, zone):
        return int(first.timestamp())
    # In a gap, fold 0 reads the clock before the jump and fold 1 the clock after it: the jump is between.
    high, low = int(first.timestamp()), int(first.replace(fold=1).timestamp())
    after = _offset(high, zone)
    while high - low > 1:
        middle = (low + high) // 2
        if _offset(middle, zone) == after:
            high = middle
        else:
            low = middle
    return high


def _offset(seconds: int, zone: str) -> timedelta | None:
    return datetime.fromtimestamp(seconds, ZoneInfo(zone)).utcoffset()
