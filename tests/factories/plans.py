"""What a practice wants said, through the room's own services."""

from datetime import time
from typing import Any

from core.scoping import acting_as, system_actor
from notifications.services.plans import set_plan
from practices.models import Practice

MIDNIGHT = time(0)


def change_plan(practice: Practice, **changes: Any) -> None:
    actor = system_actor(practice.id)
    with acting_as(actor):
        set_plan(actor=actor, practice_id=practice.id, changes=changes)


def never_quiet(practice: Practice) -> None:
    """Messages leave at any hour."""
    change_plan(practice, quiet_from=MIDNIGHT, quiet_until=MIDNIGHT)
