"""What the desk asks by itself: the beginning of a stream, the calls of the moment; and taking one of them.

Behind the process that streams (web.live.stream) `/live/` is the beginning of a stream; asked of a web worker it is
the whole of it, and the browser asks again.
"""

from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_POST

from calls import services as calls
from calls.errors import CallAlreadyTaken
from calls.queries import call_in, desk_calls
from core import clock
from core.errors import Forbidden, NotFound
from practices.permissions import Permission, practices_where
from web.desk.call_state import CallState, read_id
from web.desk.callers import candidates
from web.desk.requests import DeskRequest
from web.live.events import RETRY, Hint, call_event
from web.live.gate import ADMITTED
from web.live.presenter import first_words, rings

FRAGMENT = "live/ringing.html"


@require_GET
def stream(request: DeskRequest) -> HttpResponse:
    practices = practices_where(request.actor, Permission.CALL_HANDLE)
    if not practices:
        raise Forbidden()
    now = (Hint(call.practice_id, call.id, call.version) for call in desk_calls(request.actor))
    response = HttpResponse(b"".join([RETRY, *map(call_event, now)]), content_type="text/event-stream")
    response["Cache-Control"] = "no-store, no-transform"
    response["X-Accel-Buffering"] = "no"
    request.META[ADMITTED] = practices
    return response


@require_GET
def ringing(request: DeskRequest) -> HttpResponse:
    """The banner of the calls of the moment, for every page of the desk; with `?appel=`, what all show of that one."""
    if "appel" in request.GET:
        return _first_words(request)
    return _banner(request)


@require_POST
def take(request: DeskRequest, practice_id: UUID, session_id: UUID) -> HttpResponse:
    """This person answers: the screen of the call opens, with the patient when one record alone has the number."""
    try:
        call = calls.take_call(actor=request.actor, practice_id=practice_id, session_id=session_id)
    except CallAlreadyTaken as refusal:
        return _banner(request, status=refusal.status, trouble=refusal.title)
    found = candidates(request.actor, call)
    state = CallState(practice_id, session_id, patient=found[0].id if len(found) == 1 else None)
    if not request.htmx:
        return redirect(state.url)
    response = HttpResponse(status=204)
    response["HX-Redirect"] = state.url
    return response


def _first_words(request: DeskRequest) -> HttpResponse:
    """204 once it rings no more."""
    practice, _, session = request.GET["appel"].partition(".")
    practice_id, session_id = read_id(practice, "appel"), read_id(session, "appel")
    if practice_id is None or session_id is None:
        raise NotFound()
    ring = first_words(call_in(request.actor, practice_id, session_id), clock.now())
    if ring is None:
        return HttpResponse(status=204)
    return render(request, FRAGMENT, {"rings": [ring], "for_all": True})


def _banner(request: DeskRequest, *, status: int = 200, trouble: str = "") -> HttpResponse:
    """Alone for the script that asked, in a page for a browser without one."""
    found = rings(request.actor, desk_calls(request.actor), clock.now())
    template = FRAGMENT if request.headers.get("HX-Request") else "live/page.html"
    return render(request, template, {"rings": found, "ring_trouble": trouble}, status=status)
