"""The day as a list of visits and of what is free between them."""

from datetime import date, datetime, time
from typing import Any
from zoneinfo import ZoneInfo

from booking.lifecycle import LABELS, Status, possible
from booking.queries import Day, DayAppointment, DayColumn
from core.ids import new_id
from patients.lines import PatientLine
from web.desk.presenters.planning import planning_of

DAY = date(2026, 11, 23)


def at(clock: str, zone: str = "Europe/Paris") -> datetime:
    return datetime.combine(DAY, time.fromisoformat(clock), tzinfo=ZoneInfo(zone))


def visit(start: str, end: str, status: Status = Status.BOOKED, lane: int = 0) -> DayAppointment:
    patient = PatientLine(
        id=new_id(), practice_id=new_id(), family_name="Lefèvre", birth_name="Lefèvre", given_names="Camille",
        birth_date=date(1984, 3, 12), sex="female", phones=(), city="",
    )  # fmt: skip
    return DayAppointment(
        id=new_id(), version=1, start=at(start), end=at(end), status=status, status_label=LABELS[status], lane=lane,
        is_overbooked=lane > 0,
        is_orphaned=False, has_note=False, visit_reason_id=new_id(), visit_reason_name="Consultation", colour="bleu",
        patient=patient, presence=None, verbs=possible(status),
    )  # fmt: skip


def column(**parts: Any) -> DayColumn:
    usual = {"practitioner_role_id": new_id(), "practitioner_name": "Dr Anne Martin", "location_name": "Centre"}
    return DayColumn(**{**usual, "timezone": "Europe/Paris", "is_public_holiday": False, **parts})


def listed(**parts: Any) -> list[tuple[str, str, str]]:
    (agenda,) = planning_of(Day(new_id(), DAY, [column(**parts)])).agendas
    return [(item.kind, item.hour, item.detail if item.kind == "free" else item.title) for item in agenda.items]


def test_what_is_free_stands_between_the_visits() -> None:
    openings = [(at("09:00"), at("12:00"))]
    shown = listed(openings=openings, appointments=[visit("09:30", "10:00"), visit("10:00", "10:15")])
    assert shown == [
        ("free", "09:00", "30 min"),
        ("visit", "09:30", "LEFÈVRE Camille"),
        ("visit", "10:00", "LEFÈVRE Camille"),
        ("free", "10:15", "1 h 45"),
    ]


def test_a_cancelled_visit_is_still_listed_and_its_time_is_free() -> None:
    openings = [(at("09:00"), at("10:00"))]
    shown = listed(openings=openings, appointments=[visit("09:00", "10:00", Status.CANCELLED)])
    assert {("visit", "09:00", "LEFÈVRE Camille"), ("free", "09:00", "1 h")} == set(shown)


def test_an_overbooked_visit_takes_no_ordinary_time() -> None:
    openings = [(at("09:00"), at("10:00"))]
    (agenda,) = planning_of(
        Day(new_id(), DAY, [column(openings=openings, appointments=[visit("09:00", "09:15", lane=1)])])
    ).agendas
    overbooked = next(item for item in agenda.items if item.kind == "visit")
    assert (overbooked.status, overbooked.lane) == ("En plus", 1)
    assert [item.detail for item in agenda.items if item.kind == "free"] == ["1 h"]


def test_time_held_or_taken_elsewhere_is_neither_free_nor_named() -> None:
    openings = [(at("09:00"), at("10:00"))]
    shown = listed(openings=openings, held=[(at("09:00"), at("09:15"))], elsewhere=[(at("09:30"), at("10:00"))])
    assert shown == [
        ("held", "09:00", "Retenu par une secrétaire"),
        ("free", "09:15", "15 min"),
        ("elsewhere", "09:30", "Occupé ailleurs"),
    ]


def test_the_frame_holds_every_agenda_in_whole_half_hours() -> None:
    day = Day(
        new_id(),
        DAY,
        [column(openings=[(at("08:10"), at("12:00"))]), column(appointments=[visit("18:00", "18:40")])],
    )
    shown = planning_of(day)
    assert (shown.first_minute, shown.last_minute) == (8 * 60, 19 * 60)
    assert shown.agendas[0].closed == [(480, 490), (720, 1140)]


def test_a_day_without_openings_says_why() -> None:
    shut, holiday = planning_of(Day(new_id(), DAY, [column(), column(is_public_holiday=True)])).agendas
    assert (shut.summary, shut.nothing) == ("ne consulte pas", "Ne consulte pas ce jour-là.")
    assert holiday.nothing == "Jour férié : pas de consultation."


def test_every_status_but_the_usual_one_is_said_in_a_word() -> None:
    for status in Status:
        (agenda,) = planning_of(Day(new_id(), DAY, [column(appointments=[visit("09:00", "09:15", status)])])).agendas
        assert agenda.items[0].status == ("" if status is Status.BOOKED else LABELS[status])
