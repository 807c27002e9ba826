"""Whether the call is being recorded, as the secretary sees and interrupts it."""

from dataclasses import dataclass

from calls.models import CallSession
from calls.queries import recording_choice
from calls.services.pausing import Pause
from core.scoping import Actor

SAID = {
    Pause.DONE: "",
    Pause.BY_HAND: "Faites-le aussi sur le téléphone.",
    Pause.SILENT: "Le standard n'a pas répondu : faites-le sur le téléphone.",
}


@dataclass(frozen=True, slots=True)
class Recording:
    """`trouble`: what is left to do by hand."""

    is_paused: bool
    has_objected: bool
    trouble: str = ""


def recording_of(actor: Actor, call: CallSession, told: str = "") -> Recording | None:
    """None where the practice records nothing."""
    choice = recording_choice(actor, call.practice_id)
    if choice is None or not choice.is_on or call.ended_at is not None:
        return None
    trouble = SAID[Pause(told)] if told in set(Pause) else ""
    objected = call.recording_objected_at is not None
    return Recording(call.recording_paused_at is not None, objected, trouble)
