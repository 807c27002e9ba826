"""A series as the desk proposes it, and as it stands once it is booked."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from booking.models import Appointment
from booking.proposal import Proposal
from web import french
from web.desk.presenters.times import Time, slot_value
from web.desk.presenters.visits import Visit, visit


@dataclass(frozen=True, slots=True)
class Skipped:
    """A date left out, with the reason in words; `instead` are times of the same days that may be ticked."""

    when: str
    why: str
    instead: list[Time]


@dataclass(frozen=True, slots=True)
class Proposed:
    summary: str
    times: list[Time]
    skipped: list[Skipped]


def proposed(found: Proposal) -> Proposed:
    role = found.practitioner_role_id
    times = [Time(slot_value(role, start), _when(start), is_checked=True) for start in found.starts]
    return Proposed(french.count(len(times), "date libre", "dates libres"), times, skipped(found.skipped))


def skipped(lines: Iterable[dict[str, Any]]) -> list[Skipped]:
    """The same for the dates that a refusal names."""
    return [
        Skipped(_when(datetime.fromisoformat(line["start"])), line["detail"], _instead(line["alternatives"]))
        for line in lines
    ]


def series_lines(visits: Sequence[Appointment]) -> list[Visit]:
    return [visit(one) for one in visits]


def _instead(alternatives: Iterable[dict[str, str]]) -> list[Time]:
    starts = [(one["practitioner_role"], datetime.fromisoformat(one["start"])) for one in alternatives]
    return [Time(f"{role}|{start.isoformat()}", _when(start)) for role, start in starts]


def _when(start: datetime) -> str:
    """In the zone that the start carries."""
    return f"{french.long_day(start.date())} à {french.hour(start)}"
