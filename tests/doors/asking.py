"""One drawn agenda asked through the three doors: same hours, same refusals, but for the table of differences."""

from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from datetime import date, datetime, time, timedelta

import time_machine
from django.db import transaction
from hypothesis import HealthCheck, given, settings

from booking.holiday_calendar import METROPOLE, is_public_holiday
from patients.models import Patient
from tests.doors.agenda import AGENDAS, DAYS, PARIS, Agenda
from tests.doors.answers import Answer
from tests.doors.desk import Desk
from tests.doors.differences import AT_ONCE, Asked, answers, shows
from tests.doors.ground import Ground, House3, Starts, Wish
from tests.doors.patients_pages import PatientsPages
from tests.doors.programs import Programs

Doors = tuple[Desk, PatientsPages, Programs]
ONE_MINUTE = timedelta(minutes=1)


class _Undo(Exception):
    """Nothing of a question is left to the next."""


@contextmanager
def undone() -> Iterator[None]:
    with suppress(_Undo), transaction.atomic():
        yield
        raise _Undo


def ask_drawn_agendas(three: House3, travel: time_machine.Traveller, how: settings) -> Counter[str]:
    """Every drawn agenda at its own instant; returns how often each code was answered ("None": it was done)."""
    said: Counter[str] = Counter()

    @settings(how, deadline=None, suppress_health_check=list(HealthCheck))
    @given(agenda=AGENDAS)
    def asked(agenda: Agenda) -> None:
        travel.move_to(agenda.now)
        ask_everything(three, agenda, said)

    asked()
    return said


def ask_everything(three: House3, agenda: Agenda, said: Counter[str]) -> None:
    """Lay the agenda, ask it all; `said` counts the answers by their codes."""
    with undone():
        ground = Ground(three, agenda)
        doors = Desk(ground), PatientsPages(ground), Programs(ground)
        people = three.expected, three.newcomer
        _same_hours(ground, doors, people[agenda.picked[0] % 2])
        if ground.visit.status == "booked":
            _same_hours_to_move(ground, doors)
        for number, wish in enumerate(wishes(ground)):
            _same_booking(ground, doors, people[number % 2], wish, said)
        # What cannot move any more is refused whatever the hour.
        for wish in wishes(ground)[:: 2 if ground.visit.status == "booked" else 6]:
            _same_move(ground, doors, wish, said)
        _same_cancelling(ground, doors, said)


def wishes(ground: Ground) -> list[Wish]:
    """Hours that are worth asking: free, and one of each kind that is not."""
    agenda, morning = ground.agenda, ground.agenda.morning
    free = sorted(ground.free)
    found = [Wish("free", *free[rank % len(free)]) for rank in agenda.picked if free]
    found += [Wish("off the grid", one.who, one.start + ONE_MINUTE) for one in found[:1]]
    found += [Wish("taken", one.who, one.start(morning)) for one in agenda.visits[1:2]]
    found += [Wish("held", *one) for one in sorted(ground.held)[:1]]
    here = ground.who(ground.visit.practitioner_role_id)
    found.append(Wish("the patient is elsewhere", 1 - here, ground.visit.starts_at.astimezone(PARIS)))
    found.append(Wish("a little later", here, (ground.visit.starts_at + timedelta(minutes=15)).astimezone(PARIS)))
    for kind, shut in (("absent", agenda.absences), ("closed", agenda.shut)):
        found += [Wish(kind, one.who, one.start(morning)) for one in shut[:1]]
    found.append(Wish("at night", 0, datetime.combine(morning + timedelta(days=3), time(3, 30), tzinfo=PARIS)))
    found.append(Wish("soon", 1, agenda.now.replace(minute=30)))
    found.append(Wish("far", 0, agenda.now + timedelta(days=agenda.terms["booking_window_days"], hours=1)))
    return found + [
        Wish("holiday", opening.who, datetime.combine(day, opening.clock, tzinfo=PARIS))
        for day in feasts(agenda)[:1]
        for opening in [one for one in agenda.openings if one.start(morning).weekday() == day.weekday()][:1]
    ]


def feasts(agenda: Agenda) -> list[date]:
    """The public holidays of the days to come."""
    days = [agenda.morning + timedelta(days=n) for n in range(DAYS)]
    return [day for day in days if is_public_holiday(METROPOLE, day)]


def _same_hours(ground: Ground, doors: Doors, patient: Patient) -> None:
    is_new = patient == ground.three.newcomer or ground.visit.status in ("cancelled", "noshow")
    with undone():
        shown = {door.name: door.slots(patient) for door in doors}
    _compare(shown, lambda who, start: Asked(ground, who, start, is_new))


def _same_hours_to_move(ground: Ground, doors: Doors) -> None:
    with undone():
        shown = {door.name: door.slots_to_move() for door in doors}
    _compare(shown, lambda who, start: Asked(ground, who, start, visit=ground.visit))


def _compare(shown: dict[str, Starts], asked: Callable[[int, datetime], Asked]) -> None:
    """Each door shows what the others show, but for what the table says that it keeps."""
    everything = set().union(*shown.values())
    for door, hours in shown.items():
        expected = {one for one in everything if shows(door, asked(*one))}
        assert hours == expected, (door, sorted(hours ^ expected)[:5])


def _same_booking(ground: Ground, doors: Doors, patient: Patient, wish: Wish, said: Counter[str]) -> None:
    is_new = patient == ground.three.newcomer or ground.visit.status in ("cancelled", "noshow")
    _, _, programs = doors
    plain = _agree(doors, Asked(ground, wish.who, wish.start, is_new), lambda door: door.book(patient, wish), said)
    at_once = _answer(lambda: programs.book_at_once(patient, wish))
    assert at_once.code == plain or at_once.code in AT_ONCE, (wish, at_once, plain)


def _same_move(ground: Ground, doors: Doors, wish: Wish, said: Counter[str]) -> None:
    _agree(doors, Asked(ground, wish.who, wish.start, visit=ground.visit), lambda door: door.move(wish), said)


def _same_cancelling(ground: Ground, doors: Doors, said: Counter[str]) -> None:
    here = ground.who(ground.visit.practitioner_role_id)
    asked = Asked(ground, here, ground.visit.starts_at, visit=ground.visit, ends=True)
    _agree(doors, asked, lambda door: door.cancel(), said)


def _agree(doors: Doors, asked: Asked, act: Callable[..., Answer], said: Counter[str]) -> str | None:
    """Every door answers what the table makes of the one answer, in a sentence; returns that answer."""
    given = {door.name: _answer(lambda door=door: act(door)) for door in doors}  # type: ignore[misc]
    plain = given["api"].code
    expected = {door: answers(door, asked, plain) for door in given}
    assert {door: answer.code for door, answer in given.items()} == expected, (asked, given)
    assert all(answer.sentence for answer in given.values() if answer.code), given
    said.update(str(code) for code in expected.values())
    return plain


def _answer(act: Callable[[], Answer]) -> Answer:
    """Undone either way."""
    found = []
    with undone():
        found.append(act())
    return found[0]
