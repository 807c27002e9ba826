"""What decides about the dates of a series: rules, occupied time and the patient's own, read once for all of them."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from booking.availability import Shape, Span, overlaps, union
from booking.counted import full_days_around
from booking.errors import NonexistentTime
from booking.local_time import local, local_date
from booking.look import DAY, Look
from booking.models import Occupancy
from booking.openings import Agenda, Timetable, timetables
from booking.quotas import NO_DAY
from booking.rules import SENTENCES, Reason, Terms, time_refusals
from booking.search import Slot
from booking.series import Occurrence, nearest_starts
from booking.sieve import Sieve
from core import clock

WEEK = 7 * DAY
NONEXISTENT, SAME_SERIES = "nonexistent-time", "same-series"


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why one date cannot be: a code and its French sentence."""

    reason: str
    detail: str


CLOCKS_JUMP = Refusal(NONEXISTENT, NonexistentTime.title)
TWICE = Refusal(SAME_SERIES, "Cette date en chevauche une autre de la série.")


class Ground:
    """One agenda between two instants (seconds), for one visit reason and one patient: four SQL statements.

    `counts_quota` is False for a move: the visits being moved still count on the days they leave, so the
    quota is checked once they have moved (`overfull`). `sieve`: what consignes refuse is no date to propose.
    """

    def __init__(
        self,
        terms: Terms,
        shape: Shape,
        agenda: Agenda,
        starts: Sequence[datetime],
        patient_id: UUID | None,
        *,
        counts_quota: bool = True,
        sieve: Sieve | None = None,
    ) -> None:
        self.terms, self.shape, self.agenda, self.now = terms, shape, agenda, clock.now()
        self.low, self.high = _bounds(starts)
        self.table: Timetable = timetables([agenda], self.low, self.high + WEEK)[agenda.role_id]
        self._look = Look(shape, {agenda.role_id: self.table}, terms.quota, sieve)
        self._taken = self._look.taken(self.low, self.high)
        self._full = self._taken.full_days(agenda.role_id) if counts_quota else NO_DAY
        self._busy = union(self.table.of_whoever_is_there(self._taken.busy))
        self._patient_busy = _busy_of(patient_id, self.low, self.high)
        self._refuses = sieve and sieve.refuses(agenda)

    def refusal(self, start: datetime) -> Refusal | None:
        """Why a visit cannot start then; None when it can."""
        for reason in time_refusals(self.terms, self.shape, self.table, start, self.now, self._full):
            return said(reason)
        if self._refuses and self._refuses(int(start.timestamp())):
            return said(Reason.CONSIGNE)
        taken = self.shape.taken(int(start.timestamp()))
        if overlaps(self._busy, taken):
            return said(Reason.TAKEN)
        return said(Reason.PATIENT_BUSY) if overlaps(self._patient_busy, taken) else None

    def alternatives(self, start: datetime, *, without: Iterable[datetime] = ()) -> list[dict[str, str]]:
        """The nearest free starts of the agenda, as a 409 answer shows them; none that the series itself uses."""
        seconds = int(start.timestamp())
        earliest, latest = self.terms.window_from(self.now)
        low = max(seconds - DAY, -int(-earliest.timestamp() // 1), self.low)
        high = min(seconds + WEEK, int(latest.timestamp()), self.high)
        avoided = [self.shape.taken(int(other.timestamp())) for other in without] + self._patient_busy
        found = self._look.starts(low, high, self._taken)[self.agenda.role_id]
        free = [one for one in found if not overlaps(avoided, self.shape.taken(one))]
        slots = [Slot(self.agenda, one, self.shape.duration) for one in nearest_starts(seconds, free)]
        return [slot.as_alternative() for slot in slots]

    def overfull(self, starts: Iterable[datetime]) -> list[datetime]:
        """Of these starts, written by now, those on a day that holds more than the quota; no statement without one."""
        quota = self.terms.quota and replace(self.terms.quota, most=self.terms.quota.most + 1)
        days = full_days_around(self.agenda, self.low, self.high, quota)
        return [start for start in starts if local_date(start, self.agenda.place.zone) in days]


def said(reason: Reason) -> Refusal:
    return Refusal(reason.value, SENTENCES[reason])


def failure(start: datetime | Occurrence, zone: str, refusal: Refusal, ground: Ground | None = None) -> dict[str, Any]:
    """One line of `failed` in a refused series."""
    if isinstance(start, Occurrence):
        shown = f"{start.day.isoformat()}T{start.wall.isoformat()}"
        return {"start": shown, "timezone": zone, **_words(refusal), "alternatives": []}
    alternatives = ground.alternatives(start) if ground is not None else []
    return {
        "start": local(start, zone).isoformat(),
        "timezone": zone,
        **_words(refusal),
        "alternatives": alternatives,
    }


def _words(refusal: Refusal) -> dict[str, str]:
    return {"reason": refusal.reason, "detail": refusal.detail}


def _bounds(starts: Sequence[datetime]) -> Span:
    seconds = [int(start.timestamp()) for start in starts]
    return min(seconds) - DAY, max(seconds) + WEEK


def _busy_of(patient_id: UUID | None, low: int, high: int) -> list[Span]:
    """When the patient is expected in this practice."""
    if patient_id is None:
        return []
    return list(_spans(patient_id, datetime.fromtimestamp(low, UTC), datetime.fromtimestamp(high, UTC)))


def _spans(patient_id: UUID, low: datetime, high: datetime) -> Iterator[Span]:
    rows = Occupancy.objects.filter(patient=patient_id, starts_at__lt=high, ends_at__gt=low)
    for starts_at, ends_at in rows.values_list("starts_at", "ends_at"):
        yield int(starts_at.timestamp()), int(ends_at.timestamp())
