"""The search for free slots: every practitioner of a visit reason with one set of queries, then a sweep in Python.

Six SQL statements at most, whatever the number of practitioners and weeks: the reason with its agendas, the
consignes of the practice, what opens and shuts the agendas together with who is busy (and the absences of substitutes,
where there are any); and two wider looks at who is busy when the wanted period is full and the next start is asked
for. A time that a consigne refuses is not free, through whatever door.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from heapq import nsmallest
from uuid import UUID
from zoneinfo import ZoneInfo

from booking.availability import Shape
from booking.compaction import Order
from booking.consignes import Scale
from booking.errors import NotOffered, WrongRange
from booking.known import Known, known
from booking.look import DAY, WIDENING, Look
from booking.offer import Offer, agenda_in, check_door, check_patient, searched_offer
from booking.openings import Agenda
from booking.packing import packed
from booking.rules import Terms
from booking.sieve import Sieve
from core import clock
from core.errors import FieldError
from core.scoping import Actor, Channel
from practices.permissions import Permission, check_may

LONGEST_RANGE = timedelta(days=93)


@dataclass(frozen=True, slots=True)
class SlotGroup:
    """The free starts of one agenda, in order; in seconds, because most are only counted or written.

    `marks`: those where a consigne requires something, asks or warns (`instructions.enums.Effect`), the gravest each.
    """

    practitioner_role_id: UUID
    practitioner_id: UUID
    location_id: UUID
    timezone: str
    duration_minutes: int
    seconds: Sequence[int]
    marks: Mapping[datetime, str] = field(default_factory=dict)

    @property
    def starts(self) -> list[datetime]:
        """As the clocks of its place show them."""
        clocks = ZoneInfo(self.timezone)
        return [datetime.fromtimestamp(start, clocks) for start in self.seconds]


@dataclass(frozen=True, slots=True)
class SlotSearch:
    """`next_available` is only looked for when no group has a start: the first one after the wanted period."""

    groups: list[SlotGroup]
    next_available: datetime | None = None


@dataclass(frozen=True, slots=True)
class Moving:
    """The visit that would move within its reason: whether that takes such a patient was asked when it was booked.

    `passed_over`: the consignes that it was booked against already.
    """

    patient_id: UUID
    passed_over: Collection[UUID] = ()


@dataclass(frozen=True, slots=True)
class Slot:
    """One start of one agenda."""

    agenda: Agenda
    start: int
    duration: int

    @property
    def local_start(self) -> datetime:
        """As the clocks of its place show it."""
        return _local(self.start, self.agenda.place.zone)

    def as_alternative(self) -> dict[str, str]:
        """As the 409 answer shows it."""
        zone = self.agenda.place.zone
        return {
            "practitioner_role": str(self.agenda.role_id),
            "start": self.local_start.isoformat(),
            "end": _local(self.start + self.duration, zone).isoformat(),
            "timezone": zone,
        }


def search_slots(
    actor: Actor,
    *,
    visit_reason_id: UUID,
    start: datetime,
    end: datetime,
    practitioner_role_ids: Sequence[UUID] | None = None,
    limit: int | None = None,
    channel: Channel | None = None,
    patient_id: UUID | None = None,
    order: Order = Order.CHRONOLOGICAL,
    moving: Moving | None = None,
) -> SlotSearch:
    """The free starts in `[start, end)` (aware), grouped by agenda in the practice's order.

    `limit` keeps the first starts of all agendas together, in the `order` asked for; `channel` defaults to the
    actor's door; with `patient_id` the rules for new and known patients apply. A reason that is not bookable through
    that door, or by that patient, has no slot; a start that a consigne refuses, to everybody or to that patient, is
    none. `moving`: the visit that looks for another start, instead of its patient.
    Raises NotFound, Forbidden, WrongRange.
    """
    check_range(start, end)
    offer, has_consignes = searched_offer(actor, visit_reason_id, practitioner_role_ids)
    check_may(actor, Permission.SLOT_SEARCH, offer.terms.practice_id)
    offer = offer if channel is None else offer.through(channel)
    agendas, terms = _chosen(offer, actor, practitioner_role_ids), offer.terms
    patient_id = moving.patient_id if moving else patient_id
    whom = None if patient_id is None else known(terms.practice_id, patient_id)
    if not _is_open_to(terms, None if moving else whom):
        return SlotSearch([])
    low, high, horizon = window(terms, start, end)
    sieve = Sieve(Scale(terms, are_any=has_consignes), whom, moving.passed_over if moving else ())
    # Compact order compares with what lies idle around a visit, as far as the openings of its day go.
    around = 2 * DAY if order is Order.COMPACT else 0
    until = horizon + 2 * DAY
    look = Look.at(terms.shape, agendas, terms.quota, sieve, low=low, high=high, until=until, around=around)
    taken = look.taken(low, high, around=around)
    found = look.starts(low, high, taken)
    if not any(found.values()):
        return SlotSearch([], _next(look, max(low, high), horizon))
    if order is Order.COMPACT:
        found = packed(terms.practice_id, look, found, taken, limit)
    elif limit is not None:
        found = _earliest(found, limit)
    return SlotSearch(_groups(terms.shape, agendas, found, sieve))


def first_available(
    actor: Actor,
    *,
    visit_reason_id: UUID,
    start: datetime,
    end: datetime,
    practitioner_role_ids: Sequence[UUID] | None = None,
    patient_id: UUID | None = None,
) -> list[Slot]:
    """The first free start of each agenda in `[start, end)` (aware), the earliest first; agendas without are left out.

    Seven SQL statements at most, and one for the patient, however many practitioners: the look widens and drops whoever
    was found.
    Raises NotFound, Forbidden, WrongRange.
    """
    check_range(start, end)
    offer, has_consignes = searched_offer(actor, visit_reason_id, practitioner_role_ids)
    check_may(actor, Permission.SLOT_SEARCH, offer.terms.practice_id)
    whom = None if patient_id is None else known(offer.terms.practice_id, patient_id)
    if not _is_open_to(offer.terms, whom):
        return []
    agendas = _chosen(offer, actor, practitioner_role_ids)
    return first_of_each(offer, agendas, start, end, whom, has_consignes=has_consignes)


def first_of_each(
    offer: Offer,
    agendas: Sequence[Agenda],
    start: datetime,
    end: datetime,
    whom: Known | None = None,
    *,
    has_consignes: bool = True,
) -> list[Slot]:
    """The same without asking who looks: for rules that have asked already."""
    low, high, _ = window(offer.terms, start, end)
    sieve = Sieve(Scale(offer.terms, are_any=has_consignes), whom)
    ahead, until = min(low + WIDENING[0], high), high + 2 * DAY
    look = Look.at(offer.terms.shape, agendas, offer.terms.quota, sieve, low=low, high=ahead, until=until)
    firsts = look.first_of_each(low, high).values()
    # Sorting is stable: of equals the first in the practice's order stays first.
    in_order = sorted(firsts, key=lambda first: first.start)
    return [Slot(first.table.agenda, first.start, offer.terms.shape.duration) for first in in_order]


def check_range(start: datetime, end: datetime) -> None:
    """Raises WrongRange for an empty, inverted or endless period."""
    start, end = start.astimezone(UTC), end.astimezone(UTC)
    if end <= start:
        raise WrongRange(errors=[FieldError("to", "end-before-start", "La fin doit suivre le début.")])
    if end - start > LONGEST_RANGE:
        raise WrongRange(errors=[FieldError("to", "range-too-long", "La période est limitée à 93 jours.")])


def _chosen(offer: Offer, actor: Actor, role_ids: Sequence[UUID] | None) -> tuple[Agenda, ...]:
    if not role_ids:
        return offer.agendas
    wanted = set(role_ids)
    for role_id in wanted - {agenda.role_id for agenda in offer.agendas}:
        try:
            agenda_in(offer, actor, role_id)
        except NotOffered:
            continue  # an agenda of the practice that does not propose the reason: no slot
    return tuple(agenda for agenda in offer.agendas if agenda.role_id in wanted)


def _is_open_to(terms: Terms, whom: Known | None) -> bool:
    try:
        check_door(terms)
        if whom is not None:
            check_patient(terms, is_known=whom.is_known)
    except NotOffered:
        return False
    return True


def window(terms: Terms, start: datetime, end: datetime) -> tuple[int, int, int]:
    """The wanted period cut by notice and booking window, and the end of that window; whole seconds."""
    earliest, latest = terms.window_from(clock.now())
    return _up(max(start, earliest)), _up(min(end, latest)), _up(latest)


def _up(moment: datetime) -> int:
    return -int(-moment.timestamp() // 1)


def _next(look: Look, low: int, horizon: int) -> datetime | None:
    first = look.first_after(low, horizon)
    return None if first is None else _local(first.start, first.table.agenda.place.zone)


def _earliest(found: dict[UUID, list[int]], limit: int) -> dict[UUID, list[int]]:
    order = {role_id: position for position, role_id in enumerate(found)}
    kept = nsmallest(limit, ((start, order[role_id], role_id) for role_id, all_ in found.items() for start in all_))
    result: dict[UUID, list[int]] = {role_id: [] for role_id in found}
    for start, _, role_id in kept:
        result[role_id].append(start)
    return result


def _groups(shape: Shape, agendas: Sequence[Agenda], found: dict[UUID, list[int]], sieve: Sieve) -> list[SlotGroup]:
    return [
        SlotGroup(
            practitioner_role_id=agenda.role_id,
            practitioner_id=agenda.practitioner_id,
            location_id=agenda.location_id,
            timezone=agenda.place.zone,
            duration_minutes=shape.duration // 60,
            seconds=found[agenda.role_id],
            marks={
                _local(start, agenda.place.zone): mark
                for start, mark in sieve.marks(agenda, found[agenda.role_id]).items()
            },
        )
        for agenda in agendas
        if found[agenda.role_id]
    ]


def _local(start: int, zone: str) -> datetime:
    return datetime.fromtimestamp(start, ZoneInfo(zone))
