"""The consignes of a practice: listed, written, previewed, approved, withdrawn. Each post is one service call."""

from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from booking.consigne_preview import preview_consigne
from booking.local_time import day_span, local
from booking.models import AbsenceReason
from booking.queries import zone_of
from booking.services.told_absences import Fate, tell_absence, withdraw_told_absence
from core.errors import DomainError, InvalidInput, NotFound
from instructions import services as instructions
from instructions.enums import State
from instructions.errors import UnfitConsigne
from instructions.queries import consignes_at, history_of
from practices import queries as practices
from practices import zones
from practices.permissions import Permission, can, check_may
from web.desk.call_state import read_id
from web.desk.forms import show_refusal
from web.desk.forms_consignes import ConsigneForm, ToldAbsenceForm, initial_of
from web.desk.presenters.consigne_pages import Names, preview_said, version_card
from web.desk.requests import DeskRequest

DONE = {"proposer": "Consigne proposée.", "approuver": "Consigne approuvée.", "retirer": "Consigne retirée."}


@require_GET
def consignes(request: DeskRequest) -> HttpResponse:
    """What acts today and what is being prepared, in one practice."""
    mine = list(practices.practices_of(request.actor))
    wanted = read_id(request.GET.get("cabinet"), "cabinet") or (mine[0].id if mine else None)
    cards: list[Any] = []
    if wanted is not None:
        names = _names(request, wanted)
        cards = [version_card(request.actor, one, names) for one in consignes_at(request.actor, wanted)]
    context = {
        "here": "consignes",
        "practices": mine,
        "wanted": wanted,
        "waiting": [card for card in cards if card.may_approve or card.may_propose],
        "acting": [card for card in cards if not (card.may_approve or card.may_propose)],
        "may_write": wanted is not None and can(request.actor, Permission.CONSIGNE_WRITE, wanted),
        "may_tell": wanted is not None and can(request.actor, Permission.ABSENCE_EDIT, wanted),
    }
    return render(request, "desk/consignes.html", context)


@require_http_methods(["GET", "POST"])
def new(request: DeskRequest) -> HttpResponse:
    """A first version."""
    practice_id = _practice(request, Permission.CONSIGNE_WRITE)
    form = _form(request, practice_id)
    if request.method == "POST" and form.is_valid():
        try:
            version = instructions.write_consigne(actor=request.actor, practice_id=practice_id, terms=form.terms)
            return redirect("desk:consigne", consigne_id=version.consigne_id)
        except UnfitConsigne as refusal:
            _show(form, refusal)
    context = {"here": "consignes", "practice_id": practice_id, "form": form, "title": "Nouvelle consigne"}
    return render(request, "desk/consigne_new.html", context, status=400 if form.errors else 200)


@require_http_methods(["GET", "POST"])
def consigne(request: DeskRequest, consigne_id: UUID) -> HttpResponse:
    """One consigne: its versions, what the newest would touch, and the form of the next one."""
    history = history_of(request.actor, consigne_id)
    practice_id, newest = history.consigne.practice_id, history.versions[0]
    form = _form(request, practice_id, initial=dict(initial_of(newest)))
    if request.method == "POST" and form.is_valid():
        try:
            instructions.change_consigne(actor=request.actor, consigne_id=consigne_id, terms=form.terms)
            return redirect("desk:consigne", consigne_id=consigne_id)
        except UnfitConsigne as refusal:
            _show(form, refusal)
    names = _names(request, practice_id)
    is_over = newest.state == State.WITHDRAWN
    context = {
        "here": "consignes",
        "practice_id": practice_id,
        "versions": [version_card(request.actor, one, names) for one in history.versions],
        "preview": [] if is_over else preview_said(preview_consigne(request.actor, newest.id)),
        "form": form,
        "may_write": can(request.actor, Permission.CONSIGNE_WRITE, practice_id),
    }
    return render(request, "desk/consigne.html", context, status=400 if form.errors else 200)


@require_POST
def step(request: DeskRequest, version_id: UUID, act: str) -> HttpResponse:
    """Propose, approve or withdraw one version; the absence it tells follows what was ticked."""
    fate = request.POST.get("absence", "")
    if act == "proposer":
        version = instructions.propose_consigne(actor=request.actor, version_id=version_id)
    elif act == "approuver":
        version = instructions.approve_consigne(actor=request.actor, version_id=version_id)
    elif act == "retirer" and fate in {one.value for one in Fate}:
        version = withdraw_told_absence(actor=request.actor, version_id=version_id, absence=Fate(fate))
    elif act == "retirer":
        version = instructions.withdraw_consigne(actor=request.actor, version_id=version_id)
    else:
        raise NotFound()
    messages.success(request, DONE[act])
    return redirect("desk:consigne", consigne_id=version.consigne_id)


@require_http_methods(["GET", "POST"])
def absence(request: DeskRequest) -> HttpResponse:
    """An absence, told to callers and taken from the agenda in one act."""
    practice_id = _practice(request, Permission.ABSENCE_EDIT)
    names = _names(request, practice_id)
    people = [(str(one), name) for one, name in names.people.items()]
    if request.POST.get("practitioner") and request.POST["practitioner"] not in dict(people):
        raise NotFound()
    form = ToldAbsenceForm(request.POST or None, people=people)
    if request.method == "POST" and form.is_valid():
        typed, zone = form.cleaned_data, zone_of(request.actor, practice_id)
        try:
            version, effect = tell_absence(
                actor=request.actor,
                practice_id=practice_id,
                practitioner_id=UUID(typed["practitioner"]),
                start=local(day_span(typed["first_day"], zone)[0], zone),
                end=local(day_span(typed["last_day"], zone)[1], zone),
                sentence=typed["sentence"],
                reason_code=AbsenceReason(typed["reason_code"]),
            )
            messages.success(request, _told(len(effect.orphaned)))
            return redirect("desk:consigne", consigne_id=version.consigne_id)
        except InvalidInput as refusal:
            _show(form, refusal)
    context = {"here": "consignes", "practice_id": practice_id, "form": form, "title": "Absence d'un praticien"}
    return render(request, "desk/consigne_absence.html", context, status=400 if form.errors else 200)


def _show(form: forms.Form, refusal: DomainError) -> None:
    above = show_refusal(form, refusal)
    if above:
        form.add_error(None, above)


def _told(orphaned: int) -> str:
    said = "Absence notée : les horaires ne sont plus proposés."
    return f"{said} {orphaned} rendez-vous à rappeler." if orphaned else said


def _practice(request: DeskRequest, permission: Permission) -> UUID:
    """The practice in the address. Raises InvalidInput, NotFound, Forbidden."""
    practice_id = read_id(request.GET.get("cabinet"), "cabinet")
    if practice_id is None:
        raise InvalidInput.at("cabinet", "required", "Choisissez le cabinet.")
    check_may(request.actor, permission, practice_id)
    return practice_id


def _names(request: DeskRequest, practice_id: UUID) -> Names:
    roles = practices.practitioner_roles(request.actor, practice_id)
    reasons = practices.visit_reasons(request.actor, practice_id)
    return Names(
        {role.practitioner_id: role.practitioner.display_name for role in roles},
        {reason.id: reason.name for reason in reasons},
        zones.zone_of(practice_id),
    )


def _form(request: DeskRequest, practice_id: UUID, **options: Any) -> ConsigneForm:
    names = _names(request, practice_id)
    return ConsigneForm(
        request.POST if request.method == "POST" else None,
        people=[(str(one), name) for one, name in names.people.items()],
        reasons=[(str(one), name) for one, name in names.reasons.items()],
        **options,
    )
