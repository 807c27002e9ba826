"""The agenda again, in plain Python and slowly: what the state machine holds the product against.

Nothing of the room's arithmetic is used here. Open time is found by asking every five minutes what
the clock on the wall shows; conflicts are found by comparing everything with everything.
"""

from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

FIVE = 300
PARIS = ZoneInfo("Europe/Paris")
# Easter Monday of 2041: the rules are silent, an exception may still open.
HOLIDAYS = {date(2041, 4, 22)}


@dataclass(frozen=True)
class Reason:
    name: str
    duration: int  # minutes, like all of these
    step: int
    before: int = 0
    after: int = 0
    window_days: int = 60
    notice: int = 0


@dataclass
class Taken:
    key: object
    person: str
    lane: int
    start: int
    end: int
    patient: str | None = None
    expires: int | None = None


@dataclass
class Visit:
    key: object
    person: str
    reason: Reason
    patient: str
    start: int
    status: str = "booked"
    overbooked: bool = False


@dataclass
class AgendaModel:
    """`rules`: weekday → wall-clock openings, the same for everybody; `limit`: the highest lane."""

    now: int
    rules: dict[int, list[tuple[time, time]]]
    limit: int
    taken: list[Taken] = field(default_factory=list)
    visits: dict[object, Visit] = field(default_factory=dict)
    absences: dict[object, tuple[str, int, int]] = field(default_factory=dict)
    closures: dict[object, tuple[int, int]] = field(default_factory=dict)
    exceptions: dict[object, tuple[str, date, time, time]] = field(default_factory=dict)

    # What is open

    def is_open(self, person: str, moment: int, *, holidays: bool = True) -> bool:
        wall = datetime.fromtimestamp(moment, PARIS)
        by_rule = not (holidays and wall.date() in HOLIDAYS) and any(
            opens <= wall.time() < closes for opens, closes in self.rules.get(wall.weekday(), [])
        )
        by_exception = any(
            who == person and day == wall.date() and opens <= wall.time() < closes
            for who, day, opens, closes in self.exceptions.values()
        )
        return by_rule or by_exception

    def is_away(self, person: str, start: int, end: int) -> bool:
        return any(who == person and start < high and low < end for who, low, high in self.absences.values())

    def is_shut(self, person: str, start: int, end: int) -> bool:
        return self.is_away(person, start, end) or any(
            start < high and low < end for low, high in self.closures.values()
        )

    def opening_begins(self, person: str, moment: int) -> int:
        while self.is_open(person, moment - FIVE):
            moment -= FIVE
        return moment

    def refusal(self, person: str, reason: Reason, start: int) -> str | None:
        """Why this start is not offered, or None."""
        if start < self.now + 60 * reason.notice:
            return "too-soon"
        if start >= self.now + 86_400 * reason.window_days:
            return "too-far"
        end = start + 60 * reason.duration
        visit = range(start - start % FIVE, end, FIVE)
        if not all(self.is_open(person, moment) for moment in visit):
            return "holiday" if all(self.is_open(person, moment, holidays=False) for moment in visit) else "not-open"
        if self.is_away(person, start, end):
            return "absent"
        if self.is_shut(person, start, end):
            return "closed"
        begins = self.opening_begins(person, start - start % FIVE)
        return None if (start - begins) % (60 * reason.step) == 0 else "off-grid"

    # Who has what

    def span(self, reason: Reason, start: int) -> tuple[int, int]:
        return start - 60 * reason.before, start + 60 * (reason.duration + reason.after)

    def live(self) -> list[Taken]:
        return [one for one in self.taken if one.expires is None or one.expires > self.now]

    def conflict(self, person: str, lane: int, span: tuple[int, int], patient: str | None) -> str | None:
        """`slot-taken`, `patient-busy`, or None."""
        over = [one for one in self.live() if one.start < span[1] and span[0] < one.end]
        mine = [one for one in over if patient is not None and one.patient == patient]
        rival = any(one.person == person and one.lane == lane for one in over)
        if not (mine or rival):
            return None
        return "patient-busy" if any(one.person != person for one in mine) else "slot-taken"

    def offered(self, person: str, reason: Reason, low: int, high: int) -> list[int]:
        """Every start in `[low, high)` that is offered and free in the ordinary lane."""
        return [
            start
            for start in range(low, high, FIVE)
            if self.refusal(person, reason, start) is None
            and self.conflict(person, 0, self.span(reason, start), None) is None
        ]

    # What people do: each answers the code of its refusal, or None

    def hold(self, key: object, person: str, reason: Reason, start: int) -> str | None:
        refused = self.refusal(person, reason, start)
        if refused:
            return refused
        span = self.span(reason, start)
        lost = self.conflict(person, 0, span, None)
        if lost is None:
            self.taken.append(Taken(key, person, 0, *span, expires=self.now + 120))
        return lost

    def book(self, key: object, person: str, reason: Reason, start: int, patient: str) -> str | None:
        refused = self.refusal(person, reason, start) or self.conflict(person, 0, self.span(reason, start), patient)
        if refused is None:
            self._write(key, person, reason, start, patient, 0)
        return refused

    def overbook(self, key: object, person: str, reason: Reason, start: int, patient: str) -> str | None:
        if start < self.now - 86_400:
            return "too-soon"
        for lane in range(self.limit + 1):
            lost = self.conflict(person, lane, self.span(reason, start), patient)
            if lost == "patient-busy":
                return lost
            if lost is None:
                self._write(key, person, reason, start, patient, lane)
                self.visits[key].overbooked = True
                return None
        return "overbooking-full"

    def book_held(self, key: object, held: object, reason: Reason, patient: str) -> str | None:
        hold = next((one for one in self.live() if one.key == held and one.expires is not None), None)
        if hold is None:
            return "hold-expired"
        over = [one for one in self.live() if one.start < hold.end and hold.start < one.end and one.patient == patient]
        if over:
            return "patient-busy"
        self.taken.remove(hold)
        self._write(key, hold.person, reason, hold.start + 60 * reason.before, patient, 0)
        return None

    def move(self, key: object, person: str, start: int) -> str | None:
        visit = self.visits[key]
        if visit.status != "booked":
            return "forbidden-transition"
        refused = self.refusal(person, visit.reason, start)
        if refused:
            return refused
        own = next(one for one in self.taken if one.key == key)
        self.taken.remove(own)
        lost = self.conflict(person, 0, self.span(visit.reason, start), visit.patient)
        if lost:
            self.taken.append(own)
            return lost
        visit.person, visit.start = person, start
        self._occupy(key, person, visit.reason, start, visit.patient, 0)
        return None

    def note(self, key: object, allowed: set[str], status: str) -> str | None:
        """Attendance: missed from the start of the visit, arrived and fulfilled from the midnight before it."""
        visit = self.visits[key]
        midnight = datetime.combine(datetime.fromtimestamp(visit.start, PARIS).date(), time(0), PARIS)
        begins = visit.start if status == "noshow" else midnight.timestamp()
        if visit.status in allowed and self.now < begins:
            return "too-early"
        return self.change(key, allowed, status)

    def change(self, key: object, allowed: set[str], status: str) -> str | None:
        visit = self.visits[key]
        if visit.status not in allowed:
            return "forbidden-transition"
        visit.status = status
        if status in {"cancelled", "noshow"}:
            self.taken = [one for one in self.taken if one.key != key]
        return None

    def orphans(self) -> set[object]:
        """Visits that are expected and whose agenda is no longer open for them."""
        return {
            visit.key
            for visit in self.visits.values()
            if visit.status == "booked"
            and not visit.overbooked
            and visit.start + 60 * visit.reason.duration > self.now
            and (
                self.is_shut(visit.person, visit.start, visit.start + 60 * visit.reason.duration)
                or not all(
                    self.is_open(visit.person, moment)
                    for moment in range(visit.start, visit.start + 60 * visit.reason.duration, FIVE)
                )
            )
        }

    def _write(self, key: object, person: str, reason: Reason, start: int, patient: str, lane: int) -> None:
        self.visits[key] = Visit(key, person, reason, patient, start)
        self._occupy(key, person, reason, start, patient, lane)

    def _occupy(self, key: object, person: str, reason: Reason, start: int, patient: str, lane: int) -> None:
        self.taken.append(Taken(key, person, lane, *self.span(reason, start), patient=patient))


def seconds(day: date, wall: time) -> int:
    return int(datetime.combine(day, wall, tzinfo=PARIS).timestamp())


def days_from(day: date, count: int) -> list[date]:
    return [day + timedelta(days=n) for n in range(count)]


__all__ = ["FIVE", "HOLIDAYS", "PARIS", "UTC", "AgendaModel", "Reason", "days_from", "seconds"]
