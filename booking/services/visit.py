"""The visit to write, before it is written: when, with whom, what for."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from uuid import UUID

from booking.availability import Shape
from booking.models import ORDINARY_LANE
from booking.occupancy import Claim, widened
from booking.openings import Agenda


@dataclass(frozen=True, slots=True)
class Visit:
    """`[start, end)` in UTC, without the buffers; buffers in minutes."""

    agenda: Agenda
    visit_reason_id: UUID
    start: datetime
    end: datetime
    buffer_before: int
    buffer_after: int

    @classmethod
    def of(cls, agenda: Agenda, visit_reason_id: UUID, shape: Shape, start: datetime) -> "Visit":
        """The visit of that shape that starts at `start`, given in any zone."""
        # In UTC first: adding minutes to a local time moves its clock hands, across a change of clocks too.
        start = start.astimezone(UTC)
        end = start + timedelta(seconds=shape.duration)
        return cls(agenda, visit_reason_id, start, end, shape.buffer_before // 60, shape.buffer_after // 60)

    @property
    def duration_minutes(self) -> int:
        return int((self.end - self.start).total_seconds()) // 60

    def claim(self, lane: int = ORDINARY_LANE, call_id: UUID | None = None) -> Claim:
        """The time it takes, buffers included."""
        taken = widened(self.start, self.end, self.buffer_before, self.buffer_after)
        return Claim(self.agenda.practice_id, self.agenda.practitioner_id, *taken, lane=lane, call_id=call_id)
