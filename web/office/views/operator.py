"""The operator's file: what rings, each sheet, a line added, an act on a line, a sealed text opened."""

from datetime import timedelta
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django import forms
from django.conf import settings
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accounts.permissions import can_act_delicately
from core.errors import DomainError, Forbidden, NotFound
from core.home_day import home_day
from practices.permissions import Permission, can, can_on_platform, check_may_on_platform, practices_where
from privacy import operator_queries as queries
from privacy.audience import visits_since
from web.desk.call_state import read_id
from web.desk.forms import show_refusal
from web.desk.requests import DeskRequest
from web.office.access import Place, clocks_of, practice_of, show
from web.office.menu import opens_operator_file
from web.office.operator.sheets import SHEETS, Act, Sheet, Where
from web.public.audience import TITLES

MONTH = timedelta(days=30)


@require_GET
def overview(request: DeskRequest) -> HttpResponse:
    """What needs a hand today, then every sheet the person reads; a practitioner sees those of the practice."""
    if not opens_operator_file(request.actor):
        raise Forbidden()
    sheets = {name: each for name, each in SHEETS.items() if _reads(request, each)}
    context: dict[str, Any] = {"others": queries.waits_at_practices(request.actor)}
    if can_on_platform(request.actor, Permission.OPERATOR_FILE_READ):
        alarms = queries.alarms(request.actor)
        context = {
            "blocking": [alarm for alarm in alarms if alarm.blocking],
            "others": [alarm for alarm in alarms if not alarm.blocking],
            "whole": True,
            "visits": _visits(request) if settings.AUDIENCE_MEASUREMENT else None,
        }
    return show(request, "office/operator.html", "operator", sheets=sheets, **context)


def _visits(request: DeskRequest) -> list[tuple[str, int]]:
    """The pages by the names visitors know them by."""
    counted = visits_since(request.actor, home_day() - MONTH)
    return [(TITLES.get(page, page), visits) for page, visits in counted]


@require_http_methods(["GET", "POST"])
def sheet(request: DeskRequest, name: str) -> HttpResponse:
    """A sheet and the form that adds a line to it."""
    shown, place = _sheet(request, name)
    edits = _edits(request, shown, place)
    if request.method == "POST" and (not edits or shown.form is None):
        raise Forbidden()
    form, trouble = shown.form(request.POST or None) if shown.form else None, ""
    if request.method == "POST" and form is not None and shown.add is not None and form.is_valid():
        try:
            shown.add(actor=request.actor, **_of_practice(place), **form.cleaned_data)
        except DomainError as refusal:
            trouble = show_refusal(form, refusal)
        else:
            messages.success(request, shown.added)
            return redirect(_address(name, place))
    return _page(request, name, shown, place, edits, form, trouble)


@require_POST
def act(request: DeskRequest, name: str, line_id: UUID, verb: str) -> HttpResponse:
    """One act on one line; the page of the form when a word is missing."""
    shown, place = _sheet(request, name)
    chosen = shown.acts.get(verb)
    if chosen is None:
        raise NotFound()
    if chosen.delicate and not can_act_delicately(request.actor):
        return redirect(f"{reverse('account:step-up')}?{urlencode({'suite': _address(name, place)})}")
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
        return found, practice_of(request, found.reads)
    check_may_on_platform(request.actor, found.reads)
    return found, None


def _reads(request: DeskRequest, sheet: Sheet) -> bool:
    if sheet.per_practice:
        return bool(practices_where(request.actor, sheet.reads))
    return can_on_platform(request.actor, sheet.reads)


def _edits(request: DeskRequest, sheet: Sheet, place: Place | None) -> bool:
    if place is not None:
        return can(request.actor, sheet.edits, place.practice.id)
    return can_on_platform(request.actor, sheet.edits)


def _of_practice(place: Place | None) -> dict[str, UUID]:
    return {} if place is None else {"practice_id": place.practice.id}


def _address(name: str, place: Place | None) -> str:
    return reverse("office:operator-sheet", args=[name]) + (f"?cabinet={place.practice.id}" if place else "")


def _page(
    request: DeskRequest,
    name: str,
    shown: Sheet,
    place: Place | None,
    edits: bool,
    form: forms.Form | None,
    trouble: str,
) -> HttpResponse:
    before = read_id(request.GET.get("avant"), "avant")
    rows = shown.lines(request.actor, Where(place.practice if place else None, before))
    with clocks_of(place.practice.id if place else None):
        lines = [{"id": row.id, "cells": shown.cells(row), "acts": _acts(shown, row)} for row in rows]
    context: dict[str, Any] = {
        "sheet": shown,
        "name": name,
        "place": place,
        "form": form,
        "trouble": trouble,
        "edits": edits,
        "lines": lines,
        "before": before,
        "older": queries.last_of(rows) if shown.pages else None,
    }
    return show(
        request,
        "office/operator_sheet.html",
        "operator",
        **context,
        status=422 if (form is not None and form.errors) or trouble else 200,
    )


def _acts(shown: Sheet, line: Any) -> dict[str, Act]:
    return {verb: act for verb, act in shown.acts.items() if act.when(line)}
