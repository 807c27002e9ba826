"""The free times nearest to a lost one: whoever lost a race has somebody on the line."""

from collections.abc import Sequence
from datetime import UTC, datetime
from heapq import nsmallest

from booking.availability import Shape
from booking.consignes import Scale
from booking.known import Known
from booking.look import DAY, Look
from booking.openings import Agenda
from booking.rules import Terms
from booking.search import Slot, window
from booking.sieve import Sieve

WEEK = 7 * DAY
# Within this of a lost start lie three others on all but the fullest days.
NEAR = 3 * 60 * 60


def nearest(
    terms: Terms,
    shape: Shape,
    agendas: Sequence[Agenda],
    wanted: Slot,
    *,
    whom: Known | None = None,
    scale: Scale | None = None,
    count: int = 3,
) -> list[Slot]:
    """The free starts nearest to a lost one, its own agenda first at equal distance.

    `shape` is the visit's own: a moved visit keeps the duration it was booked with. What is near is looked at first:
    whoever lost a race has somebody on the line. Nothing that a consigne refuses, to everybody or to `whom`;
    `scale`: the consignes, where they were read already.
    """
    sieve = Sieve(scale or Scale(terms), whom)
    near = _around(terms, shape, agendas, wanted, (-NEAR, NEAR), sieve)
    inside = [slot for slot in near if abs(slot.start - wanted.start) < NEAR]
    slots = inside if len(inside) >= count else _around(terms, shape, agendas, wanted, (-DAY, WEEK), sieve)
    own = wanted.agenda.role_id
    return nsmallest(
        count, slots, key=lambda slot: (abs(slot.start - wanted.start), slot.agenda.role_id != own, slot.start)
    )


def _around(
    terms: Terms, shape: Shape, agendas: Sequence[Agenda], wanted: Slot, shifts: tuple[int, int], sieve: Sieve
) -> list[Slot]:
    """Every free start from so many seconds before the wanted one to so many after."""
    around = [datetime.fromtimestamp(wanted.start + shift, UTC) for shift in shifts]
    low, high, _ = window(terms, *around)
    look = Look.at(shape, agendas, terms.quota, sieve, low=low, high=high, until=high + 2 * DAY)
    found = look.starts(low, high, look.taken(low, high))
    by_role = {agenda.role_id: agenda for agenda in agendas}
    return [Slot(by_role[role_id], start, shape.duration) for role_id, all_ in found.items() for start in all_]
