"""How long each category is kept in a practice, what is due, what was ended; and what disputes keep longer."""

from collections.abc import Sequence
from datetime import date
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST

from accounts.permissions import can_act_delicately
from core import clock
from core.errors import InvalidInput, StepUpRequired
from patients.lines import PatientLine, line_of
from patients.local_day import local_day
from patients.queries import patient_in
from patients.search_box import read_box
from practices.permissions import Permission, can
from practices.zones import day_at
from privacy.models import HoldGround
from privacy.queries import holds_of
from privacy.reports import reports_of
from privacy.retention.durations import choices_of
from privacy.retention.plan import State, plan_for
from privacy.retention.rules import BY_ID
from privacy.rights_queries import find_person
from privacy.services.holds import lift_hold, place_hold, review_hold
from privacy.services.retention_choices import choose_duration
from web.desk.call_state import read_day, read_id
from web.desk.presenters.people import line
from web.desk.requests import DeskRequest
from web.office.access import Place, practice_of, show

UNITS = {"days": "jours", "months": "mois"}


@require_http_methods(["GET", "POST"])
def durations(request: DeskRequest) -> HttpResponse:
    """The rules of one practice; a POST changes a duration that is a choice."""
    if request.method == "GET":
        return _durations(request, practice_of(request, Permission.RETENTION_READ))
    place = practice_of(request, Permission.RETENTION_EDIT)
    if not can_act_delicately(request.actor):
        return _confirm_first("office:retention", place)
    typed = request.POST.get("amount", "").strip()
    try:
        if typed and not (typed.isascii() and typed.isdigit() and len(typed) < 5):
            raise InvalidInput.at("amount", "invalid", "Donnez un nombre.")
        choose_duration(
            actor=request.actor,
            practice_id=place.practice.id,
            rule=request.POST.get("rule", ""),
            amount=int(typed) if typed else None,
        )
    except InvalidInput as refusal:
        return _durations(request, place, refusal, status=refusal.status)
    messages.success(request, "La durée est enregistrée.")
    return _back("office:retention", place.practice.id)


@require_http_methods(["GET", "POST"])
def holds(request: DeskRequest) -> HttpResponse:
    """What is kept beyond its term, and why; a POST places a hold."""
    if request.method == "GET":
        return _holds(request, practice_of(request, Permission.HOLD_EDIT))
    # Whose record it is decides: the service says so, and knows no record of another practice.
    place = practice_of(request, Permission.PRACTICE_READ)
    try:
        patient_id = read_id(request.POST.get("patient", "").strip(), "patient")
        day = read_day(request.POST.get("review_date"), "review_date")
        if patient_id is None or day is None:
            blank = ("review_date", "À remplir.") if patient_id else ("patient", "Cherchez et choisissez une fiche.")
            raise InvalidInput.at(blank[0], "blank", blank[1])
        place_hold(
            actor=request.actor,
            practice_id=place.practice.id,
            patient_id=patient_id,
            ground=request.POST.get("ground", ""),
            reason=request.POST.get("reason", ""),
            review_date=day,
        )
    except InvalidInput as refusal:
        return _holds(request, place, refusal, status=refusal.status, candidates=_chosen(request))
    messages.success(request, "La conservation est posée : rien de cette personne ne sera détruit.")
    return _back("office:holds", place.practice.id)


@require_POST
def search_held(request: DeskRequest) -> HttpResponse:
    """Whose data are to be kept: by birth date and name, as everywhere; the terms travel in the body."""
    place = practice_of(request, Permission.HOLD_EDIT)
    reading = read_box(request.POST.get("termes", ""), today=day_at(place.practice.id))
    found = find_person(request.actor, place.practice.id, reading.terms) if reading.terms else []
    hint = reading.hint or ("" if found else "Personne ne correspond dans ce cabinet.")
    return _holds(request, place, candidates=found, hint=hint)


@require_POST
def review(request: DeskRequest, hold_id: UUID) -> HttpResponse:
    """Still needed: look again later."""
    try:
        day = read_day(request.POST.get("review_date"), "review_date")
        hold = review_hold(actor=request.actor, hold_id=hold_id, review_date=day or date.min)
    except InvalidInput as refusal:
        return _holds(request, practice_of(request, Permission.HOLD_EDIT), refusal, hold_id, status=refusal.status)
    messages.success(request, "La conservation est reconduite.")
    return _back("office:holds", hold.practice_id)


@require_POST
def lift(request: DeskRequest, hold_id: UUID) -> HttpResponse:
    """The usual terms apply again."""
    try:
        hold = lift_hold(actor=request.actor, hold_id=hold_id, reason=request.POST.get("reason", ""))
    except StepUpRequired:
        return _confirm_first("office:holds", practice_of(request, Permission.HOLD_EDIT))
    except InvalidInput as refusal:
        return _holds(request, practice_of(request, Permission.HOLD_EDIT), refusal, hold_id, status=refusal.status)
    messages.success(request, "La conservation est levée : les durées habituelles reprennent cette nuit.")
    return _back("office:holds", hold.practice_id)


def _durations(
    request: DeskRequest, place: Place, refusal: InvalidInput | None = None, *, status: int = 200
) -> HttpResponse:
    practice_id, at = place.practice.id, clock.now()
    chosen = choices_of(practice_id)
    typed = {request.POST.get("rule"): request.POST.get("amount")} if refusal else {}
    context: dict[str, Any] = {
        "place": place,
        "lines": [
            {"line": line, "is_stored": line.state is State.APPLIED, "is_unset": line.state is State.UNSET}
            for line in plan_for(request.actor, practice_id, at)
        ],
        "choices": [
            {"rule": rule, "unit": UNITS[rule.choice.unit], "amount": typed.get(rule.id, chosen.get(rule.id, ""))}
            for rule in BY_ID.values()
            if rule.choice is not None
        ],
        "may_choose": can(request.actor, Permission.RETENTION_EDIT, practice_id),
        "reports": reports_of(request.actor, practice_id, limit=14),
        "wrong": (request.POST.get("rule"), refusal.errors[0].detail) if refusal else None,
    }
    return show(request, "office/retention.html", "retention", status=status, **context)


def _holds(
    request: DeskRequest,
    place: Place,
    refusal: InvalidInput | None = None,
    hold_id: UUID | None = None,
    *,
    status: int = 200,
    candidates: Sequence[PatientLine] = (),
    hint: str = "",
) -> HttpResponse:
    today = local_day(request.actor, place.practice.id)
    context: dict[str, Any] = {
        "place": place,
        "holds": [
            {"hold": hold, "is_late": hold.is_in_force and hold.review_date <= today}
            for hold in holds_of(request.actor, place.practice.id)
        ],
        "candidates": [line(one) for one in candidates],
        "hint": hint,
        "typed_terms": request.POST.get("termes", ""),
        "grounds": HoldGround.choices,
        "typed": request.POST if refusal and hold_id is None else {},
        "wrong": {error.field: error.detail for error in refusal.errors} if refusal and hold_id is None else {},
        "wrong_hold": (hold_id, refusal.errors[0].detail) if refusal and hold_id else None,
    }
    return show(request, "office/holds.html", "holds", status=status, **context)


def _chosen(request: DeskRequest) -> list[PatientLine]:
    """The record chosen before something else was refused stays chosen."""
    try:
        patient_id = read_id(request.POST.get("patient", "").strip(), "patient")
    except InvalidInput:
        return []
    return [line_of(patient_in(request.actor, patient_id, Permission.HOLD_EDIT))] if patient_id else []


def _back(route: str, practice_id: UUID) -> HttpResponse:
    return redirect(f"{reverse(route)}?cabinet={practice_id}")


def _confirm_first(route: str, place: Place) -> HttpResponse:
    back = f"{reverse(route)}?cabinet={place.practice.id}"
    return redirect(f"{reverse('account:step-up')}?{urlencode({'suite': back})}")
