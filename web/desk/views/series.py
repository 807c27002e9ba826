"""Several visits at once: proposed every few weeks at the same hour, booked whole or not at all."""

from datetime import date, time
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from booking.errors import NotOffered, SeriesRefused
from booking.local_time import NonexistentLocalTime, instant
from booking.proposal import propose_series
from booking.series import LONGEST, MOST_WEEKS
from booking.services.series import book_series
from core.errors import DomainError, InvalidInput, NotFound
from instructions.errors import ConsigneBlocks, ConsigneUnanswered
from patients.errors import RecordRestricted
from patients.models import Patient
from patients.queries import open_patient
from practices import queries as practices
from practices.models import PractitionerRole
from web.desk.call_state import read_day, read_id
from web.desk.presenters.consignes import asks_of, read_answers, said_by
from web.desk.presenters.series import proposed, skipped
from web.desk.requests import DeskRequest
from web.desk.views.booking import read_slot

JUMP = "Cette heure n'existe pas ce jour-là (changement d'heure)."


@require_http_methods(["GET", "POST"])
def plan(request: DeskRequest, patient_id: UUID) -> HttpResponse:
    """Say what, with whom, from when and how often; tick the dates; book them all."""
    known = open_patient(request.actor, patient_id)
    if request.method == "GET":
        return _show_plan(request, known)
    reason_id = read_id(request.POST.get("motif"), "motif")
    slots = [read_slot(text) for text in request.POST.getlist("creneau")]
    if reason_id is None or not slots:
        return _show_plan(request, known, InvalidInput.at("creneau", "required", "Cochez au moins une date."))
    if len({role for role, _ in slots}) != 1:
        raise InvalidInput.at("creneau", "invalid-slot", "Une série se prend dans un seul agenda.")
    try:
        booked = book_series(
            actor=request.actor,
            patient_id=patient_id,
            visit_reason_id=reason_id,
            practitioner_role_id=slots[0][0],
            starts=[start for _, start in slots],
            answers=read_answers(request.POST.dict()),
        )
    except (SeriesRefused, NotOffered, RecordRestricted, ConsigneBlocks, ConsigneUnanswered) as refusal:
        return _show_plan(request, known, refusal)
    return redirect(reverse("desk:appointment-series", args=[booked[0].id]) + "?fait=serie")


def _show_plan(request: DeskRequest, known: Patient, refusal: DomainError | None = None) -> HttpResponse:
    actor, given = request.actor, request.GET
    reasons = list(practices.visit_reasons(actor, known.practice_id))
    roles = list(practices.practitioner_roles(actor, known.practice_id))
    context: dict[str, Any] = {
        "here": "patients",
        "patient": known,
        "reasons": reasons,
        "roles": roles,
        "reason_id": read_id(given.get("motif"), "motif"),
        "role_id": read_id(given.get("praticien"), "praticien"),
        "asked": {name: given.get(name, "") for name in ("jour", "heure")},
        "weeks": _number(request, "semaines", 1, MOST_WEEKS),
        "count": _number(request, "combien", 6, LONGEST),
        "asks": asks_of(refusal) if isinstance(refusal, ConsigneUnanswered) else [],
        "trouble": said_by(refusal)
        if isinstance(refusal, ConsigneUnanswered)
        else (refusal.extra.get("detail") or _first(refusal))
        if refusal
        else "",
        "failed": skipped(refusal.extra.get("failed", [])) if refusal else [],
        "back_url": reverse("desk:patient", args=[known.id]),
    }
    status = refusal.status if refusal else 200
    try:
        context["proposal"] = _proposal(request, known, roles, context)
    except (NotOffered, InvalidInput) as wrong:
        context["trouble"] = context["trouble"] or wrong.extra.get("detail") or _first(wrong)
        status = wrong.status if status == 200 else status
    return render(request, "desk/series_plan.html", context, status=status)


def _proposal(request: DeskRequest, known: Patient, roles: list[PractitionerRole], context: dict[str, Any]) -> Any:
    """The dates to tick, once everything is said; None before."""
    day, wall = read_day(request.GET.get("jour"), "jour"), _read_time(request.GET.get("heure", ""))
    if context["reason_id"] is None or context["role_id"] is None or day is None or wall is None:
        return None
    role = next((role for role in roles if role.id == context["role_id"]), None)
    if role is None:
        raise NotFound()
    found = propose_series(
        request.actor,
        visit_reason_id=context["reason_id"],
        practitioner_role_id=role.id,
        first=_instant(day, wall, role.location.timezone),
        every_weeks=context["weeks"],
        count=context["count"],
        patient_id=known.id,
    )
    return proposed(found)


def _instant(day: date, wall: time, zone: str) -> Any:
    try:
        return instant(day, wall, zone)
    except NonexistentLocalTime:
        raise InvalidInput.at("heure", "nonexistent-time", JUMP) from None


def _read_time(text: str) -> time | None:
    if not text:
        return None
    try:
        wall = time.fromisoformat(text)
    except ValueError:
        raise InvalidInput.at("heure", "invalid-time", "Donnez une heure comme 09:30.") from None
    if wall.tzinfo is not None:
        raise InvalidInput.at("heure", "invalid-time", "Donnez une heure comme 09:30.")
    return wall


def _number(request: HttpRequest, name: str, usual: int, most: int) -> int:
    text = request.GET.get(name, "")
    number = int(text) if text.isascii() and text.isdigit() and len(text) < 4 else usual
    return max(1, min(number, most))


def _first(refusal: DomainError) -> str:
    return refusal.errors[0].detail if refusal.errors else refusal.title
