"""Openings and absences: what is written, a change tried before it is made, and the visits it leaves to follow."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any
from uuid import UUID

from django import forms
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods

from booking.orphaned import affected_by
from booking.services import Effect
from booking.services.simulate import simulate
from core.errors import DomainError, NotFound
from practices import queries as practices
from practices.models import PractitionerRole
from practices.permissions import Permission, can, check_may
from web.desk.call_state import read_day
from web.desk.forms import show_refusal
from web.desk.requests import DeskRequest
from web.planning.changes import ADDITIONS, CORRECTIONS, Addition, Correction
from web.planning.days import read_agenda, read_asked
from web.planning.timetable import affected_lines, initial_of, timetable_of

DONE = {
    "fait": "C'est enregistré. Aucun rendez-vous n'a perdu son horaire.",
}
CHANGED = "La liste a changé depuis l'aperçu : relisez-la avant de confirmer."
AHEAD = timedelta(days=365)
TAKES_OVER = (Permission.PRACTICE_CONFIGURE, Permission.PATIENT_CREATE)


@require_GET
def openings(request: DeskRequest) -> HttpResponse:
    """What is written of one agenda, a year ahead: rules, single days, absences, closures, holidays."""
    asked = read_asked(request)
    role, roles = read_agenda(request, asked)
    context = {
        "here": "openings",
        "practice": asked.practice,
        "practices": asked.choice,
        "role": role,
        "agendas": roles,
        "table": timetable_of(request.actor, role, asked.now, asked.now + AHEAD),
        "may_import": all(can(request.actor, one, role.practice_id) for one in TAKES_OVER),
        "may_open": can(request.actor, Permission.OPENING_EDIT, role.practice_id),
        "may_leave": can(request.actor, Permission.ABSENCE_EDIT, role.practice_id),
        "may_close": can(request.actor, Permission.CLOSURE_EDIT, role.practice_id),
        "may_configure": can(request.actor, Permission.PRACTICE_CONFIGURE, role.practice_id),
        "follow_url": _follow_url(role.practice_id),
        "done": DONE.get(request.GET.get("fait", ""), ""),
    }
    return render(request, "planning/openings.html", context)


@require_http_methods(["GET", "POST"])
def add(request: DeskRequest, role_id: UUID, what: str) -> HttpResponse:
    """Something new: typed, tried, confirmed."""
    change = ADDITIONS.get(what)
    if change is None:
        raise NotFound()
    role = practices.role_in(request.actor, role_id)
    return _two_steps(request, role, change, lambda form: change.apply(request.actor, role, form))


@require_http_methods(["GET", "POST"])
def correct(request: DeskRequest, role_id: UUID, what: str, row_id: UUID) -> HttpResponse:
    """A line that becomes another one, or ends: typed, tried, confirmed."""
    change = CORRECTIONS.get(what)
    if change is None:
        raise NotFound()
    role = practices.role_in(request.actor, role_id)
    known = initial_of(request.actor, role, what, row_id)
    return _two_steps(request, role, change, lambda form: change.apply(request.actor, role, row_id, form), known)


def _two_steps(
    request: DeskRequest,
    role: PractitionerRole,
    change: Addition | Correction,
    verb: Callable[[forms.Form], Effect[object]],
    known: dict[str, Any] | None = None,
) -> HttpResponse:
    """The form; what it would do, nothing written; done, when the list is the one that was read."""
    check_may(request.actor, change.permission, role.practice_id)
    if request.method == "GET":
        asked = read_day(request.GET.get("jour"), "jour")
        given = {"first_day": asked, "final_day": asked, "day": asked}
        return _form(request, role, change, change.form(initial={**given, **(known or {})}))
    form = change.form(request.POST)
    if "corriger" in request.POST:
        return _form(request, role, change, change.form(initial=request.POST.dict()))
    if not form.is_valid():
        return _form(request, role, change, form, status=400)
    try:
        lost = simulate(lambda: verb(form))
        read = request.POST.get("lu", "")
        if "confirmer" in request.POST and read == _read_as(lost):
            verb(form)
            return redirect(_after(role, bool(lost)))
    except DomainError as refusal:
        if refusal.status in (403, 404):
            raise
        trouble = show_refusal(form, refusal)
        return _form(request, role, change, form, status=refusal.status, trouble=trouble)
    return _preview(request, role, change, form, lost, trouble=CHANGED if "confirmer" in request.POST else "")


def _form(
    request: DeskRequest,
    role: PractitionerRole,
    change: Addition | Correction,
    form: forms.Form,
    *,
    status: int = 200,
    trouble: str = "",
) -> HttpResponse:
    context = {
        "here": "openings",
        "role": role,
        "change": change,
        "form": form,
        "trouble": trouble,
        "back_url": _openings_url(role),
    }
    return render(request, "planning/change.html", context, status=status)


def _preview(
    request: DeskRequest,
    role: PractitionerRole,
    change: Addition | Correction,
    form: forms.Form,
    lost: tuple[UUID, ...],
    *,
    trouble: str,
) -> HttpResponse:
    may_read = can(request.actor, Permission.APPOINTMENT_READ, role.practice_id)
    lines = affected_lines(affected_by(request.actor, role.practice_id, lost)) if may_read else []
    context = {
        "here": "openings",
        "role": role,
        "change": change,
        "typed": [(name, request.POST.get(name, "")) for name in form.fields],
        "count": len(lost),
        "lines": lines,
        "unreachable": sum(not line.phone for line in lines),
        "read_as": _read_as(lost),
        "trouble": trouble,
        "back_url": _openings_url(role),
    }
    return render(request, "planning/preview.html", context, status=409 if trouble else 200)


def _read_as(lost: tuple[UUID, ...]) -> str:
    """What the preview showed, to recognise it: the number of visits and the last of them."""
    return f"{len(lost)}.{max(lost) if lost else ''}"


def _after(role: PractitionerRole, has_lost: bool) -> str:
    if has_lost:
        return f"{_follow_url(role.practice_id)}&fait=suivre"
    return f"{_openings_url(role)}&fait=fait"


def _openings_url(role: PractitionerRole) -> str:
    return f"{reverse('planning:openings')}?cabinet={role.practice_id}&agenda={role.id}"


def _follow_url(practice_id: UUID) -> str:
    return f"{reverse('planning:to-follow')}?cabinet={practice_id}"
