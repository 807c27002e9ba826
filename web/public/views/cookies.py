"""Which cookies there are, and the choice about what is not necessary."""

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_POST

from core.errors import InvalidInput
from web.account.destinations import HOME, wanted
from web.public.cookies import NO, YES, choice_of, keep_choice, necessary, trackers

ALL = "tout"


@require_GET
def cookies(request: HttpRequest) -> HttpResponse:
    answers = choice_of(request)
    choices = [(tracker, answers.get(tracker.key)) for tracker in trackers()]
    return render(
        request,
        "public/cookies.html",
        {"here": "cookies", "necessary": necessary(), "choices": choices, "kept": "garde" in request.GET},
    )


@require_POST
def choose(request: HttpRequest) -> HttpResponseRedirect:
    """`tout=oui`, `tout=non`, or one answer for each tracker. Raises InvalidInput when one is left unsaid."""
    asked = [tracker.key for tracker in trackers()]
    together = request.POST.get(ALL, "")
    answers = {key: together or request.POST.get(key, "") for key in asked}
    unsaid = [key for key, said in answers.items() if said not in {YES, NO}]
    if unsaid:
        raise InvalidInput.at(unsaid[0], "unsaid", "Acceptez ou refusez : un silence n'est pas une réponse.")
    there = wanted(request)
    response = redirect("/cookies/?garde=1" if there == HOME else there)
    if answers:
        keep_choice(response, {key: said == YES for key, said in answers.items()})
    return response
