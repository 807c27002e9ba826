"""What a visit reason allows, rule by rule: asked, explained, searched and enforced from these functions. Pure.

Every `*_refusals` function yields one reason per rule that says no, in the order in which a person would
say it: enforcing stops at the first one, explaining lists them all. Occupied time is not here: the
database arbitrates it (`booking.conflicts` says what is in the way).
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import TYPE_CHECKING
from uuid import UUID

from booking.availability import Shape, covers, difference, on_grid, overlaps, union
from booking.local_time import local_date
from booking.quotas import Quota
from booking.release import Release, open_until
from core.scoping import Channel

if TYPE_CHECKING:
    from booking.openings import Timetable


class Reason(StrEnum):
    """Why a time is not offered: codes of the API, with their French sentence in `SENTENCES`."""

    WITHDRAWN = "withdrawn"
    NOT_THIS_PRACTITIONER = "not-this-practitioner"
    NOT_ONLINE = "not-online"
    WRONG_DOOR = "wrong-door"
    NEW_PATIENTS_REFUSED = "new-patients-refused"
    KNOWN_PATIENTS_REFUSED = "known-patients-refused"
    CONSIGNE = "consigne"
    TOO_SOON = "too-soon"
    TOO_FAR = "too-far"
    NOT_RELEASED = "not-released"
    HOLIDAY = "holiday"
    NOT_OPEN = "not-open"
    ABSENT = "absent"
    CLOSED = "closed"
    OFF_GRID = "off-grid"
    QUOTA_REACHED = "quota-reached"
    TAKEN = "taken"
    HELD = "held"
    BUFFER = "buffer"
    ELSEWHERE = "busy-elsewhere"
    PATIENT_BUSY = "patient-busy"


SENTENCES = {
    Reason.WITHDRAWN: "Ce motif ou cet agenda n'est plus proposé.",
    Reason.NOT_THIS_PRACTITIONER: "Ce praticien ne propose pas ce motif.",
    Reason.NOT_ONLINE: "Ce praticien ne prend pas de rendez-vous en ligne.",
    Reason.WRONG_DOOR: "Ce motif ne se réserve pas par ce canal.",
    Reason.NEW_PATIENTS_REFUSED: "Ce motif n'est pas ouvert aux nouveaux patients.",
    Reason.KNOWN_PATIENTS_REFUSED: "Ce motif est réservé aux nouveaux patients.",
    Reason.CONSIGNE: "Une consigne du cabinet ne permet pas ce rendez-vous.",
    Reason.TOO_SOON: "Le délai de prévenance n'est pas respecté.",
    Reason.TOO_FAR: "Cette date est au-delà de la période de réservation.",
    Reason.NOT_RELEASED: "Cette heure n'est pas encore ouverte à ce canal.",
    Reason.HOLIDAY: "C'est un jour férié : le praticien ne consulte pas.",
    Reason.NOT_OPEN: "Le praticien ne consulte pas à cette heure.",
    Reason.ABSENT: "Le praticien est absent.",
    Reason.CLOSED: "Le cabinet est fermé.",
    Reason.OFF_GRID: "Cette heure n'est pas un début de créneau pour ce motif.",
    Reason.QUOTA_REACHED: "Le nombre de rendez-vous par jour pour ce motif est atteint.",
    Reason.TAKEN: "Un rendez-vous occupe déjà cette heure.",
    Reason.HELD: "Ce créneau est retenu en ce moment.",
    Reason.BUFFER: "Le temps de battement avec le rendez-vous voisin serait entamé.",
    Reason.ELSEWHERE: "Le praticien est pris ailleurs à cette heure.",
    Reason.PATIENT_BUSY: "Ce patient a déjà un rendez-vous à cette heure.",
}


@dataclass(frozen=True, slots=True)
class Terms:
    """A visit reason as the agenda sees it from one door; `doors` are the channels it may be booked through."""

    visit_reason_id: UUID
    practice_id: UUID
    shape: Shape
    notice: timedelta
    window: timedelta
    door: Channel
    doors: frozenset[Channel]
    release: Release
    quota: Quota | None
    open_to_new: bool
    open_to_known: bool
    is_active: bool

    def window_from(self, now: datetime) -> tuple[datetime, datetime]:
        """`[earliest, latest)` of the starts that may be offered at `now` through the door."""
        return now + self.notice, min(now + self.window, open_until(self.release, self.door, now))


def door_refusals(terms: Terms) -> Iterator[Reason]:
    """What forbids the reason as a whole, whatever the time."""
    if not terms.is_active:
        yield Reason.WITHDRAWN
    if terms.door is not Channel.SYSTEM and terms.door not in terms.doors:
        yield Reason.WRONG_DOOR


def patient_refusals(terms: Terms, *, is_known: bool, by_phone_only: bool = False) -> Iterator[Reason]:
    """What forbids the reason to a patient whom the practice knows, or does not.

    `by_phone_only`: a practitioner decided so (`booking.fairness`). It reads as any reason kept for the telephone, so
    that no answer tells of whom something was decided; the telephone itself is never refused.
    """
    if by_phone_only and terms.door not in (Channel.PHONE, Channel.SYSTEM):
        yield Reason.WRONG_DOOR
    if is_known and not terms.open_to_known:
        yield Reason.KNOWN_PATIENTS_REFUSED
    if not is_known and not terms.open_to_new:
        yield Reason.NEW_PATIENTS_REFUSED


def time_refusals(
    terms: Terms, shape: Shape, table: Timetable, start: datetime, now: datetime, full: Collection[date]
) -> Iterator[Reason]:
    """What forbids `start` on an empty agenda at `now`; `full` are the local days whose quota is reached."""
    earliest, latest = terms.window_from(now)
    if start < earliest:
        yield Reason.TOO_SOON
    elif start >= now + terms.window:
        yield Reason.TOO_FAR
    elif start >= latest:
        yield Reason.NOT_RELEASED
    yield from opening_refusals(shape, table, start)
    if local_date(start, table.agenda.place.zone) in full:
        yield Reason.QUOTA_REACHED


def opening_refusals(shape: Shape, table: Timetable, start: datetime) -> Iterator[Reason]:
    """What forbids it because the agenda is not open for the whole visit, or the start is not on its grid."""
    visit = shape.visit(int(start.timestamp()))
    openings = table.openings(*visit)
    is_inside = covers(union(openings), visit)
    if not is_inside:
        on_a_plain_day = covers(union(table.openings(*visit, holidays=False)), visit)
        yield Reason.HOLIDAY if on_a_plain_day else Reason.NOT_OPEN
    if overlaps(table.absences, visit):
        yield Reason.ABSENT
    if overlaps(table.closures, visit):
        yield Reason.CLOSED
    if start.microsecond or (is_inside and not on_grid(shape, openings, visit[0])):
        yield Reason.OFF_GRID


def is_open(table: Timetable, low: int, high: int) -> bool:
    """Whether the agenda is open and not shut during all of `[low, high)`."""
    return covers(difference(table.openings(low, high), table.closed), (low, high))
