"""What was done during a call, told by the traces themselves: nothing is copied anywhere.

From them comes the word proposed when the call is wrapped up.
"""

from collections.abc import Collection
from datetime import timedelta
from uuid import UUID

from audit import services as audit
from audit.accesses import Access
from audit.actions import Action
from audit.of_call import acts_of_call
from calls.folding import Outcome
from calls.models import CallSession
from calls.models.call_session import Disposition
from calls.queries import LONGEST_CALL, call_in
from core import clock
from core.scoping import Actor
from telephony_adapters.events import Direction

_MARGIN = timedelta(minutes=1)
_BOOKED = frozenset({Action.APPOINTMENT_BOOKED, Action.APPOINTMENT_OVERBOOKED, Action.APPOINTMENT_PENDING})
_CHANGED = frozenset({Action.APPOINTMENT_MOVED, Action.APPOINTMENT_CANCELLED, Action.APPOINTMENT_RESTORED})
_TAKEN_BACK = Action.APPOINTMENT_RETRACTED


def doings_of(actor: Actor, practice_id: UUID, session_id: UUID) -> list[Access]:
    """Every act that names this call, oldest first; shown patients are journalled. Raises NotFound, Forbidden."""
    session = call_in(actor, practice_id, session_id)
    found = acts(session)
    seen: set[UUID | None] = {line.patient_id for line in found}
    audit.record_many(
        audit.Event(actor, Action.DOINGS_READ, practice_id, ("calls.call_session", session_id), patient_id)
        for patient_id in seen or {None}
    )
    return found


def acts(session: CallSession) -> list[Access]:
    """The same, told to nobody. The caller checked the scope."""
    until = min(session.started_at + 2 * LONGEST_CALL, clock.now() + _MARGIN)
    found = acts_of_call(session.practice_id, session.id, since=session.started_at - _MARGIN, until=until)
    return [line for line in found if line.action != Action.DOINGS_READ]


def suggested(session: CallSession, actions: Collection[str]) -> Disposition:
    """How the call probably ended for the caller, from what was done. Pure."""
    if session.direction == Direction.OUTBOUND and session.outcome != Outcome.ANSWERED:
        return Disposition.CALL_BACK
    if session.transferred_to:
        return Disposition.TRANSFERRED
    booked = sum(action in _BOOKED for action in actions) - sum(action == _TAKEN_BACK for action in actions)
    if booked > 0:
        return Disposition.BOOKED
    if any(action in _CHANGED for action in actions):
        return Disposition.CHANGED
    if Action.MESSAGE_SENT in actions:
        return Disposition.MESSAGE
    return Disposition.INFORMED
