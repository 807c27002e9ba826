"""Taking a call, its screen at any step, and its end."""

from uuid import UUID

from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_POST

from booking import services as booking
from calls.queries import is_known
from core import clock
from core.errors import InvalidInput
from core.ids import new_id
from practices import queries as practices
from practices.permissions import Permission, can
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
    sent = request.GET.get("fait") == "envoye"
    return show_call(request, read_state(request, practice_id, call_id), message_sent=sent)


@require_POST
def end(request: DeskRequest, practice_id: UUID, call_id: UUID) -> HttpResponseRedirect:
    """Gives back what was offered and not confirmed; a call that the telephone told of is then wrapped up."""
    state = read_state(request, practice_id, call_id)
    if can(request.actor, Permission.SLOT_HOLD, practice_id):
        booking.release_offers(actor=request.actor, practice_id=practice_id, call_id=call_id)
    if can(request.actor, Permission.CALL_HANDLE, practice_id) and is_known(practice_id, call_id):
        return redirect(state.step("call-wrap-up"))
    return redirect("/bureau/?termine")
