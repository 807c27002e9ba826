"""Who is really there: the practitioner of an agenda, or whoever stands in that day."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from uuid import UUID

from booking.models import Substitution

Stay = tuple[date, date, str]


@dataclass(frozen=True, slots=True)
class StandIns:
    """By agenda, the days (both included) on which somebody stands in, and their name."""

    stays: Mapping[UUID, list[Stay]] = field(default_factory=dict)

    def said(self, role_id: UUID, day: date, own: str) -> str:
        """« Dr Martin », or « Dr Martin, remplacé par Dr Haddad » on such a day."""
        for first, last, name in self.stays.get(role_id, ()):
            if first <= day <= last:
                return f"{own}, remplacé par {name}"
        return own


def stand_ins_of(substitutions: Iterable[Substitution]) -> StandIns:
    stays: dict[UUID, list[Stay]] = {}
    for one in substitutions:
        stays.setdefault(one.practitioner_role_id, []).append((one.starts_on, one.ends_on, one.substitute.display_name))
    return StandIns(stays)
