"""Who may be calling, as far as their number tells: patients of the called practice, found and never opened.

A number that is withheld or unread is neither shown nor searched. What is found is journalled as seen for the call.
"""

from contextlib import suppress
from typing import Any
from uuid import UUID

from calls.models import CallSession
from calls.queries import call_in
from core.errors import Forbidden, InvalidInput, NotFound
from core.scoping import Actor
from patients.lines import PatientLine
from patients.search import LIMIT, SearchTerms, search
from practices.permissions import Permission, can
from telephony_adapters.events import RemoteState
from web import french
from web.desk.call_state import CallState
from web.desk.presenters.people import results
from web.desk.presenters.recording import recording_of

UNSEEN = {
    RemoteState.WITHHELD: "Numéro masqué",
    RemoteState.INTERNAL: "Poste interne",
}


def call_of(actor: Actor, practice_id: UUID, call_id: UUID) -> CallSession | None:
    """The telephone call behind a call screen; None for one that was begun by hand, or that is not theirs to handle."""
    with suppress(NotFound, Forbidden):
        return call_in(actor, practice_id, call_id)
    return None


def candidates(actor: Actor, call: CallSession) -> list[PatientLine]:
    """Those who have this number at the practice of the line, and nowhere else."""
    if call.remote_state != RemoteState.KNOWN or not can(actor, Permission.PATIENT_SEARCH, call.practice_id):
        return []
    with suppress(InvalidInput):
        terms = SearchTerms(practice_id=call.practice_id, phone=call.remote_e164)
        return search(actor.during(call.practice_id, call.id), terms)
    return []


def caller_of(actor: Actor, state: CallState, told: str = "") -> dict[str, Any]:
    """What the call screen says of who calls: their number, and while no patient is chosen those who have it.

    `told`: what became of the last pause of the recording.
    """
    call = call_of(actor, state.practice, state.call)
    if call is None:
        return {}
    said: dict[str, Any] = {"caller": caller_words(call), "recording": recording_of(actor, call, told)}
    if state.patient is None and state.booked is None:
        found = candidates(actor, call)
        if found:
            said["results"] = results(found, turn=0, most=LIMIT, by_call=True)
    return said


def caller_words(call: CallSession) -> str:
    """« 06 39 98 12 34 », or why there is nothing to read."""
    if call.remote_state == RemoteState.KNOWN:
        return french.phone(call.remote_e164)
    return UNSEEN.get(RemoteState(call.remote_state), "Numéro inconnu")
