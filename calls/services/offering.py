"""Times proposed to a caller: as long as the line is open they stay his, whatever a browser does."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from booking import services as booking
from booking.services.hold import Hold
from calls.models import CallSession
from calls.queries import LONGEST_CALL
from core.errors import NotFound
from core.scoping import Actor
from practices.permissions import Permission, check_may


@transaction.atomic
def offer_slot(
    *,
    actor: Actor,
    practice_id: UUID,
    call_id: UUID,
    visit_reason_id: UUID,
    practitioner_role_id: UUID,
    start: datetime,
) -> Hold:
    """Keep a time for the caller: until the line is free again, or two minutes when no telephone told of the call.

    Raises NotFound, Forbidden, and what `booking.services.hold_slot` raises.
    """
    check_may(actor, Permission.SLOT_HOLD, practice_id)
    held = booking.hold_slot(
        actor=actor,
        visit_reason_id=visit_reason_id,
        practitioner_role_id=practitioner_role_id,
        start=start,
        call_id=call_id,
        until=_line_is_open_until(practice_id, call_id),
    )
    if held.practice_id != practice_id:
        raise NotFound()  # the reason is another practice's
    return held


def _line_is_open_until(practice_id: UUID, call_id: UUID) -> datetime | None:
    """Locked: a hang-up that is being read waits, then gives back what was offered meanwhile."""
    session = CallSession.objects.select_for_update().filter(practice_id=practice_id, id=call_id).first()
    is_open = session and session.ended_at is None and session.wrapped_up_at is None
    return session.started_at + LONGEST_CALL if session and is_open else None
