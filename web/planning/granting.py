"""Giving a mandate, or other rights to a running one: to whom, on what, from when, until when; a code first."""

from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from django import forms
from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from accounts.errors import InvalidCode
from core import clock
from core.errors import DomainError, TooManyRequests
from practices import queries as practices
from practices.models import Delegation
from practices.permissions import USUAL_DELEGATION, Permission, check_may
from practices.services import grant_delegation, replace_delegation
from practices.zones import zone_of
from web import french
from web.desk.forms import show_refusal
from web.desk.requests import DeskRequest
from web.planning.days import read_asked
from web.planning.forms import day
from web.planning.words import choices, chosen_in, permissions_of
from web.step_up import needs_code, take_code

YEAR = timedelta(days=365)
NOTHING = {"required": "Choisissez au moins une chose."}


class ChangeForm(forms.Form):
    """On what, until when."""

    may = forms.MultipleChoiceField(
        label="Peut", choices=choices, widget=forms.CheckboxSelectMultiple, error_messages=NOTHING
    )
    last_day = day("Jusqu'au", hint="Le dernier jour compris. Vous pouvez révoquer avant, à tout instant.")


class GrantForm(ChangeForm):
    """The same, and to whom, from when."""

    secretariat_id = forms.TypedChoiceField(label="Secrétariat", coerce=UUID)
    first_day = day("À partir du")
    field_order = ("secretariat_id", "first_day", "last_day", "may")

    def __init__(self, *args: Any, secretariats: list[tuple[UUID, str]], **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["secretariat_id"].choices = secretariats  # type: ignore[attr-defined]


@require_http_methods(["GET", "POST"])
def grant(request: DeskRequest) -> HttpResponse:
    """A mandate to a secretariat that has none running here."""
    asked = read_asked(request)
    check_may(request.actor, Permission.DELEGATION_GRANT, asked.practice.id)
    named = [(one.id, one.name) for one in practices.secretariats_to_trust(request.actor, asked.practice.id)]
    initial = {"first_day": asked.today, "last_day": asked.today + YEAR, "may": chosen_in(USUAL_DELEGATION)}
    form = GrantForm(request.POST if request.method == "POST" else None, secretariats=named, initial=initial)
    here, zone = reverse("planning:delegations") + f"?cabinet={asked.practice.id}", zone_of(asked.practice.id)

    def write() -> Delegation:
        told = form.cleaned_data
        return grant_delegation(
            actor=request.actor,
            practice_id=asked.practice.id,
            secretariat_id=told["secretariat_id"],
            starts_at=max(_midnight(told["first_day"], zone), clock.now()),
            ends_at=_midnight(told["last_day"] + timedelta(days=1), zone),
            permissions=permissions_of(told["may"]),
        )

    shown = {"title": "Donner une délégation", "about": asked.practice.name, "nobody": not named}
    return _asked(request, form, write, here, "donne", shown)


@require_http_methods(["GET", "POST"])
def change(request: DeskRequest, delegation_id: UUID) -> HttpResponse:
    """Other rights, or another end: the former mandate ends and this one takes its place, in one go."""
    former = practices.delegation_in(request.actor, delegation_id)
    check_may(request.actor, Permission.DELEGATION_GRANT, former.practice_id)
    zone = zone_of(former.practice_id)
    last = french.local(former.ends_at - timedelta(microseconds=1), zone).date()
    initial = {"last_day": last, "may": chosen_in(former.permissions)}
    form = ChangeForm(request.POST if request.method == "POST" else None, initial=initial)
    here = reverse("planning:delegations") + f"?cabinet={former.practice_id}"

    def write() -> Delegation:
        told = form.cleaned_data
        return replace_delegation(
            actor=request.actor,
            delegation_id=delegation_id,
            ends_at=_midnight(told["last_day"] + timedelta(days=1), zone),
            permissions=permissions_of(told["may"], former.permissions),
        )

    return _asked(
        request, form, write, here, "change", {"title": "Changer la délégation", "about": former.secretariat.name}
    )


def _asked(
    request: DeskRequest, form: forms.Form, write: Any, here: str, done: str, shown: dict[str, Any]
) -> HttpResponse:
    """The form; written when it is right and the code is."""
    status, more = 200, dict[str, Any]()
    if request.method == "POST":
        status = 400
        if form.is_valid():
            try:
                take_code(request)
                with transaction.atomic():
                    write()
                return redirect(f"{here}&fait={done}")
            except (InvalidCode, TooManyRequests) as refusal:
                status, more = refusal.status, {"code_trouble": refusal.title}
            except DomainError as refusal:
                if refusal.status in (403, 404):
                    raise
                status, more = refusal.status, {"trouble": show_refusal(form, refusal)}
    context = {
        "here": "delegations",
        "form": form,
        "back_url": here,
        "needs_code": needs_code(request),
        **shown,
        **more,
    }
    return render(request, "planning/grant.html", context, status=status)


def _midnight(day: date, zone: str) -> datetime:
    """A mandate's days are those of the practice that gives it."""
    return datetime.combine(day, time(), tzinfo=ZoneInfo(zone)).astimezone(UTC)
