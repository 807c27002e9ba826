"""A series as it stands: shown, moved, given up; each reaches this visit, the following ones or all."""

from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from booking import queries
from booking.errors import (
    AppointmentChanged,
    ForbiddenTransition,
    NotOffered,
    PatientBusy,
    SeriesRefused,
    SlotTaken,
)
from booking.local_time import NonexistentLocalTime, instant
from booking.models import CancelledBy
from booking.proposal import series_of
from booking.series import Scope
from booking.services.series_changes import cancel_series, move_series
from core.errors import DomainError, InvalidInput
from instructions.errors import ConsigneBlocks, ConsigneUnanswered
from web import french
from web.desk.call_state import read_version
from web.desk.forms import CancelForm, SeriesMoveForm, show_refusal
from web.desk.presenters.series import series_lines, skipped
from web.desk.requests import DeskRequest
from web.desk.views.planning import open_appointment

SCOPES = {
    Scope.THIS: "Ce rendez-vous",
    Scope.FOLLOWING: "Celui-ci et les suivants",
    Scope.ALL: "Toute la série à venir",
}
DONE = {
    "serie": "La série est prise.",
    "annule": "Annulé : les horaires sont de nouveau libres.",
    "deplace": "Déplacé : les anciens horaires sont de nouveau libres.",
}
JUMP = "Cette heure n'existe pas ce jour-là (changement d'heure)."


@require_http_methods(["GET", "POST"])
def of_appointment(request: DeskRequest, appointment_id: UUID) -> HttpResponse:
    """The visits of a series; a cancellation says how far it reaches."""
    if request.method == "GET":
        return _show(request, appointment_id, CancelForm())
    form, by, scope = CancelForm(request.POST), _choice(request, "by", CancelledBy.values), _scope(request)
    version = read_version(request)
    if not form.is_valid():
        return _show(request, appointment_id, form, status=400)
    try:
        cancel_series(
            actor=request.actor,
            appointment_id=appointment_id,
            by=CancelledBy(by),
            reason=form.cleaned_data["reason"] or None,
            scope=scope,
            expected_version=version,
        )
    except (AppointmentChanged, ForbiddenTransition, InvalidInput) as refusal:
        trouble = show_refusal(form, refusal)
        return _show(request, appointment_id, form, status=refusal.status, trouble=trouble)
    return _done("annule", appointment_id)


@require_http_methods(["GET", "POST"])
def move(request: DeskRequest, appointment_id: UUID) -> HttpResponse:
    """Give this visit another day and hour; with a wider reach the others go as far, whole or not at all."""
    if request.method == "GET":
        return _show_move(request, appointment_id, SeriesMoveForm())
    form, scope, version = SeriesMoveForm(request.POST), _scope(request), read_version(request)
    if not form.is_valid():
        return _show_move(request, appointment_id, form, status=400)
    zone = queries.appointment(request.actor, appointment_id).location.timezone
    try:
        move_series(
            actor=request.actor,
            appointment_id=appointment_id,
            start=instant(form.cleaned_data["day"], form.cleaned_data["hour"], zone),
            scope=scope,
            expected_version=version,
        )
    except NonexistentLocalTime:
        form.add_error("hour", JUMP)
        return _show_move(request, appointment_id, form, status=400)
    except (
        AppointmentChanged,
        ForbiddenTransition,
        NotOffered,
        PatientBusy,
        SeriesRefused,
        SlotTaken,
        ConsigneBlocks,
        ConsigneUnanswered,
    ) as refusal:
        return _show_move(request, appointment_id, form, refusal=refusal, status=refusal.status)
    return _done("deplace", appointment_id)


def _show(
    request: DeskRequest, appointment_id: UUID, form: CancelForm, *, status: int = 200, trouble: str = ""
) -> HttpResponse:
    context = {
        "here": "planning",
        "appointment": open_appointment(request, appointment_id),
        "visits": series_lines(series_of(request.actor, appointment_id)),
        "form": form,
        "by": request.POST.get("by", CancelledBy.PATIENT.value),
        "scopes": _scopes(request),
        "trouble": trouble,
        "done": DONE.get(request.GET.get("fait", ""), ""),
    }
    return render(request, "desk/series.html", context, status=status)


def _show_move(
    request: DeskRequest,
    appointment_id: UUID,
    form: SeriesMoveForm,
    *,
    refusal: DomainError | None = None,
    status: int = 200,
) -> HttpResponse:
    found = queries.appointment(request.actor, appointment_id)
    there = french.local(found.starts_at, found.location.timezone)
    form.initial = {"day": there.date().isoformat(), "hour": f"{there:%H:%M}"}
    context: dict[str, Any] = {
        "here": "planning",
        "appointment": open_appointment(request, appointment_id),
        "zone": french.zone_name(found.location.timezone),
        "form": form,
        "scopes": _scopes(request),
        "trouble": (refusal.extra.get("detail") or refusal.title) if refusal else "",
        "failed": skipped(refusal.extra.get("failed", [])) if refusal else [],
        "back_url": reverse("desk:appointment-series", args=[appointment_id]),
    }
    return render(request, "desk/series_move.html", context, status=status)


def _scopes(request: HttpRequest) -> list[tuple[str, str, bool]]:
    chosen = request.POST.get("scope", Scope.THIS.value)
    return [(scope.value, words, scope.value == chosen) for scope, words in SCOPES.items()]


def _scope(request: HttpRequest) -> Scope:
    return Scope(_choice(request, "scope", [scope.value for scope in Scope]))


def _choice(request: HttpRequest, name: str, choices: list[str]) -> str:
    chosen = request.POST.get(name, "")
    if chosen not in choices:
        raise InvalidInput.at(name, "invalid-choice", "Choisissez dans la liste.")
    return chosen


def _done(what: str, appointment_id: UUID) -> HttpResponse:
    return redirect(f"{reverse('desk:appointment-series', args=[appointment_id])}?fait={what}")
