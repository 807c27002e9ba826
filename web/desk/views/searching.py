"""Finding a patient: terms come by POST only, so that no address, history or access log holds them."""

from dataclasses import replace
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_http_methods, require_POST

from core.errors import DomainError
from patients.search import LIMIT, search
from patients.search_box import read_box
from practices import queries as practices
from practices.zones import latest_day
from web.desk.call_screen import call_links, carried, show_call
from web.desk.call_state import read_state
from web.desk.presenters.people import Results, results
from web.desk.requests import DeskRequest

MOST_TURNS = 1_000_000


@require_POST
def search_in_call(request: DeskRequest, practice_id: UUID, call_id: UUID) -> HttpResponse:
    """The patients of the called practice who fit what has been typed so far."""
    state = read_state(request, practice_id, call_id)
    found = _look(request, practice_id)
    typed = request.POST.get("termes", "")
    if request.htmx.target == "resultats":
        context = {
            "results": found,
            "typed": typed,
            "links": call_links(state),
            "carried": carried(state, "patient", "rdv"),
        }
        return render(request, "desk/parts/results.html", context)
    return show_call(request, state.but(patient=None), results=found, typed=typed)


@require_http_methods(["GET", "POST"])
def find(request: DeskRequest) -> HttpResponse:
    """The same over every practice of the secretary: Ctrl+K."""
    context: dict[str, object] = {}
    if request.method == "POST":
        names = {practice.id: practice.name for practice in practices.practices_of(request.actor)}
        context = {"results": _look(request, None, names), "typed": request.POST.get("termes", "")}
    return render(request, "desk/found.html", context)


def _look(request: DeskRequest, practice_id: UUID | None, names: dict[UUID, str] | None = None) -> Results:
    turn = _turn(request.POST.get("turn", ""))
    # A child born there today is found, wherever it is still yesterday.
    today = latest_day([practice_id] if practice_id else list(names or ()))
    reading = read_box(request.POST.get("termes", ""), today=today)
    if reading.terms is None:
        return Results(turn, [], reading.hint)
    terms = reading.terms
    if practice_id is not None:
        terms = replace(terms, practice_id=practice_id)
    try:
        return results(search(request.actor, terms), turn=turn, most=LIMIT, practices=names)
    except DomainError as refusal:
        if refusal.status in (403, 404):
            raise
        return Results(turn, [], " ".join(error.detail for error in refusal.errors) or refusal.title)


def _turn(text: str) -> int:
    return min(int(text), MOST_TURNS) if text.isascii() and text.isdigit() else 0
