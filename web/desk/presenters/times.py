"""Free times by day, then by practitioner: twice as compact as a flat list, and readable aloud."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from types import MappingProxyType
from typing import Any, Protocol
from uuid import UUID
from zoneinfo import ZoneInfo

from booking.search import SlotGroup, SlotSearch
from instructions.enums import Effect
from practices.models import PractitionerRole
from web import french
from web.desk.call_state import MOMENTS
from web.desk.presenters.offers import Elsewhere
from web.desk.presenters.practice import short_names
from web.desk.presenters.stand_ins import StandIns

DAYS_SHOWN = 3
# A page keeps to its weight on the fullest of days: what is past these is one press away.
TIMES_SHOWN = 96
TIMES_A_ROW = 5
SEARCHED = timedelta(days=14)
# What is read out beside a time at which a consigne acts.
MARKS = {
    Effect.REQUIRE.value: "une consigne exige",
    Effect.ASK.value: "une consigne demande",
    Effect.WARN.value: "une consigne à dire",
}
ANOTHER_DAY = timedelta(days=1)
NOBODY = StandIns()
NOTHING: Mapping[tuple[UUID, date], Sequence[Elsewhere]] = MappingProxyType({})


class Filter(Protocol):
    """What `times_of` asks of the state of a page (a call, a move)."""

    @property
    def moment(self) -> str: ...
    @property
    def since(self) -> date | None: ...
    @property
    def url(self) -> str: ...
    def but(self, **changes: Any) -> "Filter": ...


@dataclass(frozen=True, slots=True)
class Time:
    """One radio: `value` names the agenda and the instant, `label` is what the place's clock shows.

    `mark`: what a consigne will do there ("" for nothing); it asks its question once the time is held.
    """

    value: str
    label: str
    is_checked: bool = False
    mark: str = ""


@dataclass(slots=True)
class Row:
    """`elsewhere`: the times that colleagues propose on the telephone, or patients hold online."""

    practitioner: str
    times: list[Time]
    more: list[Time]
    elsewhere: Sequence[Elsewhere] = ()


@dataclass(slots=True)
class Day:
    label: str
    iso: str
    rows: list[Row] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Chip:
    label: str
    url: str
    is_current: bool


@dataclass(frozen=True, slots=True)
class Times:
    """`later_url` shows the following days, `first_url` comes back to the first ones, `next_url` jumps over a void."""

    days: list[Day]
    chips: list[Chip]
    later_url: str = ""
    first_url: str = ""
    next_url: str = ""
    next_label: str = ""
    nothing: str = ""


def search_window(since: date | None, zone: str, now: datetime) -> tuple[datetime, datetime]:
    """The fortnight in which times are looked for: from now, or from the local morning of a later day."""
    start = now
    if since is not None:
        start = max(now, datetime(since.year, since.month, since.day, tzinfo=ZoneInfo(zone)))
    return start, start + SEARCHED


def times_of(
    found: SlotSearch,
    roles: Sequence[PractitionerRole],
    state: Filter,
    *,
    checked: str | None = "",
    stand_ins: StandIns = NOBODY,
    elsewhere: Mapping[tuple[UUID, date], Sequence[Elsewhere]] = NOTHING,
) -> Times:
    """The first days that have a time. `checked`: a value, "" for the first time of all, None for none."""
    names = short_names(roles)
    agendas = [(names.get(group.practitioner_role_id, ""), group) for group in found.groups]
    days: dict[date, Day] = {}
    for practitioner, group in agendas:
        for day, times in _by_day(group, state.moment).items():
            shown = days.setdefault(day, Day(french.long_day(day), day.isoformat()))
            # A single hidden time would cost a key and save no room.
            first = TIMES_A_ROW if len(times) > TIMES_A_ROW + 1 else TIMES_A_ROW + 1
            who = stand_ins.said(group.practitioner_role_id, day, practitioner)
            held = elsewhere.get((group.practitioner_role_id, day), ())
            shown.rows.append(Row(who, times[:first], times[first:], held))
    shown_days = _first(days)
    if checked is not None:
        _check([days[day] for day in shown_days], checked)
    return Times(
        days=[days[day] for day in shown_days],
        chips=[Chip(label, state.but(moment=key).url, key == state.moment) for key, label in MOMENTS.items()],
        later_url=state.but(since=shown_days[-1] + ANOTHER_DAY).url if shown_days else "",
        first_url=state.but(since=None).url if state.since else "",
        **_void(found, state) if not shown_days else {},
    )


def _first(days: Mapping[date, Day]) -> list[date]:
    """The first day whole, then others while the page can bear them."""
    shown: list[date] = []
    room = TIMES_SHOWN
    for day in sorted(days)[:DAYS_SHOWN]:
        room -= sum(len(row.times) + len(row.more) for row in days[day].rows)
        if shown and room < 0:
            break
        shown.append(day)
    return shown


def slot_value(role_id: UUID, start: datetime) -> str:
    """What the radio posts."""
    return f"{role_id}|{start.isoformat()}"


def fits(there: datetime, moment: str) -> bool:
    """Whether a local time lies in the half day asked for; noon is the afternoon's."""
    return not moment or (there.hour < 12) == (moment == "matin")


def _by_day(group: SlotGroup, moment: str) -> dict[date, list[Time]]:
    by_day: dict[date, list[Time]] = {}
    for start in group.starts:  # already on the clocks of the place
        if fits(start, moment):
            mark = MARKS.get(group.marks.get(start, ""), "")
            value = slot_value(group.practitioner_role_id, start)
            by_day.setdefault(start.date(), []).append(Time(value, french.hour(start), mark=mark))
    return by_day


def _check(days: list[Day], wanted: str) -> None:
    lists = [times for day in days for row in day.rows for times in (row.times, row.more)]
    places = [(times, at) for times in lists for at, time in enumerate(times) if time.value == wanted]
    if not places and lists:
        places = [(lists[0], 0)]
    for times, at in places:
        times[at] = replace(times[at], is_checked=True)


def _void(found: SlotSearch, state: Filter) -> dict[str, str]:
    """No time to show: what to say, and where the next one is."""
    half = f" ({MOMENTS[state.moment].lower()})" if state.moment else ""
    following = found.next_available
    if following is None:
        return {"nothing": f"Aucun créneau dans les deux semaines{half}."}
    return {
        "nothing": f"Aucun créneau dans les deux semaines{half}.",
        "next_url": state.but(since=following.date(), moment="").url,
        "next_label": f"{french.long_day(following.date())} à {french.hour(following)}",
    }
