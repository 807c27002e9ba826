"""What a worker left in `sending`: asked of the vendor by our reference, else work for a person; never sent blindly."""

import logging

from django.db import transaction

from core import clock
from core.scoping import acting_as, system_actor
from notifications.models import Delivery
from notifications.services.claims import Turn, claim
from notifications.services.posting import has_left
from notifications.services.writing import to_state
from notifications.states import Said, State, fold
from notifications.vendors import CannotAsk, look_up
from telephony_adapters.events import SmsKind
from telephony_adapters.protocols import Refused, Unreachable

BATCH = 20
# After so many turns without an answer, a person decides.
MOST_TURNS = 6

logger = logging.getLogger("permanence.notifications")


def recover_due() -> int:
    """Settle at most 20 messages whose worker is gone; returns how many were taken."""
    turns = claim(State.SENDING, BATCH)
    for turn in turns:
        try:
            with acting_as(system_actor(turn.practice_id)):
                _recover(turn)
        except Exception as error:
            logger.error("message %s cannot be settled: %s", turn.id, type(error).__name__)
    return len(turns)


def _recover(turn: Turn) -> None:
    with transaction.atomic():
        row = Delivery.objects.filter(practice_id=turn.practice_id, id=turn.id, claim_id=turn.claim_id).first()
    if row is None or row.state != State.SENDING.value:
        return
    try:
        said = look_up(row.account, turn.id)
    except (CannotAsk, Refused):
        _write(turn, State.UNKNOWN, "nobody-can-say")
    except Unreachable:
        # Asked again when this lease ends.
        if row.attempts >= MOST_TURNS:
            _write(turn, State.UNKNOWN, "vendor-silent")
    else:
        if said is None:
            _write(turn, State.QUEUED, "not-taken")
        else:
            _write(turn, _meaning(said), "")


def _meaning(said: SmsKind) -> State:
    return fold(State.SENDING, [Said(said)])


@transaction.atomic
def _write(turn: Turn, state: State, reason: str) -> None:
    """For every row that the message carried, unless a receipt settled it meanwhile."""
    rows = Delivery.objects.select_for_update().filter(
        practice_id=turn.practice_id, reference=turn.id, state=State.SENDING.value
    )
    for row in rows.order_by("id"):
        if state is State.QUEUED:
            to_state(row, state, reason, due_at=clock.now())
        else:
            to_state(row, state, reason)
            if row.posting is not None and state in (State.ACCEPTED, State.DELIVERED):
                has_left(row)
