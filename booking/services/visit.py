"""The visit to write, before it is written: when, with whom, what for."""

from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from uuid import UUID

from booking.availability import Shape
from booking.locks import also_lock
from booking.models import ORDINARY_LANE
from booking.occupancy import Claim, widened
from booking.openings import Agenda, Timetable, timetables


@dataclass(frozen=True, slots=True)
class Visit:
    """`[start, end)` in UTC, without the buffers; buffers in minutes.

    `practitioner_id` is whoever is there that day: the agenda's practitioner, or a substitute.
    """

    agenda: Agenda
    visit_reason_id: UUID
    start: datetime
    end: datetime
    buffer_before: int
    buffer_after: int
    practitioner_id: UUID

    @classmethod
    def of(cls, agenda: Agenda, visit_reason_id: UUID, shape: Shape, start: datetime) -> "Visit":
        """The visit of that shape that starts at `start`, given in any zone; `attended` says with whom."""
        # In UTC first: adding minutes to a local time moves its clock hands, across a change of clocks too.
        start = start.astimezone(UTC)
        end = start + timedelta(seconds=shape.duration)
        before, after = shape.buffer_before // 60, shape.buffer_after // 60
        return cls(agenda, visit_reason_id, start, end, before, after, agenda.practitioner_id)

    @property
    def duration_minutes(self) -> int:
        return int((self.end - self.start).total_seconds()) // 60

    def with_person(self, table: Timetable) -> "Visit":
        """The same with whoever is there at its start."""
        return replace(self, practitioner_id=table.person_at(int(self.start.timestamp())))

    def claim(self, lane: int = ORDINARY_LANE, call_id: UUID | None = None) -> Claim:
        """The time it takes, buffers included."""
        taken = widened(self.start, self.end, self.buffer_before, self.buffer_after)
        return Claim(self.agenda.practice_id, self.practitioner_id, *taken, lane=lane, call_id=call_id)


def attended(visit: Visit) -> tuple[Visit, Timetable]:
    """The visit with whoever is there that day, and the timetable that says so. Under the agenda's lock.

    One SQL statement; where somebody stands in, that person is locked as well and everything is read again.
    """
    table = _timetable(visit)
    person = table.person_at(int(visit.start.timestamp()))
    if person != visit.agenda.practitioner_id:
        also_lock(person)
        table = _timetable(visit)
    return visit.with_person(table), table


def _timetable(visit: Visit) -> Timetable:
    low, high = int(visit.start.timestamp()), int(visit.end.timestamp())
    return timetables([visit.agenda], low, high)[visit.agenda.role_id]
