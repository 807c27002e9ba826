"""« À rappeler » : one person at a time rings a caller back, and says what came of it."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any
from uuid import UUID

from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_POST

from accounts.queries import display_names
from calls import queries
from calls import services as calls
from core import clock
from core.errors import DomainError, InvalidInput, NotFound
from web.desk.call_state import CallState
from web.desk.presenters.calls import line_of, summary_of
from web.desk.requests import DeskRequest

SAID = {
    "rappele": "Appel noté comme rappelé.",
    "absent": "Noté : pas de réponse. Il reviendra dans une demi-heure.",
    "plus-tard": "Noté : à rappeler plus tard.",
    "laisse": "Rendu à la liste.",
    "pris": "Cet appelant est à vous pour dix minutes.",
}
# What « plus tard » offers, in hours.
LATER = {"1": 1, "2": 2, "4": 4, "24": 24}


@require_GET
def to_call_back(request: DeskRequest) -> HttpResponse:
    """Everybody to ring back, the oldest first, and this person's calls that are not wrapped up."""
    return _show(request)


@transaction.non_atomic_requests
@require_POST
def ring(request: DeskRequest, practice_id: UUID, call_id: UUID) -> HttpResponse:
    """Click-to-call: the secretary's telephone rings, then the caller's; the new call's screen opens."""
    try:
        placed = calls.place_call_back(actor=request.actor, practice_id=practice_id, session_id=call_id)
    except DomainError as refusal:
        if refusal.status in (403, 404):
            raise
        with transaction.atomic():
            return _show(request, trouble=refusal.title, status=refusal.status)
    return redirect(CallState(practice_id, placed.session_id).url)


@require_POST
def settle(request: DeskRequest, practice_id: UUID, call_id: UUID, act: str) -> HttpResponse:
    """Claim, give back, rung back, no answer, later."""
    if act not in ACTS:
        raise NotFound()
    try:
        ACTS[act](request, {"actor": request.actor, "practice_id": practice_id, "session_id": call_id})
    except DomainError as refusal:
        if refusal.status in (403, 404):
            raise
        return _show(request, trouble=refusal.title, status=refusal.status)
    return redirect(f"/bureau/a-rappeler/?fait={act}")


def _later(request: DeskRequest, named: dict[str, Any]) -> None:
    hours = LATER.get(request.POST.get("dans", ""))
    if hours is None:
        raise InvalidInput.at("dans", "invalid-choice", "Choisissez dans combien de temps.")
    calls.call_back_later(after=clock.now() + timedelta(hours=hours), **named)


ACTS: dict[str, Callable[[DeskRequest, dict[str, Any]], object]] = {
    "pris": lambda request, named: calls.claim_call_back(**named),
    "laisse": lambda request, named: calls.leave_call_back(**named),
    "rappele": lambda request, named: calls.call_back_done(**named),
    "absent": lambda request, named: calls.call_back_failed(**named),
    "plus-tard": _later,
}


def _show(request: DeskRequest, *, trouble: str = "", status: int = 200) -> HttpResponse:
    found = queries.to_call_back(request.actor)
    names = display_names([one.claimed_by for one in found if one.claimed_by])
    context = {
        "here": "call-backs",
        "lines": [line_of(one, names, request.actor.user_id) for one in found],
        "to_wrap_up": [summary_of(session) for session in queries.to_wrap_up(request.actor)],
        "done": SAID.get(request.GET.get("fait", ""), ""),
        "trouble": trouble,
    }
    return render(request, "desk/to_call_back.html", context, status=status)
