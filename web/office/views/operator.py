"""The operator's file: what rings, each sheet, a line added, an act on a line, a sealed text opened."""

from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from core.errors import DomainError, NotFound
from practices.models import Practice
from practices.permissions import Permission, can_on_platform
from privacy import operator_queries as queries
from privacy.operator_acts import check_reads
from web.desk.forms import show_refusal
from web.desk.requests import DeskRequest
from web.office.access import Place, check_works_at, practice_of, show
from web.office.operator.sheets import SHEETS, Act, Sheet


@require_GET
def overview(request: DeskRequest) -> HttpResponse:
    """What needs a hand today, then every sheet; a practitioner sees those of the practice."""
    check_works_at(request, Permission.CHANNEL_VALIDATE)
    if not can_on_platform(request.actor, Permission.OPERATOR_FILE_READ):
        own = {name: each for name, each in SHEETS.items() if each.per_practice}
        return show(request, "office/operator.html", "operator", sheets=own)
    alarms = queries.operator_file(request.actor).alarms
    context: dict[str, Any] = {
        "blocking": [alarm for alarm in alarms if alarm.blocking],
        "others": [alarm for alarm in alarms if not alarm.blocking],
        "whole": True,
    }
    return show(request, "office/operator.html", "operator", sheets=SHEETS, **context)


@require_http_methods(["GET", "POST"])
def sheet(request: DeskRequest, name: str) -> HttpResponse:
    """A sheet and the form that adds a line to it."""
    shown, place = _sheet(request, name)
    form, trouble = shown.form(request.POST or None), ""
    if request.method == "POST" and form.is_valid():
        try:
            shown.add(actor=request.actor, **_of_practice(place), **form.cleaned_data)
        except DomainError as refusal:
            trouble = show_refusal(form, refusal)
        else:
            messages.success(request, "Inscrit.")
            return redirect(_address(name, place))
    return _page(request, name, shown, place, form, trouble, status=422 if form.errors or trouble else 200)


@require_POST
def act(request: DeskRequest, name: str, line_id: UUID, verb: str) -> HttpResponse:
    """One act on one line; the page of the form when a word is missing."""
    shown, place = _sheet(request, name)
    chosen = shown.acts.get(verb)
    if chosen is None:
        raise NotFound()
    # The first press asks for the words of the act, the second carries them.
    form = chosen.form(request.POST) if "agree" in request.POST or not chosen.form.base_fields else chosen.form()
    trouble = ""
    if form.is_bound and form.is_valid():
        try:
            chosen.service(actor=request.actor, **{chosen.of: line_id}, **form.cleaned_data)
        except DomainError as refusal:
            trouble = show_refusal(form, refusal)
            if not form.fields:
                raise
        else:
            messages.success(request, "C'est noté.")
            return redirect(_address(name, place))
    context: dict[str, Any] = {"sheet": shown, "name": name, "act": chosen, "form": form, "trouble": trouble}
    status = 422 if form.is_bound else 200
    return show(request, "office/operator_act.html", "operator", place=place, **context, status=status)


@require_POST
def reveal(request: DeskRequest, name: str, line_id: UUID) -> HttpResponse:
    """The sealed texts of one line, shown once, journalled by the service."""
    shown, place = _sheet(request, name)
    if shown.reveal is None:
        raise NotFound()
    texts = [text for text in shown.reveal(actor=request.actor, **{shown.reveal_of: line_id}) if text]
    return show(request, "office/operator_reveal.html", "operator", place=place, sheet=shown, name=name, texts=texts)


def _sheet(request: DeskRequest, name: str) -> tuple[Sheet, Place | None]:
    if name not in SHEETS:
        raise NotFound()
    found = SHEETS[name]
    if found.per_practice:
        return found, practice_of(request, Permission.REQUEST_HANDLE)
    check_reads(request.actor)
    return found, None


def _of_practice(place: Place | None) -> dict[str, UUID]:
    return {} if place is None else {"practice_id": place.practice.id}


def _address(name: str, place: Place | None) -> str:
    return reverse("office:operator-sheet", args=[name]) + (f"?cabinet={place.practice.id}" if place else "")


def _page(
    request: DeskRequest, name: str, shown: Sheet, place: Place | None, form: forms.Form, trouble: str, *, status: int
) -> HttpResponse:
    practice: Practice | None = place.practice if place else None
    lines = [
        {"id": line.id, "cells": shown.cells(line), "acts": _acts(shown, line)}
        for line in shown.lines(request.actor, practice)
    ]
    context = {"sheet": shown, "name": name, "place": place, "form": form, "trouble": trouble, "lines": lines}
    return show(request, "office/operator_sheet.html", "operator", **context, status=status)


def _acts(shown: Sheet, line: Any) -> dict[str, Act]:
    return {verb: act for verb, act in shown.acts.items() if act.when(line)}
