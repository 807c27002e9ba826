"""Opening a practice: the first step of its set-up, written whole or not at all."""

from typing import Any

from django import forms
from django.contrib import messages
from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from accounts.errors import InvalidCode, UsernameTaken
from core import clock
from core.errors import DomainError, TooManyRequests
from patients.phones import read_phone
from practices.errors import InvalidRpps
from practices.permissions import Permission, check_may_on_platform
from practices.services import Founded, found_practice
from web import french
from web.desk.requests import DeskRequest
from web.management.access import secretariats
from web.management.forms_opening import MandateForm, PlaceForm, PracticeForm, ResponsibleForm
from web.step_up import needs_code, take_code


@require_http_methods(["GET", "POST"])
def open_practice(request: DeskRequest) -> HttpResponse:
    """Practice, place, practitioner and mandate on one page."""
    check_may_on_platform(request.actor, Permission.PRACTICE_OPEN)
    parts = _forms(request)
    if request.method == "GET":
        return _page(request, parts)
    wrong = [form for form in parts.values() if not form.is_valid()]  # each says what it lacks
    if wrong:
        return _page(request, parts, status=400)
    try:
        take_code(request)
        with transaction.atomic():
            made = _found(request, parts)
    except (InvalidCode, TooManyRequests) as refusal:
        return _page(request, parts, status=refusal.status, code_trouble=refusal.title)
    except DomainError as refusal:
        trouble = "" if any(_marked(form, refusal) for form in parts.values()) else refusal.title
        return _page(request, parts, status=refusal.status, trouble=trouble)
    messages.success(request, f"{made.practice.name} est ouvert. Il reste à dire ce qui s'y réserve, et quand.")
    return redirect("management:step", made.practice.id, "motifs")


def _forms(request: DeskRequest) -> dict[str, forms.Form]:
    typed = request.POST if request.method == "POST" else None
    today = french.local(clock.now(), french.HOME_ZONE).date()
    return {
        "practice": PracticeForm(typed),
        "place": PlaceForm(typed),
        "who": ResponsibleForm(typed),
        "mandate": MandateForm(typed, secretariats=secretariats(request), today=today),
    }


def _found(request: DeskRequest, parts: dict[str, Any]) -> Founded:
    told, mandate = parts["practice"].cleaned_data, parts["mandate"].cleaned_data
    return found_practice(
        actor=request.actor,
        secretariat_id=mandate["secretariat_id"],
        name=told["name"],
        kind=told["kind"],
        phone=read_phone(told["phone"]) if told["phone"] else "",
        greeting=told["greeting"],
        place=parts["place"].terms(),
        responsible=parts["who"].terms(),
        mandate_until=mandate["mandate_until"],
        lends_hours=mandate["lends_hours"],
    )


def _marked(form: forms.Form, refusal: DomainError) -> bool:
    """Whether the refusal is about a field of this form, where it now stands."""
    if isinstance(refusal, UsernameTaken | InvalidRpps):
        field = "rpps" if isinstance(refusal, InvalidRpps) else "username"
        if field in form.fields:
            form.add_error(field, refusal.title)
        return field in form.fields
    mine = [error for error in refusal.errors if error.field in form.fields]
    for error in mine:
        form.add_error(error.field, error.detail)
    return bool(mine)


def _page(request: DeskRequest, parts: dict[str, forms.Form], *, status: int = 200, **more: str) -> HttpResponse:
    context = {"here": "open", **parts, "needs_code": needs_code(request), **more}
    return render(request, "management/open.html", context, status=status)
