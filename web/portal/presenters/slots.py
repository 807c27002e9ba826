"""Free starts as patients read them: day, then practitioner, then hours; four at once, the others behind a word."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from uuid import UUID

from booking.queries import SlotGroup
from core.errors import InvalidInput
from practices.models import PractitionerRole
from web import french

SHOWN_AT_ONCE = 4
# A page stops after the day that passes this many hours, so that it stays light on a telephone.
ENOUGH = 240
# One day of many practitioners is cut too: the rest of each is one press away, on the page of that practitioner.
MOST = 480


@dataclass(frozen=True, slots=True)
class Hour:
    """`value` is what the button sends: the end of the agenda's id, and minutes since 1970.

    `is_asked`: the practice has something to ask before this hour is taken.
    """

    value: str
    text: str
    is_asked: bool = False


@dataclass(frozen=True, slots=True)
class Row:
    name: str
    specialty: str
    place: str
    first: list[Hour]
    others: list[Hour]
    role_id: UUID
    is_cut: bool


@dataclass(frozen=True, slots=True)
class Day:
    date: date
    title: str
    rows: list[Row]


def days_of(groups: Sequence[SlotGroup], roles: Sequence[PractitionerRole]) -> tuple[list[Day], date | None]:
    """The days that have hours, in order; and the first day left out, where there were too many."""
    by_id = {role.id: role for role in roles}
    several_places = len({role.location_id for role in roles}) > 1
    found: dict[date, list[Row]] = {}
    for group in groups:
        role = by_id[group.practitioner_role_id]
        starts: dict[date, list[datetime]] = {}
        for start in group.starts:
            starts.setdefault(start.date(), []).append(start)
        for day, hours in starts.items():
            row = _row(role, hours, frozenset(group.marks), several_places, MOST // len(groups))
            found.setdefault(day, []).append(row)
    return _enough(found)


def read_hour(value: str, roles: Sequence[PractitionerRole]) -> tuple[UUID, datetime]:
    """The agenda and the start that a button sends. Raises InvalidInput."""
    tail, _, minutes = value.partition(".")
    role = next((one for one in roles if one.id.hex.endswith(tail) and len(tail) == _TAIL), None)
    if role is None or not minutes.isascii() or not minutes.isdigit() or len(minutes) > 9:
        raise InvalidInput.at("creneau", "unknown-value", "Choisissez un horaire de la page.")
    return role.id, datetime.fromtimestamp(60 * int(minutes), UTC)


def hour_of(role_id: UUID, start: datetime, *, is_asked: bool = False) -> Hour:
    return Hour(f"{role_id.hex[-_TAIL:]}.{int(start.timestamp()) // 60}", french.hour(start), is_asked)


_TAIL = 12


def _row(
    role: PractitionerRole, hours: list[datetime], marked: Collection[datetime], several_places: bool, most: int
) -> Row:
    said = [hour_of(role.id, hour, is_asked=hour in marked) for hour in hours[:most]]
    # One hidden hour takes as much room as a word that hides it.
    cut = SHOWN_AT_ONCE if len(said) > SHOWN_AT_ONCE + 1 else len(said)
    place = role.location.name if several_places else ""
    return Row(
        role.practitioner.display_name, role.specialty, place, said[:cut], said[cut:], role.id, len(hours) > most
    )


def _enough(found: dict[date, list[Row]]) -> tuple[list[Day], date | None]:
    days: list[Day] = []
    shown = 0
    for day in sorted(found):
        if shown >= ENOUGH:
            return days, day
        days.append(Day(day, french.long_day(day).capitalize(), found[day]))
        shown += sum(len(row.first) + len(row.others) for row in found[day])
    return days, None
