"""An agenda drawn at random: everything that opens, shuts or fills it, and the terms of the visit reason."""

from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from hypothesis import strategies as st

PARIS = ZoneInfo("Europe/Paris")
# In the days that follow: nothing, the clocks go forward, Easter Monday and two feasts, the clocks go back, two more.
MORNINGS = (date(2041, 1, 14), date(2041, 3, 28), date(2041, 4, 18), date(2041, 10, 24), date(2041, 10, 30))
DAYS = 10
PEOPLE = (0, 1)  # whose agenda: the first practitioner's or the second's
STATES = ("booked", "booked", "booked", "cancelled", "arrived", "noshow")


@dataclass(frozen=True)
class Span:
    """`minutes` from `clock` on, `day` days after the morning, in the agenda of `who`."""

    who: int
    day: int
    clock: time
    minutes: int

    def start(self, morning: date) -> datetime:
        return datetime.combine(morning + timedelta(days=self.day), self.clock, tzinfo=PARIS)

    def end(self, morning: date) -> datetime:
        # In UTC: a wall clock that jumps neither lengthens nor shortens an absence.
        return self.start(morning).astimezone(UTC) + timedelta(minutes=self.minutes)

    @property
    def closes(self) -> time:
        return (datetime.combine(date.min, self.clock) + timedelta(minutes=self.minutes)).time()


@dataclass(frozen=True)
class Agenda:
    """`openings`: of every week, by the weekday of their day. `held`, `picked`: which of the free hours, by rank."""

    morning: date
    terms: dict[str, Any]
    openings: list[Span]
    extra: list[Span]
    absences: list[Span]
    closures: list[Span]
    visits: list[Span]
    held: list[int]
    picked: list[int]
    second_online: bool
    change_hours: int
    state: str

    @property
    def shut(self) -> list[Span]:
        """The closures, each from the beginning of an opening: elsewhere nobody would notice them."""
        return [replace(self.openings[one.day % len(self.openings)], minutes=one.minutes) for one in self.closures]

    @property
    def meets(self) -> Span | None:
        """For one in two: the visit begins with an opening of the other agenda, which its patient may want too."""
        others = [one for one in self.openings if one.who != self.visits[0].who]
        return others[0] if others and self.picked[1] % 2 else None

    @property
    def now(self) -> datetime:
        return datetime.combine(self.morning, time(8, 10), tzinfo=PARIS)


def spans(days: int, minutes: st.SearchStrategy[int], *, first: int = 8, last: int = 18) -> st.SearchStrategy[Span]:
    clocks = st.builds(time, st.integers(first, last - 1), st.sampled_from((0, 10, 15, 30, 45)))
    return st.builds(Span, st.sampled_from(PEOPLE), st.integers(0, days), clocks, minutes)


TERMS = st.fixed_dictionaries(
    {
        "duration_minutes": st.sampled_from((10, 15, 20, 30, 45)),
        "step_minutes": st.sampled_from((None, 10, 15, 20, 30)),
        "buffer_before_minutes": st.sampled_from((0, 0, 5, 10)),
        "buffer_after_minutes": st.sampled_from((0, 0, 5, 10)),
        "min_notice_minutes": st.sampled_from((0, 90, 24 * 60)),
        "booking_window_days": st.sampled_from((4, 8)),
        "web_release_hours": st.sampled_from((None, None, 36, 120)),
        "daily_quota": st.sampled_from((None, None, 1, 3)),
        "open_to_new_patients": st.sampled_from((True, True, True, False)),
        "open_to_known_patients": st.sampled_from((True, True, True, False)),
        "by_web": st.sampled_from((True, True, True, True, False)),
    }
)
LONG = st.integers(6, 16).map(lambda quarters: 15 * quarters)
SHORT = st.integers(1, 8).map(lambda quarters: 15 * quarters)
RANKS = st.integers(0, 10_000)
AGENDAS = st.builds(
    Agenda,
    morning=st.sampled_from(MORNINGS),
    terms=TERMS,
    openings=st.lists(spans(6, LONG), min_size=5, max_size=9),
    extra=st.lists(spans(DAYS, LONG), max_size=2),
    absences=st.lists(spans(DAYS, LONG), max_size=2),
    closures=st.lists(spans(DAYS, SHORT), max_size=1),
    visits=st.lists(spans(7, st.just(0)), min_size=2, max_size=5),
    held=st.lists(RANKS, min_size=1, max_size=2),
    picked=st.lists(RANKS, min_size=3, max_size=3),
    second_online=st.sampled_from((True, True, False)),
    change_hours=st.sampled_from((0, 24, 72)),
    state=st.sampled_from(STATES),
)
