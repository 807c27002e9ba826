"""Where the people of a secretariat stand with its charter and its secrecy contract (CH-20, ST-19)."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from consent.charter_queries import in_force
from consent.charters import Organisation
from consent.models import Charter, CharterAcceptance
from core.scoping import Actor
from practices.territory import check_manages, people_in


@dataclass(frozen=True, slots=True)
class Standing:
    """`accepted`: for each text in force, the moment of acceptance, or None while it is owed."""

    user_id: UUID
    accepted: list[tuple[Charter, datetime | None]]

    @property
    def owes(self) -> bool:
        return any(at is None for _, at in self.accepted)


def standing_of(actor: Actor, secretariat_id: UUID) -> dict[UUID, Standing]:
    """By person of the secretariat. Raises Forbidden, NotFound (another secretariat's)."""
    check_manages(actor, secretariat_id)
    texts = in_force(Organisation(secretariat_id=secretariat_id))
    people = people_in([secretariat_id])
    rows = CharterAcceptance.objects.filter(user_id__in=people, charter__in=texts)
    at = {(row.user_id, row.charter_id): row.at for row in rows}
    return {one: Standing(one, [(text, at.get((one, text.id))) for text in texts]) for one in people}
