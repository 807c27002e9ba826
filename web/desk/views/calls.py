"""Taking a call, its screen at any step, and its end."""

from contextlib import suppress
from uuid import UUID

from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_POST

from booking import services as booking
from core import clock
from core.errors import InvalidInput, NotFound
from core.ids import new_id
from practices import queries as practices
from web import french
from web.desk.call_screen import show_call
from web.desk.call_state import CallState, read_id, read_state
from web.desk.presenters.practice import practice_card
from web.desk.requests import DeskRequest


@require_GET
def home(request: DeskRequest) -> HttpResponse:
    """The practices whose calls this person answers."""
    now = clock.now()
    found = practices.practices_of(request.actor).prefetch_related("locations")
    cards = [practice_card(practice, list(practice.locations.all()), [], now=now) for practice in found]
    today = french.long_day(french.local(now, french.HOME_ZONE).date(), with_year=True)
    context = {"here": "calls", "practices": cards, "today": today, "ended": "termine" in request.GET}
    return render(request, "desk/home.html", context)


@require_POST
def start(request: DeskRequest) -> HttpResponse:
    """A call for one practice: draws its id, which everything done during the call carries."""
    practice_id = read_id(request.POST.get("cabinet"), "cabinet")
    if practice_id is None:
        raise InvalidInput.at("cabinet", "required", "Choisissez le cabinet appelé.")
    practice = practices.practice_in(request.actor, practice_id)
    patient_id = read_id(request.POST.get("patient"), "patient")
    return redirect(CallState(practice.id, new_id(), patient=patient_id).url)


@require_GET
def call(request: DeskRequest, practice_id: UUID, call_id: UUID) -> HttpResponse:
    """The call as its address says it stands."""
    return show_call(request, read_state(request, practice_id, call_id))


@require_POST
def end(request: DeskRequest, practice_id: UUID, call_id: UUID) -> HttpResponseRedirect:
    """Gives back what was held and not confirmed."""
    state = read_state(request, practice_id, call_id)
    practices.practice_in(request.actor, practice_id)
    if state.hold:
        # Already given back, expired or booked.
        with suppress(NotFound):
            booking.release_hold(actor=request.actor, hold_id=state.hold)
    return redirect("/bureau/?termine")
