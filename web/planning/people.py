"""The practice's own people, for whoever decides of them: since when, in what state; a secretary's access is ended."""

from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_POST

from core import clock
from core.errors import NotFound
from practices.enums import PracticeRole
from practices.queries import memberships
from practices.services import leave_practice
from practices.zones import zone_of
from web import french
from web.desk.requests import DeskRequest
from web.planning.days import read_asked

DONE = {"fini": "Son accès à ce cabinet est fini, ses sessions sont closes."}


@require_GET
def people(request: DeskRequest) -> HttpResponse:
    """Practitioners and secretaries of one practice; a secretariat's people come by its mandate, not here."""
    asked = read_asked(request)
    zone = zone_of(asked.practice.id)
    rows = [
        {
            "membership": one,
            "state": one.user.status_at(clock.now()).label,
            "since": french.short_day(french.local(one.started_at, zone).date()),
            "may_end": one.role == PracticeRole.PRACTICE_SECRETARY and one.user_id != request.actor.user_id,
        }
        for one in memberships(request.actor, asked.practice.id)
    ]
    context = {
        "here": "people",
        "practice": asked.practice,
        "practices": asked.choice,
        "rows": rows,
        "done": DONE.get(request.GET.get("fait", ""), ""),
    }
    return render(request, "planning/people.html", context)


@require_POST
def end(request: DeskRequest, practice_id: UUID, membership_id: UUID) -> HttpResponse:
    """A secretary no longer works for the practice: no right is left at their next request."""
    found = memberships(request.actor, practice_id).filter(id=membership_id, role=PracticeRole.PRACTICE_SECRETARY)
    if not found.exclude(user=request.actor.user_id).exists():
        raise NotFound()
    leave_practice(actor=request.actor, membership_id=membership_id)
    return redirect(f"{reverse('planning:people')}?cabinet={practice_id}&fait=fini")
