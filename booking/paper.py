"""Days that leave the screen: read like the others, and journalled once more as a file that somebody keeps."""

from collections.abc import Sequence
from datetime import date
from uuid import UUID

from audit.actions import Action
from audit.services import record
from booking.day import Day, day_view
from core.scoping import Actor
from practices.permissions import Permission, check_may


def printed_days(
    actor: Actor, practice_id: UUID, days: Sequence[date], *, practitioner_role_ids: Sequence[UUID] | None = None
) -> list[Day]:
    """These days, for a file. Raises NotFound, Forbidden: paper is for the people of the place."""
    check_may(actor, Permission.DAY_PRINT, practice_id)
    read = [day_view(actor, practice_id, day, practitioner_role_ids=practitioner_role_ids) for day in days]
    record(
        actor=actor,
        action=Action.DAY_PRINTED,
        practice_id=practice_id,
        entity=("practice", practice_id),
        details={"day": days[0], "days": len(days)},
    )
    return read
