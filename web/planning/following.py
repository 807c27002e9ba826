"""The visits that lost their hour, until none remain: another one offered, or somebody to ring, then moved by hand."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from booking.orphaned import orphaned_visits
from notifications.queries import displaced_to_call
from notifications.services import propose_to_displaced
from online.queries import Earlier, replacements_of
from practices.permissions import Permission, can
from web import french
from web.desk.requests import DeskRequest
from web.planning.days import Asked, read_asked
from web.planning.timetable import AffectedLine, affected_lines

DONE = {
    "suivre": "C'est enregistré. Voici les rendez-vous à proposer ailleurs, à déplacer ou à annuler.",
    "propose": "C'est fait : chaque patient joignable reçoit une proposition, les autres sont à rappeler.",
    "reste": "Les premières propositions partent. Il en reste : recommencez.",
}


@dataclass(frozen=True, slots=True)
class Followed:
    """One visit and where it stands: a word, its tone, and what is waited for."""

    line: AffectedLine
    state: str
    tone: str
    waits: str


@require_http_methods(["GET", "POST"])
def to_follow(request: DeskRequest) -> HttpResponse:
    """The list; posting it offers an equivalent to everybody at once."""
    asked = read_asked(request)
    if request.method == "POST":
        done = propose_to_displaced(actor=request.actor, practice_id=asked.practice.id)
        said = "reste" if done.left else "propose"
        return redirect(f"{reverse('planning:to-follow')}?cabinet={asked.practice.id}&fait={said}")
    lines = _followed(request, asked)
    context = {
        "here": "to-follow",
        "practice": asked.practice,
        "practices": asked.choice,
        "lines": lines,
        "offered": sum(line.state == OFFERED for line in lines),
        "to_call": sum(line.state == TO_CALL for line in lines),
        "may_offer": can(request.actor, Permission.APPOINTMENT_MOVE, asked.practice.id),
        "done": DONE.get(request.GET.get("fait", ""), ""),
    }
    return render(request, "planning/to_follow.html", context)


OFFERED, TO_CALL, PASSED, NEW = "Proposé", "À rappeler", "Sans suite", "À proposer"


def _followed(request: DeskRequest, asked: Asked) -> list[Followed]:
    found = orphaned_visits(request.actor, asked.practice.id)
    offers = replacements_of(asked.practice.id, [one.visit.id for one in found])
    may_call = can(request.actor, Permission.FOLLOW_UP_HANDLE, asked.practice.id)
    calls = displaced_to_call(request.actor, asked.practice.id) if may_call else frozenset()
    zones = {one.visit.id: one.visit.location.timezone for one in found}
    return [_state(line, zones[line.id], offers, calls) for line in affected_lines(found)]


def _state(line: AffectedLine, zone: str, offers: Mapping[UUID, Earlier], calls: Collection[UUID]) -> Followed:
    offer = offers.get(line.id)
    if line.id in calls:
        return Followed(line, TO_CALL, "alert", f"{_why(offer)} : la tâche est dans « À traiter ».")
    if offer is not None and offer.start is not None and offer.until is not None:
        waits = f"{french.when(offer.start, zone)}, réponse attendue jusqu'au {french.when(offer.until, zone)}"
        return Followed(line, OFFERED, "ok", waits)
    if offer is not None:
        return Followed(line, PASSED, "warn", f"{_why(offer)}.")
    return Followed(line, NEW, "", "")


def _why(offer: Earlier | None) -> str:
    """Why a message is not enough."""
    if offer is None or offer.start is not None:
        return "Aucun message ne l'atteint"
    return "La proposition a été refusée, ou est restée sans réponse"
