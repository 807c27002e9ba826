"""The day and the week on paper: black on white, thirty lines on an A4, the same lines in print and in the PDF."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path

from booking.lifecycle import TAKES_TIME, Status
from booking.queries import Day, DayAppointment, DayColumn
from privacy.pdf import compile_pdf
from web import french

DOCUMENTS = Path(__file__).resolve().parent / "documents"


@dataclass(frozen=True, slots=True)
class Row:
    hour: str
    patient: str
    born: str
    phone: str
    reason: str
    remark: str


@dataclass(frozen=True, slots=True)
class Sheet:
    """One table: the day of one practitioner."""

    name: str
    day: str
    place: str
    openings: str
    rows: list[Row]


def sheets_of(days: Sequence[Day], *, by_day: bool = False) -> list[Sheet]:
    """A table by agenda and day; with `by_day` the days on which nothing happens are left out."""
    sheets = [_sheet(day, column) for day in days for column in day.columns]
    return [sheet for sheet in sheets if sheet.rows or sheet.openings or not by_day]


def day_pdf(practice: str, days: Sequence[Day], *, at: datetime) -> bytes:
    """A page by practitioner; `at`: when it is printed, on the clocks of the practice."""
    return _pdf("day", practice, sheets_of(days), at)


def week_pdf(practice: str, days: Sequence[Day], *, at: datetime) -> bytes:
    """The days of one agenda, one after the other."""
    return _pdf("week", practice, sheets_of(days, by_day=True), at)


def _pdf(kind: str, practice: str, sheets: Sequence[Sheet], at: datetime) -> bytes:
    data = {
        "kind": kind,
        "practice": practice,
        "sheets": [asdict(sheet) for sheet in sheets],
        "printed": f"{french.short_day(at.date())} à {french.hour(at)}",
    }
    return compile_pdf("agenda", data, at=at, documents=DOCUMENTS)


def _sheet(day: Day, column: DayColumn) -> Sheet:
    hours = [f"{french.hour(start)} – {french.hour(end)}" for start, end in column.openings]
    return Sheet(
        name=column.practitioner_name + (f", remplacé par {column.substitute_name}" if column.substitute_name else ""),
        day=french.long_day(day.day, with_year=True),
        place=column.location_name,
        openings=", ".join(hours),
        rows=[_row(one) for one in column.appointments if one.status in TAKES_TIME],
    )


def _row(one: DayAppointment) -> Row:
    remarks = [
        one.status_label if one.status is not Status.BOOKED else "",
        "En plus" if one.is_overbooked else "",
        "À confirmer" if one.is_orphaned else "",
        "Note" if one.has_note else "",
    ]
    return Row(
        hour=french.hour(one.start),
        patient=f"{one.patient.family_name.upper()} {one.patient.given_names}",
        born=french.short_day(one.patient.birth_date),
        phone=french.phone(one.patient.phones[0]) if one.patient.phones else "",
        reason=one.visit_reason_name,
        remark=", ".join(filter(None, remarks)),
    )
