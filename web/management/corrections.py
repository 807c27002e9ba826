"""A practice that is open, corrected: what it says of itself, its places, an agenda that is offered no more."""

from collections.abc import Callable
from dataclasses import asdict
from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from core.errors import DomainError, NotFound
from patients.phones import read_phone
from practices.enums import clocks_of
from practices.managed import ManagedPractice
from practices.queries import locations, role_in
from practices.services import add_location, change_location, change_practice, close_practitioner_role
from web import french
from web.desk.forms import show_refusal
from web.desk.requests import DeskRequest
from web.management.access import managed_at
from web.management.forms_opening import PlaceForm
from web.management.forms_practice import PlaceChangeForm, PracticeChangeForm


@require_http_methods(["GET", "POST"])
def practice(request: DeskRequest, practice_id: UUID) -> HttpResponse:
    """Name, telephone, greeting, presentation."""
    managed = managed_at(request, practice_id)
    known = {name: getattr(managed.practice, name) for name in ("name", "kind", "greeting", "public_text")}
    phone = french.phone(managed.practice.phone) if managed.practice.phone else ""
    form = PracticeChangeForm(_typed(request), initial={**known, "phone": phone})

    def write() -> None:
        told = form.cleaned_data
        number = read_phone(told["phone"]) if told["phone"] else ""
        change_practice(actor=request.actor, practice_id=practice_id, **{**told, "phone": number})

    return _page(request, managed, "Le cabinet", form, write)


@require_http_methods(["GET", "POST"])
def new_place(request: DeskRequest, practice_id: UUID) -> HttpResponse:
    """One more place; its agendas follow by « Un praticien de plus »."""
    managed = managed_at(request, practice_id)
    form = PlaceForm(_typed(request))

    def write() -> None:
        told = asdict(form.terms())
        zone = clocks_of(told["holiday_territory"])
        add_location(actor=request.actor, practice_id=practice_id, timezone=zone, **told)

    return _page(request, managed, "Un lieu de plus", form, write)


@require_http_methods(["GET", "POST"])
def place(request: DeskRequest, practice_id: UUID, location_id: UUID) -> HttpResponse:
    """A place as patients find it."""
    managed = managed_at(request, practice_id)
    found = next((one for one in locations(request.actor, practice_id) if one.id == location_id), None)
    if found is None:
        raise NotFound()
    form = PlaceChangeForm(_typed(request), initial=PlaceChangeForm.known(found))

    def write() -> None:
        told = form.cleaned_data
        change_location(
            actor=request.actor,
            location_id=location_id,
            name=told["place"],
            address_line=told["address_line"],
            postal_code=told["postal_code"],
            city=told["city"],
        )

    hint = f"Son territoire ({found.get_holiday_territory_display()}) reste : ses horaires sont lus sur ses horloges."
    return _page(request, managed, found.name, form, write, hint)


@require_POST
def close_agenda(request: DeskRequest, practice_id: UUID, role_id: UUID) -> HttpResponse:
    """An agenda offers nothing any more."""
    managed_at(request, practice_id)
    role = role_in(request.actor, role_id)
    if role.practice_id != practice_id:
        raise NotFound()
    close_practitioner_role(actor=request.actor, practitioner_role_id=role_id)
    messages.success(
        request, f"L'agenda de {role.practitioner.display_name} ne propose plus rien ; ses visites restent."
    )
    return redirect("management:practice", practice_id)


def _typed(request: DeskRequest) -> Any:
    return request.POST if request.method == "POST" else None


def _page(
    request: DeskRequest,
    managed: ManagedPractice,
    title: str,
    form: forms.Form,
    write: Callable[[], None],
    hint: str = "",
) -> HttpResponse:
    """One form: written, then back to the practice; or shown with what is wrong."""
    trouble, status = "", 200
    if request.method == "POST":
        status = 400
        if form.is_valid():
            try:
                write()
                messages.success(request, "C'est enregistré.")
                return redirect("management:practice", managed.practice.id)
            except DomainError as refusal:
                if refusal.status in (403, 404):
                    raise
                trouble, status = show_refusal(form, refusal), refusal.status
    context = {"here": "home", "managed": managed, "title": title, "form": form, "trouble": trouble, "hint": hint}
    return render(request, "management/correction.html", context, status=status)
