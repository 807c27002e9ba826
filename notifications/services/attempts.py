"""One try at a message: whether its vendor was called tells what may be tried again from what nobody knows."""

import logging
from dataclasses import dataclass

from django.db import DatabaseError, transaction

from core import clock
from core.scoping import acting_as, system_actor
from notifications.models import Delivery
from notifications.services.claims import Turn, pause_after
from notifications.services.writing import to_state
from notifications.states import State

logger = logging.getLogger("permanence.notifications")


@dataclass(slots=True)
class Attempt:
    """`handed_over` is set just before the vendor is called; until then nothing can have left."""

    turn: Turn
    handed_over: bool = False


def failed(attempt: Attempt, error: Exception) -> None:
    """What no vendor was called about is due again after a pause; the rest is asked about when the lease ends."""
    turn = attempt.turn
    # The kind of error only: its text may repeat what it was given.
    logger.error("message %s failed: %s", turn.id, type(error).__name__)
    if attempt.handed_over:
        return
    try:
        with acting_as(system_actor(turn.practice_id)):
            _put_back(turn)
    except DatabaseError as again:
        logger.error("message %s stays about to be sent: %s", turn.id, type(again).__name__)


@transaction.atomic
def _put_back(turn: Turn) -> None:
    rows = Delivery.objects.select_for_update().filter(
        practice_id=turn.practice_id, reference=turn.id, state=State.SENDING.value, claim_id=turn.claim_id
    )
    for row in rows.order_by("id"):
        to_state(row, State.QUEUED, "not-handed-over", due_at=clock.now() + pause_after(row.attempts))
