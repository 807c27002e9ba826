"""One appointment: seen, moved by a form, cancelled with who and why, arrived, honoured or missed; all taken back."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from booking import queries
from booking import services as booking
from booking.consigne_answers import Answered, consignes_followed, open_consigne_answers
from booking.errors import (
    AppointmentChanged,
    ForbiddenTransition,
    NotOffered,
    PatientBusy,
    SlotTaken,
    TooEarly,
    TooLateToUndo,
)
from booking.models import CancelledBy
from booking.stand_ins import substitutions_to_come
from core import clock
from core.errors import DomainError, InvalidInput, NotFound
from instructions.errors import ConsigneBlocks, ConsigneUnanswered
from patients.errors import DeathReported, RecordRestricted
from practices import queries as practices
from web.desk.call_state import MOMENTS, read_day, read_version
from web.desk.forms import CancelForm, show_refusal
from web.desk.presenters.appointment import ACTS, WORDS
from web.desk.presenters.consignes import asks_of, read_answers
from web.desk.presenters.practice import practice_card
from web.desk.presenters.recap import nearest
from web.desk.presenters.stand_ins import stand_ins_of
from web.desk.presenters.times import search_window, slot_value, times_of
from web.desk.requests import DeskRequest
from web.desk.views.booking import read_slot
from web.desk.views.planning import DONE, open_appointment, open_file

VERBS = {
    "arrive": booking.mark_arrived,
    "honore": booking.mark_fulfilled,
    "absent": booking.mark_noshow,
    "vient": booking.note_presence_by_phone,
    "excuse": booking.excuse_absence,
}
assert VERBS.keys() == ACTS.keys() | WORDS.keys()


@dataclass(frozen=True, slots=True)
class Face:
    """Where the page of a move stands: its bar, its section, its own address and that of the visit."""

    shell: str
    here: str
    move: str
    visit: str


DESK = Face("web/base.html", "planning", "desk:appointment-move", "desk:appointment")


@dataclass(frozen=True, slots=True)
class MoveState:
    """Which times the move page shows."""

    here: str
    since: date | None = None
    moment: str = ""

    def but(self, **changes: Any) -> "MoveState":
        return replace(self, **changes)

    @property
    def url(self) -> str:
        query = {name: str(value) for name, value in (("du", self.since), ("moment", self.moment)) if value}
        return self.here + (f"?{urlencode(query)}" if query else "")


@require_GET
def appointment(request: DeskRequest, appointment_id: UUID) -> HttpResponse:
    return show(request, appointment_id)


@require_http_methods(["GET", "POST"])
def move(request: DeskRequest, appointment_id: UUID) -> HttpResponse:
    """Choose another time; the present one is kept until the new one is taken."""
    return move_at(request, appointment_id, DESK)


def move_at(request: DeskRequest, appointment_id: UUID, face: Face) -> HttpResponse:
    """The same on any face of the product."""
    if request.method == "GET":
        return _show_move(request, appointment_id, face)
    role_id, start = read_slot(request.POST.get("creneau", ""))
    try:
        moved = booking.move_appointment(
            actor=request.actor,
            appointment_id=appointment_id,
            start=start,
            practitioner_role_id=role_id,
            expected_version=read_version(request),
            answers=read_answers(request.POST.dict()),
        )
    except (ConsigneBlocks, ConsigneUnanswered) as refusal:
        return _show_move(request, appointment_id, face, refusal, chosen=(role_id, start))
    except (SlotTaken, NotOffered, PatientBusy, AppointmentChanged, ForbiddenTransition, RecordRestricted) as refusal:
        return _show_move(request, appointment_id, face, refusal)
    return redirect(f"{reverse(face.visit, args=[moved.id])}?fait=deplace")


@require_http_methods(["GET", "POST"])
def cancel(request: DeskRequest, appointment_id: UUID) -> HttpResponse:
    """Who cancels, why in a few words; the time is free at once."""
    if request.method == "GET":
        return _show_cancel(request, appointment_id, CancelForm())
    by, version, form = request.POST.get("by", ""), read_version(request), CancelForm(request.POST)
    if by not in CancelledBy.values:
        raise InvalidInput.at("by", "invalid-choice", "Indiquez qui annule.")
    if not form.is_valid():
        return _show_cancel(request, appointment_id, form, by=by, status=400)
    try:
        booking.cancel_appointment(
            actor=request.actor,
            appointment_id=appointment_id,
            by=CancelledBy(by),
            reason=form.cleaned_data["reason"] or None,
            expected_version=version,
        )
    except (AppointmentChanged, ForbiddenTransition, InvalidInput) as refusal:
        trouble = show_refusal(form, refusal)
        return _show_cancel(request, appointment_id, form, by=by, status=refusal.status, trouble=trouble)
    return _done("annule", appointment_id)


@require_POST
def attend(request: DeskRequest, appointment_id: UUID, act: str) -> HttpResponse:
    """Arrived, honoured or missed; said to come, excused."""
    if act not in VERBS:
        raise NotFound()
    try:
        VERBS[act](actor=request.actor, appointment_id=appointment_id, expected_version=read_version(request))
    except (AppointmentChanged, ForbiddenTransition, TooEarly, RecordRestricted, DeathReported) as refusal:
        return show(request, appointment_id, refusal)
    if "liste" in request.POST:
        return redirect("desk:follow-ups")
    return _back_to_planning(request, appointment_id, act)


@require_POST
def undo(request: DeskRequest, appointment_id: UUID) -> HttpResponse:
    """Take back what was just noted, or the cancellation just made."""
    try:
        take_back(request, appointment_id)
    except (AppointmentChanged, ForbiddenTransition, TooLateToUndo, SlotTaken, PatientBusy) as refusal:
        return show(request, appointment_id, refusal)
    return _back_to_planning(request, appointment_id, "repris")


def take_back(request: DeskRequest, appointment_id: UUID) -> None:
    """The cancellation when it is cancelled, else what was noted of its patient. Raises what the verbs raise."""
    is_cancelled = bool(queries.appointment(request.actor, appointment_id).cancelled_by)
    verb = booking.undo_cancellation if is_cancelled else booking.undo_attendance
    verb(actor=request.actor, appointment_id=appointment_id, expected_version=read_version(request))


@require_POST
def note(request: DeskRequest, appointment_id: UUID) -> HttpResponse:
    """The note written when it was booked, in clear: once, in this answer."""
    return show(request, appointment_id, note=queries.open_note(request.actor, appointment_id))


@require_POST
def consigne_answers(request: DeskRequest, appointment_id: UUID) -> HttpResponse:
    """What was answered to the consignes when it was booked, in clear: once, in this answer."""
    return show(request, appointment_id, answers=open_consigne_answers(request.actor, appointment_id))


def _back_to_planning(request: DeskRequest, appointment_id: UUID, what: str) -> HttpResponse:
    opened = open_appointment(request, appointment_id)
    return redirect(f"{opened.planning_url}&rdv={appointment_id}&fait={what}")


def show(
    request: DeskRequest,
    appointment_id: UUID,
    refusal: DomainError | None = None,
    *,
    note: str | None = None,
    answers: Sequence[Answered] | None = None,
    typed: Any = None,
) -> HttpResponse:
    """The page of one appointment, with what was refused and what was typed."""
    context = {
        "here": "planning",
        "appointment": open_file(request, appointment_id, note=note),
        "consignes": consignes_followed(request.actor, appointment_id),
        "answers": answers,
        "trouble": said(refusal) if refusal else "",
        "done": DONE.get(request.GET.get("fait", ""), ""),
        "typed": typed or {},
        "errors": {error.field: error.detail for error in refusal.errors} if refusal else {},
    }
    return render(request, "desk/appointment.html", context, status=refusal.status if refusal else 200)


def _show_cancel(
    request: DeskRequest, appointment_id: UUID, form: CancelForm, *, by: str = "", status: int = 200, trouble: str = ""
) -> HttpResponse:
    context = {
        "here": "planning",
        "appointment": open_appointment(request, appointment_id),
        "form": form,
        "by": by or CancelledBy.PATIENT.value,
        "trouble": trouble,
    }
    return render(request, "desk/cancel.html", context, status=status)


def _show_move(
    request: DeskRequest,
    appointment_id: UUID,
    face: Face,
    refusal: DomainError | None = None,
    chosen: tuple[UUID, datetime] | None = None,
) -> HttpResponse:
    opened = open_appointment(request, appointment_id)
    found = queries.appointment(request.actor, appointment_id)
    roles = list(practices.practitioner_roles(request.actor, found.practice_id))
    moment = request.GET.get("moment", "")
    here = reverse(face.move, args=[appointment_id])
    state = MoveState(here, read_day(request.GET.get("du"), "du"), moment if moment in MOMENTS else "")
    now = clock.now()
    start, end = search_window(state.since, found.location.timezone, now)
    free = queries.search_slots(
        request.actor,
        visit_reason_id=found.visit_reason_id,
        start=start,
        end=end,
        moving=queries.Moving(found.patient_id, found.consigne_breaches),
    )
    others = nearest(refusal.extra.get("alternatives", []), roles) if refusal else []
    practice = practices.practice_in(request.actor, found.practice_id)
    context = {
        "shell": face.shell,
        "here": face.here,
        "appointment": replace(opened, url=reverse(face.visit, args=[appointment_id])),
        "practice": practice_card(practice, [found.location], [], now=now),
        "times": times_of(
            free,
            roles,
            state,
            checked=slot_value(*chosen) if chosen else None if others else "",
            stand_ins=stand_ins_of(substitutions_to_come(request.actor, found.practice_id)),
        ),
        "move_url": state.url,
        "alternatives": others,
        "asks": asks_of(refusal) if isinstance(refusal, ConsigneUnanswered) else [],
        "trouble": said(refusal) if refusal else "",
    }
    return render(request, "desk/move.html", context, status=refusal.status if refusal else 200)


def said(refusal: DomainError) -> str:
    """Its sentence for this case, or its title."""
    detail: str = refusal.extra.get("detail", "")
    return detail or refusal.title


def _done(what: str, appointment_id: UUID) -> HttpResponse:
    return redirect(f"{reverse('desk:appointment', args=[appointment_id])}?fait={what}")
