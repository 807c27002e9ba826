"""The steps of a set-up, one form each: written as soon as it is right, then on to the next that is left."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.db import transaction
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from booking.services import open_week
from booking.timetable_lists import opening_rules_of
from calls.lines import lines_of, telephone_accounts
from calls.services import add_line, withdraw_line
from core import clock
from core.errors import DomainError, InvalidInput, NotFound
from practices.managed import ManagedPractice
from practices.models import PractitionerRole
from practices.permissions import Permission, check_may
from practices.queries import locations, practitioner_roles, visit_reasons
from practices.services import add_first_reasons, take_in_practitioner
from web import french
from web.desk.call_state import read_id
from web.desk.forms import show_refusal
from web.desk.requests import DeskRequest
from web.management.access import managed_at
from web.management.forms_setup import AgendaForm, FirstReasonsForm, LineForm, WeekForm
from web.management.progress import progress_of


@dataclass(frozen=True, slots=True)
class Screen:
    """One step: its form, what it writes, and what its page shows beside the form."""

    title: str
    template: str
    form: forms.Form
    write: Callable[[], object]
    shows: dict[str, Any] = field(default_factory=dict)


Typed = Any  # what was posted, or None


def _reasons(request: DeskRequest, managed: ManagedPractice, typed: Typed) -> Screen:
    known = list(visit_reasons(request.actor, managed.practice.id))
    form = FirstReasonsForm(typed, kind="" if known else managed.practice.kind, is_first=not known)

    def write() -> None:
        add_first_reasons(actor=request.actor, practice_id=managed.practice.id, wanted=form.wanted())

    return Screen("Ce qui se réserve", "management/step_reasons.html", form, write, {"reasons": known})


def _hours(request: DeskRequest, managed: ManagedPractice, typed: Typed) -> Screen:
    check_may(request.actor, Permission.OPENING_EDIT, managed.practice.id)
    roles = list(practitioner_roles(request.actor, managed.practice.id))
    rules = {role.id: opening_rules_of(request.actor, role.id) for role in roles}
    role = _chosen(request, roles, {role_id for role_id, found in rules.items() if found})
    form = WeekForm(typed, works=not rules[role.id])
    today = french.local(clock.now(), role.location.timezone).date()

    def write() -> None:
        open_week(actor=request.actor, practitioner_role_id=role.id, week=form.week(today))

    said = [
        f"{french.DAYS[rule.weekday].capitalize()} {rule.starts_at_time:%H:%M} – {rule.ends_at_time:%H:%M}"
        for rule in rules[role.id]
        if rule.valid_until is None or rule.valid_until >= today
    ]
    shows = {"role": role, "agendas": [(one, bool(rules[one.id])) for one in roles], "known": said}
    return Screen("La semaine ordinaire", "management/step_hours.html", form, write, shows)


def _line(request: DeskRequest, managed: ManagedPractice, typed: Typed) -> Screen:
    name = managed.practice.name
    form = LineForm(typed, accounts=telephone_accounts(), initial={"name": name, "number": managed.practice.phone})

    def write() -> None:
        add_line(actor=request.actor, practice_id=managed.practice.id, **form.cleaned_data)

    lines = [(french.phone(line.e164), line) for line in lines_of(request.actor, managed.practice.id)]
    return Screen("Le numéro répondu", "management/step_line.html", form, write, {"lines": lines})


def _agenda(request: DeskRequest, managed: ManagedPractice, typed: Typed) -> Screen:
    places = [(place.id, place.name) for place in locations(request.actor, managed.practice.id)]
    form = AgendaForm(typed, places=places)

    def write() -> None:
        take_in_practitioner(actor=request.actor, practice_id=managed.practice.id, **form.cleaned_data)

    return Screen("Un praticien de plus", "management/step_plain.html", form, write)


SCREENS = {"motifs": _reasons, "plages": _hours, "ligne": _line, "praticien": _agenda}


@require_http_methods(["GET", "POST"])
def step(request: DeskRequest, practice_id: UUID, step: str) -> HttpResponse:
    """One step, to fill or to look at again."""
    managed = managed_at(request, practice_id)
    if step not in SCREENS:
        raise NotFound()
    if "retirer" in request.POST:
        return _withdraw(request, managed, step)
    screen = SCREENS[step](request, managed, request.POST if request.method == "POST" else None)
    trouble, status = "", 200
    if request.method == "POST":
        status = 400
        if screen.form.is_valid():
            try:
                with transaction.atomic():
                    screen.write()
                return _onward(request, managed)
            except DomainError as refusal:
                if refusal.status in (403, 404):
                    raise
                trouble, status = show_refusal(screen.form, refusal), refusal.status
    context = {
        "here": "home",
        "managed": managed,
        "progress": progress_of(request.actor, [practice_id])[practice_id],
        "step": step,
        "title": screen.title,
        "form": screen.form,
        "trouble": trouble,
        **screen.shows,
    }
    return render(request, screen.template, context, status=status)


def _onward(request: DeskRequest, managed: ManagedPractice) -> HttpResponseRedirect:
    """To the next step that is needed; else back to the practice, which shows its first time."""
    progress = progress_of(request.actor, [managed.practice.id])[managed.practice.id]
    if progress.next is not None and progress.next.needed:
        return redirect(progress.next.url)
    messages.success(request, "C'est enregistré.")
    return redirect("management:practice", managed.practice.id)


def _withdraw(request: DeskRequest, managed: ManagedPractice, step: str) -> HttpResponseRedirect:
    """A line that is no longer answered."""
    line_id = read_id(request.POST.get("retirer"), "retirer")
    if step != "ligne" or line_id is None:
        raise NotFound()
    withdraw_line(actor=request.actor, practice_id=managed.practice.id, line_id=line_id)
    messages.success(request, "La ligne n'est plus répondue.")
    return redirect("management:step", managed.practice.id, step)


def _chosen(request: DeskRequest, roles: list[PractitionerRole], opened: set[UUID]) -> PractitionerRole:
    """`?agenda=`, else the first without hours, else the first."""
    wanted = read_id(request.GET.get("agenda"), "agenda")
    if not roles:
        raise InvalidInput.at("agenda", "none", "Ce cabinet n'a aucun agenda.")
    if wanted is not None:
        found = next((role for role in roles if role.id == wanted), None)
        if found is None:
            raise NotFound()
        return found
    return next((role for role in roles if role.id not in opened), roles[0])
