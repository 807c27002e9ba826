"""The visits that a planning shows: one statement compiled once, plain values, no instance of what is only shown."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from django.db.models import Q, QuerySet

from booking.lifecycle import Status
from booking.models import Appointment, PresenceThrough
from booking.models.appointment import presence_at
from core.compiled import Compiled
from patients.lines import COLUMNS, PatientLine, line_from, numbers_of


@dataclass(frozen=True, slots=True)
class DayVisit:
    """`over_the_rules`: booked so once, wherever it stands now."""

    id: UUID
    version: int
    practitioner_role_id: UUID
    practitioner_id: UUID
    starts_at: datetime
    ends_at: datetime
    buffer_before_minutes: int
    buffer_after_minutes: int
    status: str
    lane: int
    is_orphaned: bool
    presence_for: datetime | None
    presence_through: str
    visit_reason_id: UUID
    visit_reason_name: str
    colour: str
    has_note: bool
    over_the_rules: bool
    patient: PatientLine

    @property
    def presence(self) -> PresenceThrough | None:
        return presence_at(self.starts_at, self.presence_for, self.presence_through)


# In the order of `DayVisit`, whose last field is the patient.
_OWN = (
    *("id", "version", "practitioner_role_id", "practitioner_id", "starts_at", "ends_at"),
    *("buffer_before_minutes", "buffer_after_minutes", "status", "lane", "is_orphaned"),
    *("presence_for", "presence_through", "visit_reason_id", "visit_reason__name", "visit_reason__colour"),
    *("has_note", "over_the_rules"),
)


def _rows(practice: Any, roles: Any, low: Any, high: Any) -> QuerySet[Appointment, Any]:
    visits = Appointment.objects.filter(
        practice_id=practice,
        patient__locked_at__isnull=True,
        practitioner_role_id__among=roles,
        starts_at__gte=low,
        starts_at__lt=high,
    ).exclude(status=Status.ENTERED_IN_ERROR.value)
    return (
        visits.annotate(
            has_note=Q(note__isnull=False),
            over_the_rules=Q(override_reason__isnull=False) | Q(texts_erased_at__isnull=False),
            numbers=numbers_of("practice_id", "patient_id"),
        )
        .order_by("starts_at", "lane", "id")
        .values_list(*_OWN, *(f"patient__{column}" for column in COLUMNS), "numbers")
    )


_VISITS = Compiled(_rows)


def day_visits(practice_id: UUID, role_ids: Sequence[UUID], low: int, high: int) -> list[DayVisit]:
    """The visits of these agendas that start in `[low, high)` (seconds), by start; nobody's whose record is locked."""
    if not role_ids:
        return []
    start, end = datetime.fromtimestamp(low, UTC), datetime.fromtimestamp(high, UTC)
    return [_visit(row) for row in _VISITS.rows(practice_id, list(role_ids), start, end)]


def _visit(row: tuple[Any, ...]) -> DayVisit:
    values = (*row[: len(_OWN)], line_from(row[len(_OWN) :]))
    return DayVisit(*values)


def overbooked(practice_id: UUID, visits: Iterable[DayVisit]) -> set[UUID]:
    """Which of them are overbooked now; one more statement on a day on which one ever was."""
    asked = [visit.id for visit in visits if visit.over_the_rules]
    if not asked:
        return set()
    rows = Appointment.objects.filter(practice_id=practice_id, id__in=asked).select_related("override")
    return {row.id for row in rows if row.is_overbooked}
