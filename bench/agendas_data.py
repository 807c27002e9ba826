"""Half-full agendas: every quarter of an hour of thirteen weeks is taken with one chance in two.

Written day by day over all practitioners, as appointments come in, so that the rows of one agenda do not
lie side by side on the disk.
"""

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from itertools import cycle
from random import Random
from uuid import UUID
from zoneinfo import ZoneInfo

import psycopg

from bench.bulk import copy_lines, without_indexes
from bench.database import ZONE
from bench.practices_data import HOURS, WORKING_DAYS, House
from bench.sizes import WEEKS
from core.ids import new_id

MINUTES = 15
FULLNESS = 0.5
TABLES = ("booking_occupancy", "booking_appointment")
_OCCUPANCY = ("id", "practice_id", "practitioner_id", "lane", "starts_at", "ends_at", "patient_id")
_APPOINTMENT = (
    "id", "practice_id", "practitioner_role_id", "practitioner_id", "location_id", "patient_id", "visit_reason_id",
    "occupancy_id", "starts_at", "ends_at", "duration_minutes", "buffer_before_minutes", "buffer_after_minutes",
    "status", "lane", "cancelled_by", "channel", "is_orphaned", "version", "created_at", "updated_at",
)  # fmt: skip


def load_agendas(connection: "psycopg.Connection[object]", house: House, patients: list[list[UUID]]) -> int:
    """Returns how many appointments were written."""
    taken = list(_taken(house, patients))
    at = datetime.now(UTC)
    with without_indexes(connection, TABLES):
        copy_lines(
            connection,
            "booking_occupancy",
            _OCCUPANCY,
            (
                f"{occupancy}\t{practice}\t{person}\t0\t{start}\t{end}\t{patient}"
                for occupancy, practice, _, person, _, _, patient, start, end in taken
            ),
        )
        return copy_lines(
            connection,
            "booking_appointment",
            _APPOINTMENT,
            (
                f"{new_id().hex}\t{practice}\t{role}\t{person}\t{location}\t{patient}\t{reason}\t{occupancy}\t{start}\t"
                f"{end}\t{MINUTES}\t0\t0\tbooked\t0\t\tphone\tf\t1\t{at}\t{at}"
                for occupancy, practice, role, person, location, reason, patient, start, end in taken
            ),
        )


Taken = tuple[str, str, str, str, str, str, str, str, str]


def _taken(house: House, patients: list[list[UUID]]) -> Iterator[Taken]:
    """Ids and times in COPY's text form; the patients of a practice come round, so none is in two places."""
    random = Random("agendas")  # noqa: S311 - the same data each time
    rounds = [cycle([patient.hex for patient in ids]) for ids in patients]
    named = [
        (practice.id.hex, practice.location.hex, practice.reasons[0].hex, [(r.hex, p.hex) for r, p in practice.roles])
        for practice in house.practices
    ]
    for day in _days(house.monday):
        quarters = list(_quarters(day))
        for (practice, location, reason, roles), come_round in zip(named, rounds, strict=True):
            for role, person in roles:
                for start, end in quarters:
                    if random.random() < FULLNESS:
                        patient = next(come_round)
                        yield new_id().hex, practice, role, person, location, reason, patient, start, end


def _days(monday: date) -> Iterator[date]:
    for week in range(WEEKS):
        for weekday in WORKING_DAYS:
            yield monday + timedelta(weeks=week, days=weekday)


def _quarters(day: date) -> Iterator[tuple[str, str]]:
    for opens, closes in HOURS:
        at = datetime.combine(day, opens, tzinfo=ZoneInfo(ZONE)).astimezone(UTC)
        until = datetime.combine(day, closes, tzinfo=ZoneInfo(ZONE)).astimezone(UTC)
        while at < until:
            yield at.isoformat(), (at + timedelta(minutes=MINUTES)).isoformat()
            at += timedelta(minutes=MINUTES)
