"""One visit from the practitioner's planning: opened, its note read on demand."""

from dataclasses import replace
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_POST

from booking import queries
from booking.errors import (
    AppointmentChanged,
    ForbiddenTransition,
    PatientBusy,
    SlotTaken,
    TooEarly,
    TooLateToUndo,
)
from core.errors import DomainError, NotFound
from patients.errors import DeathReported, RecordRestricted
from web.desk.call_state import read_version
from web.desk.presenters.appointment import AppointmentFile
from web.desk.requests import DeskRequest
from web.desk.views.appointments import VERBS, take_back
from web.desk.views.planning import open_appointment, open_file
from web.planning.board import day_url


@require_GET
def appointment(request: DeskRequest, appointment_id: UUID) -> HttpResponse:
    """The whole page, or the part beside the planning when the planning asks for it."""
    opened = _opened(request, appointment_id)
    part = request.htmx.target == "detail"
    template = "desk/parts/appointment.html" if part else "planning/appointment.html"
    return render(request, template, {"here": "agenda", "appointment": opened})


@require_POST
def note(request: DeskRequest, appointment_id: UUID) -> HttpResponse:
    """The note written when it was booked, in clear: once, in this answer; journalled."""
    opened = _opened(request, appointment_id, note=queries.open_note(request.actor, appointment_id))
    return render(request, "planning/appointment.html", {"here": "agenda", "appointment": opened})


@require_POST
def attend(request: DeskRequest, appointment_id: UUID, act: str) -> HttpResponse:
    """Arrived, honoured or missed, as the desk notes it; then the day again."""
    if act not in VERBS:
        raise NotFound()
    try:
        VERBS[act](actor=request.actor, appointment_id=appointment_id, expected_version=read_version(request))
    except (AppointmentChanged, ForbiddenTransition, TooEarly, RecordRestricted, DeathReported) as refusal:
        return _refused(request, appointment_id, refusal)
    return _back(request, appointment_id, act)


@require_POST
def undo(request: DeskRequest, appointment_id: UUID) -> HttpResponse:
    """Take back what was just noted, or the cancellation just made."""
    try:
        take_back(request, appointment_id)
    except (AppointmentChanged, ForbiddenTransition, TooLateToUndo, SlotTaken, PatientBusy) as refusal:
        return _refused(request, appointment_id, refusal)
    return _back(request, appointment_id, "repris")


def _refused(request: DeskRequest, appointment_id: UUID, refusal: DomainError) -> HttpResponse:
    context = {
        "here": "agenda",
        "appointment": _opened(request, appointment_id),
        "trouble": refusal.extra.get("detail") or refusal.title,
    }
    return render(request, "planning/appointment.html", context, status=refusal.status)


def _back(request: DeskRequest, appointment_id: UUID, what: str) -> HttpResponse:
    opened = open_appointment(request, appointment_id)
    return redirect(f"{day_url(opened.practice_id, opened.day)}&fait={what}")


def _opened(request: DeskRequest, appointment_id: UUID, *, note: str | None = None) -> AppointmentFile:
    opened = open_file(request, appointment_id, note=note)
    return replace(
        opened,
        url=reverse("planning:appointment", args=[appointment_id]),
        planning_url=day_url(opened.practice_id, opened.day),
        acts=[
            replace(act, url=reverse("planning:appointment-attend", args=[appointment_id, act.name]))
            for act in opened.acts
        ],
        undo_url=reverse("planning:appointment-undo", args=[appointment_id]) if opened.undo_url else "",
        move_url=reverse("planning:appointment-move", args=[appointment_id]) if opened.move_url else "",
        note_url=reverse("planning:appointment-note", args=[appointment_id]) if opened.note_url else "",
    )
