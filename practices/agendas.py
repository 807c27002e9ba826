"""The agendas of a practice as a planning heads its columns: plain values, one statement compiled once."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from core.compiled import Compiled
from core.scoping import Actor
from practices.models.practitioner import display_name
from practices.permissions import Permission, check_may
from practices.queries import active_roles


@dataclass(frozen=True, slots=True)
class AgendaHead:
    """One agenda: whose, where, and on which clock and calendar."""

    practitioner_name: str
    id: UUID
    practice_id: UUID
    practitioner_id: UUID
    location_id: UUID
    location_name: str
    timezone: str
    holiday_territory: str
    overbooking_limit: int


_HEADS = Compiled(
    lambda practice: active_roles(practice).values_list(
        *("practitioner__title", "practitioner__given_names", "practitioner__family_name"),
        *("id", "practice_id", "practitioner_id"),
        *("location_id", "location__name", "location__timezone", "location__holiday_territory", "overbooking_limit"),
    )
)


def agenda_heads(actor: Actor, practice_id: UUID) -> list[AgendaHead]:
    """The active agendas in the practice's order. Raises NotFound, Forbidden."""
    check_may(actor, Permission.PRACTICE_READ, practice_id)
    return [_head(*row) for row in _HEADS.rows(practice_id)]


def _head(title: str, given_names: str, family_name: str, *rest: Any) -> AgendaHead:
    return AgendaHead(display_name(title, given_names, family_name), *rest)
