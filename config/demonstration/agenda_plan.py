"""Fills an agenda about half, the way a secretariat would: near weeks fuller than far ones. Pure and seeded.

Instants are whole seconds since the Unix epoch, spans are half open, as in `booking.availability`.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from random import Random
from uuid import UUID

from booking.availability import Shape, Span, overlaps, union
from booking.lifecycle import Status

WEEK = 7 * 86_400
# How often a visit is put where one fits, from the week before this one. Cancellations and starts off the grid
# leave time free, so that the eight weeks from this Monday are one half full on average.
SHARE_BY_WEEK = (0.78, 0.72, 0.68, 0.62, 0.56, 0.50, 0.45, 0.41, 0.35)
WEEKS_BEFORE, WEEKS_AFTER = 1, 8
OVERBOOKED_SHARE = 0.003
EARLY_ARRIVAL = 25 * 60
TRIES = 40


@dataclass(frozen=True, slots=True)
class Offer:
    """A visit reason as the plan sees it; `window` in seconds from now, `firsts` when for new patients only."""

    id: UUID
    shape: Shape
    weight: int
    window: int
    firsts: bool


@dataclass(frozen=True, slots=True)
class Visit:
    """One appointment to be. Lane 1 is deliberate overbooking."""

    offer: Offer
    start: int
    status: Status
    lane: int = 0

    @property
    def taken(self) -> Span:
        return self.offer.shape.taken(self.start)


@dataclass(frozen=True, slots=True)
class Calendar:
    """`monday`: this week's first midnight at the place; `day`: today's midnights there."""

    now: int
    monday: int
    day: Span

    def share(self, start: int) -> float:
        week = (start - self.monday) // WEEK + WEEKS_BEFORE
        return SHARE_BY_WEEK[week] if 0 <= week < len(SHARE_BY_WEEK) else 0.0


def visits(
    random: Random, calendar: Calendar, openings: Sequence[Span], closed: Sequence[Span], offers: Sequence[Offer]
) -> Iterator[Visit]:
    """The visits of one agenda, in order of time inside each opening, never two in one lane at once."""
    overbooked_until = 0
    for opening in union(openings):
        for visit in _one_opening(random, calendar, opening, offers):
            if overlaps(closed, visit.taken):
                continue
            yield visit
            is_full = visit.status is Status.BOOKED and visit.taken[0] >= overbooked_until
            if is_full and random.random() < OVERBOOKED_SHARE:
                overbooked_until = visit.taken[1]
                yield Visit(visit.offer, visit.start, Status.BOOKED, lane=1)


def _one_opening(random: Random, calendar: Calendar, opening: Span, offers: Sequence[Offer]) -> Iterator[Visit]:
    cursor = opening[0]
    share = calendar.share(cursor)
    while fitting := [offer for offer in offers if _fits(calendar, offer, cursor, opening)]:
        offer = random.choices(fitting, [offer.weight for offer in fitting])[0]
        start = _next_start(offer.shape, cursor, opening)
        if random.random() < share:
            visit = Visit(offer, start, _status(random, calendar, start, start + offer.shape.duration))
            yield visit
            if visit.status is Status.CANCELLED:
                continue  # its time is free again: somebody else may have it
        cursor = offer.shape.taken(start)[1]


def _fits(calendar: Calendar, offer: Offer, cursor: int, opening: Span) -> bool:
    start = _next_start(offer.shape, cursor, opening)
    return start + offer.shape.duration <= opening[1] and start < calendar.now + offer.window


def _next_start(shape: Shape, cursor: int, opening: Span) -> int:
    """The first start on the reason's grid, anchored at the opening, whose buffer begins at the cursor or later."""
    earliest = cursor + shape.buffer_before
    return earliest + (opening[0] - earliest) % shape.step


def _status(random: Random, calendar: Calendar, start: int, end: int) -> Status:
    draw = random.random()
    if draw < 0.03:
        return Status.CANCELLED
    if end <= calendar.now:
        return Status.NOSHOW if draw < 0.08 else Status.FULFILLED
    here = start <= calendar.now or (start - calendar.now < EARLY_ARRIVAL and draw < 0.5)
    return Status.ARRIVED if here and calendar.day[0] <= start < calendar.day[1] else Status.BOOKED


class Guests:
    """Who comes: never one patient at two places at once, the regulars of a practice more often."""

    def __init__(self, random: Random, patient_ids: Sequence[UUID], regulars: int) -> None:
        self._random, self._ids = random, patient_ids
        self._regulars = min(regulars, len(patient_ids))
        self._busy: dict[UUID, list[Span]] = {}

    def guest(self, visit: Visit) -> UUID | None:
        """A patient who is free then, for a first visit somebody without any other; None when nobody turns up."""
        for _ in range(TRIES):
            patient_id = self._drawn(visit.offer.firsts)
            busy = self._busy.setdefault(patient_id, [])
            if not overlaps(busy, visit.taken) and not (visit.offer.firsts and busy):
                busy.append(visit.taken)
                return patient_id
        return None

    def _drawn(self, is_first: bool) -> UUID:
        if self._regulars and not is_first and self._random.random() < 0.85:
            return self._ids[self._random.randrange(self._regulars)]
        return self._random.choice(self._ids)
