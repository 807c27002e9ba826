"""The recording of the call on the line: paused, resumed, or objected to by the caller."""

from uuid import UUID

from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_POST

from calls import services as calls
from core.errors import InvalidInput
from web.desk.call_state import read_state
from web.desk.requests import DeskRequest


@transaction.non_atomic_requests
@require_POST
def recording(request: DeskRequest, practice_id: UUID, call_id: UUID) -> HttpResponse:
    """Outside a transaction: the exchange is told once it is written down."""
    state = read_state(request, practice_id, call_id)
    actor, act = request.actor, request.POST.get("act", "")
    if act == "object":
        calls.object_to_recording(actor=actor, practice_id=practice_id, session_id=call_id)
        return redirect(state.url)
    if act not in ("pause", "resume"):
        raise InvalidInput.at("act", "unknown-value", "Choisissez une action de la page.")
    _, told = calls.interrupt_recording(actor=actor, practice_id=practice_id, session_id=call_id, paused=act == "pause")
    return redirect(f"{state.url}{'&' if '?' in state.url else '?'}enregistrement={told.value}")
