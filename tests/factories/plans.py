"""What a practice wants said, through the room's own services."""

from datetime import time
from typing import Any
from uuid import UUID

from core.scoping import acting_as, system_actor
from notifications.services.plans import set_plan

MIDNIGHT = time(0)


def change_plan(practice_id: UUID, **changes: Any) -> None:
    actor = system_actor(practice_id)
    with acting_as(actor):
        set_plan(actor=actor, practice_id=practice_id, changes=changes)


def never_quiet(practice_id: UUID) -> None:
    """The practice disturbs people at any hour: tests begin before eight."""
    change_plan(practice_id, quiet_from=MIDNIGHT, quiet_until=MIDNIGHT)
