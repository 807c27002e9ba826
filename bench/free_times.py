"""Free times to book, dealt so that no two requests meet unless they are meant to."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import cycle
from json import dumps
from random import Random
from uuid import UUID, uuid4

from bench.clients import Request
from bench.floors import sweep
from bench.floors.question import MINUTE, Question
from bench.measures.slots import later
from bench.world import Agenda, Practice, World, next_monday

NOTE = "Vient accompagnée ; rappeler la veille."
FIRST_DAY, LAST_DAY = 1, 80
QUARTER, LONG_STEP, WIDE = 15, 10, 60


@dataclass(frozen=True, slots=True)
class FreeTime:
    """A free start of one agenda, and a patient of its practice."""

    practice: Practice
    agenda: Agenda
    start: datetime
    patient: UUID

    def booking(self) -> Request:
        """A whole booking: with a note to seal, under a key of its own."""
        return book(self.patient, self.practice.reason, self.agenda, self.start)


def book(patient: UUID, reason: UUID, agenda: Agenda, start: datetime) -> Request:
    told = {
        "patient": str(patient), "visit_reason": str(reason), "practitioner_role": str(agenda.role),
        "start": start.isoformat(), "note": NOTE,
    }  # fmt: skip
    return "POST", "/api/v1/appointments", dumps(told), str(uuid4())


def quarters(world: World, count: int) -> Iterator[FreeTime]:
    """`count` free quarters of an hour over the practices served, in random order, another patient each."""
    random = Random(count)  # noqa: S311 - which time is asked for matters to nobody
    free = [
        (practice, agenda, start)
        for practice in world.served
        for agenda, starts in zip(practice.agendas, _starts(world, practice, QUARTER, QUARTER), strict=True)
        for start in starts
    ]
    patients = {practice.id: cycle(world.patients(practice, 2 * count)) for practice in world.served}
    for practice, agenda, start in random.sample(free, count):
        yield FreeTime(practice, agenda, _instant(start), next(patients[practice.id]))


def hours(world: World, count: int) -> list[tuple[Agenda, datetime]]:
    """`count` whole free hours of the first practice that do not overlap, where a race may be run."""
    random = Random(count)  # noqa: S311 - as above
    practice = world.served[0]
    found = []
    for agenda, starts in zip(practice.agendas, _starts(world, practice, WIDE, LONG_STEP), strict=True):
        last = 0
        for start in starts:
            if start >= last + WIDE:
                found.append((agenda, _instant(start)))
                last = start
    return random.sample(found, count)


def _starts(world: World, practice: Practice, duration: int, step: int) -> list[list[int]]:
    low, high = (int(later(next_monday(), days).timestamp()) // MINUTE for days in (FIRST_DAY, LAST_DAY))
    with world.database.superuser() as connection:
        return sweep.search(connection, Question(practice.agendas, low, high, duration, step))


def _instant(minutes: int) -> datetime:
    return datetime.fromtimestamp(minutes * MINUTE, UTC)
