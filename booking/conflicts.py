"""What is in the way of a visit: a visit, a hold, a buffer, or another practice. Never whose visit it is.

Whether something is in the way is asked of the same ranges as the search; only then the practice's own
rows say what it is. At another practice a range is all that is known.
"""

from dataclasses import dataclass
from datetime import UTC, datetime
from uuid import UUID

from django.db.models import OuterRef, Q, Subquery
from django.db.models.functions import Coalesce

from booking.availability import Shape, Span, overlaps
from booking.busy import busy_ranges
from booking.models import ORDINARY_LANE, HeldVisit, Occupancy
from booking.rules import Reason


@dataclass(frozen=True, slots=True)
class Conflict:
    """`expires_at` and `held_by_id` of a hold."""

    reason: Reason
    expires_at: datetime | None = None
    held_by_id: UUID | None = None


def conflicts(practice_id: UUID, person: UUID, shape: Shape, start: int) -> list[Conflict]:
    """What occupies the time that a visit at `start` (seconds) would take, buffers included; in order of time."""
    visit, taken = shape.visit(start), shape.taken(start)
    ranges = sorted(busy_ranges([person], *taken, home=practice_id), key=lambda item: item.span)
    if not ranges:
        return []
    own = _own(practice_id, person, taken)
    return [
        _told(Reason.ELSEWHERE, item.span, visit) if item.elsewhere else own.get(item.span, _Row(item.span)).told(visit)
        for item in ranges
    ]


def is_patient_busy(practice_id: UUID, patient_id: UUID, person: UUID, shape: Shape, start: int) -> bool:
    """Whether the patient is expected at that time, otherwise than in the ordinary lane of `person`."""
    low, high = (datetime.fromtimestamp(edge, UTC) for edge in shape.taken(start))
    expected = Occupancy.objects.filter(
        practice_id=practice_id, patient=patient_id, starts_at__lt=high, ends_at__gt=low
    ).exclude(Q(practitioner=person) & Q(lane=ORDINARY_LANE))
    return expected.exists()


@dataclass(frozen=True, slots=True)
class _Row:
    """The visit inside an occupancy (without its buffers), and the hold's end."""

    inner: Span
    expires_at: datetime | None = None
    held_by_id: UUID | None = None

    def told(self, visit: Span) -> Conflict:
        if self.expires_at is None:
            return _told(Reason.TAKEN, self.inner, visit)
        if overlaps([self.inner], visit):
            return Conflict(Reason.HELD, self.expires_at, self.held_by_id)
        return Conflict(Reason.BUFFER, self.expires_at, self.held_by_id)


def _told(reason: Reason, inner: Span, visit: Span) -> Conflict:
    return Conflict(reason if overlaps([inner], visit) else Reason.BUFFER)


def _own(practice_id: UUID, person: UUID, taken: Span) -> dict[Span, _Row]:
    low, high = (datetime.fromtimestamp(edge, UTC) for edge in taken)
    held = HeldVisit.objects.filter(id=OuterRef("id"))
    rows = (
        Occupancy.objects.filter(
            practice_id=practice_id, practitioner=person, lane=ORDINARY_LANE, starts_at__lt=high, ends_at__gt=low
        )
        .annotate(
            visit_starts=Coalesce("appointment__starts_at", Subquery(held.values("starts_at")), "starts_at"),
            visit_ends=Coalesce("appointment__ends_at", Subquery(held.values("ends_at")), "ends_at"),
        )
        .values_list("starts_at", "ends_at", "visit_starts", "visit_ends", "expires_at", "held_by_id")
    )
    return {_span(low, high): _Row(_span(start, end), expires, who) for low, high, start, end, expires, who in rows}


def _span(start: datetime, end: datetime) -> Span:
    return int(start.timestamp()), -int(-end.timestamp() // 1)
