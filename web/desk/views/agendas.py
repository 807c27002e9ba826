"""One agenda: its substitutes, and the ledger of what was booked over its rules."""

from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_POST

from accounts.queries import display_names
from booking.errors import OverrideSettled, OverrideUncorrected, SubstituteBusy, SubstituteUnfit
from booking.models import Settlement
from booking.overrides import overrides_of, settleable
from booking.services.ledger import settle_override
from booking.services.substitutes import add_substitution, end_substitution
from booking.stand_ins import substitutions_of
from core import clock
from core.errors import DomainError, InvalidInput, NotFound
from core.scoping import Actor
from patients.queries import patient_lines
from practices import queries as practices
from practices.models import PractitionerRole
from practices.permissions import Permission, can
from web import french
from web.desk.call_state import read_id
from web.desk.forms import LastDayForm, SubstituteForm, show_refusal
from web.desk.presenters.agenda import LedgerLine, ledger_lines, stay
from web.desk.presenters.planning import planning_url
from web.desk.requests import DeskRequest

DONE = {
    "remplacant": "Le remplacement est inscrit : les rendez-vous de ces jours lui sont confiés.",
    "fin": "Le remplacement est écourté : les rendez-vous suivants reviennent au praticien.",
    "accepted": "Dérogation acceptée.",
    "corrected": "Dérogation corrigée.",
}


@require_GET
def agenda(request: DeskRequest, role_id: UUID) -> HttpResponse:
    """Who stands in when; the dérogations that wait, or all of them with `tout`."""
    return _show(request, role_id)


@require_POST
def substitute(request: DeskRequest, role_id: UUID) -> HttpResponse:
    """Somebody stands in for some days."""
    role = practices.role_in(request.actor, role_id)
    people = _colleagues(request.actor, role)
    chosen = read_id(request.POST.get("substitute"), "substitute")
    if chosen is not None and str(chosen) not in dict(people):
        raise NotFound()
    form = SubstituteForm(request.POST, people=people)
    if not form.is_valid():
        return _show(request, role_id, form, status=400)
    try:
        add_substitution(
            actor=request.actor,
            practitioner_role_id=role_id,
            substitute_id=UUID(form.cleaned_data["substitute"]),
            starts_on=form.cleaned_data["starts_on"],
            ends_on=form.cleaned_data["ends_on"],
        )
    except (InvalidInput, SubstituteBusy, SubstituteUnfit) as refusal:
        trouble = refusal.extra.get("detail") or show_refusal(form, refusal)
        return _show(request, role_id, form, status=refusal.status, refusal=refusal, trouble=trouble)
    return _done(role_id, "remplacant")


@require_POST
def end_stay(request: DeskRequest, role_id: UUID, substitution_id: UUID) -> HttpResponse:
    """The substitute leaves earlier."""
    practices.role_in(request.actor, role_id)
    form = LastDayForm(request.POST)
    if not form.is_valid():
        return _show(request, role_id, status=400, trouble=str(form.errors["last_day"][0]))
    try:
        end_substitution(actor=request.actor, substitution_id=substitution_id, last_day=form.cleaned_data["last_day"])
    except (InvalidInput, SubstituteBusy) as refusal:
        trouble = show_refusal(form, refusal) or str(form.errors["last_day"][0])
        return _show(request, role_id, status=refusal.status, refusal=refusal, trouble=trouble)
    return _done(role_id, "fin")


@require_POST
def settle(request: DeskRequest, role_id: UUID, override_id: UUID) -> HttpResponse:
    """The practitioner accepts a booking over the rules, or says that it was corrected since."""
    practices.role_in(request.actor, role_id)
    settlement = request.POST.get("settlement", "")
    if settlement not in Settlement.values:
        raise InvalidInput.at("settlement", "invalid-choice", "Choisissez dans la liste.")
    try:
        settle_override(actor=request.actor, override_id=override_id, settlement=Settlement(settlement))
    except (OverrideSettled, OverrideUncorrected) as refusal:
        return _show(request, role_id, status=refusal.status, trouble=refusal.title)
    return _done(role_id, settlement)


def _show(
    request: DeskRequest,
    role_id: UUID,
    form: SubstituteForm | None = None,
    *,
    status: int = 200,
    refusal: DomainError | None = None,
    trouble: str = "",
) -> HttpResponse:
    actor = request.actor
    role = practices.role_in(actor, role_id)
    today = french.local(clock.now(), role.location.timezone).date()
    may_edit = can(actor, Permission.SUBSTITUTE_EDIT, role.practice_id)
    shows_all = bool(request.GET.get("tout"))
    may_read_ledger = can(actor, Permission.OVERRIDE_READ, role.practice_id)
    here = reverse("desk:agenda", args=[role_id])
    busy = refusal.extra.get("appointments", []) if refusal else []
    context: dict[str, Any] = {
        "here": "planning",
        "agenda": role,
        "stays": [stay(one, today=today, may_end=may_edit) for one in substitutions_of(actor, role_id)],
        "form": form or SubstituteForm(people=_colleagues(actor, role)),
        "may_edit": may_edit,
        "may_read_ledger": may_read_ledger,
        "lines": _lines(actor, role, shows_all) if may_read_ledger else [],
        "shows_all": shows_all,
        "other_url": here if shows_all else f"{here}?tout=1",
        "planning_url": planning_url(role.practice_id, today),
        "busy": [reverse("desk:appointment", args=[one]) for one in busy],
        "trouble": trouble,
        "done": DONE.get(request.GET.get("fait", ""), ""),
    }
    return render(request, "desk/agenda.html", context, status=status)


def _lines(actor: Actor, role: PractitionerRole, shows_all: bool) -> list[LedgerLine]:
    found = overrides_of(actor, role.id, is_settled=None if shows_all else False).results
    patients = patient_lines(actor, {line.appointment.patient_id for line in found})
    authors = display_names({line.made_by_id for line in found if line.made_by_id})
    return ledger_lines(found, patients, authors, settleable(actor, found))


def _colleagues(actor: Actor, role: PractitionerRole) -> list[tuple[str, str]]:
    """Whoever else practises there, once each."""
    others = {one.practitioner_id: one.practitioner for one in practices.practitioner_roles(actor, role.practice_id)}
    others.pop(role.practitioner_id, None)
    return [(str(person_id), person.display_name) for person_id, person in others.items()]


def _done(role_id: UUID, what: str) -> HttpResponse:
    return redirect(f"{reverse('desk:agenda', args=[role_id])}?fait={what}")
