"""The people of the secretariat: accounts and roles, invitations, what they accepted, how they came in."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accounts.enums import AccountStatus
from accounts.errors import InvalidCode, UsernameTaken
from consent.charter_standing import Standing, standing_of
from core import clock
from core.errors import DomainError, NotFound, TooManyRequests
from practices.managed import membership_in, sign_ins_since, staff_of
from practices.models import Secretariat, SecretariatMembership
from practices.services import change_person_role, invite_person, leave_secretariat, take_on_person
from web.desk.forms import show_refusal
from web.desk.requests import DeskRequest
from web.management.access import secretariats
from web.management.forms_people import PersonForm, RoleForm
from web.step_up import needs_code, take_code

RECENT, A_YEAR = timedelta(days=30), timedelta(days=366)


def owing(request: DeskRequest, own: Iterable[Secretariat]) -> set[UUID]:
    """The people who have a text to accept."""
    found = [standing for one in own for standing in standing_of(request.actor, one.id).values()]
    return {standing.user_id for standing in found if standing.owes}


@require_http_methods(["GET", "POST"])
def team(request: DeskRequest) -> HttpResponse:
    """Everybody, and somebody new: made here, then invited."""
    own = secretariats(request)
    typed = request.POST if request.method == "POST" else None
    form = PersonForm(typed, secretariats=own)
    trouble, status = "", 200
    if typed is not None:
        status = 400
        if form.is_valid():
            try:
                take_code(request)
                with transaction.atomic():
                    user = take_on_person(actor=request.actor, **form.cleaned_data)
                    code = invite_person(actor=request.actor, user_id=user.id)
                return _team(request, own, PersonForm(secretariats=own), code=code, invited=user)
            except (InvalidCode, TooManyRequests) as refusal:
                return _team(request, own, form, status=refusal.status, code_trouble=refusal.title)
            except UsernameTaken as taken:
                form.add_error("username", taken.title)
                status = taken.status
            except DomainError as refusal:
                trouble, status = show_refusal(form, refusal), refusal.status
    return _team(request, own, form, status=status, trouble=trouble)


@require_http_methods(["GET", "POST"])
def person(request: DeskRequest, membership_id: UUID) -> HttpResponse:
    """One of them; another role when one is chosen."""
    membership = membership_in(request.actor, membership_id)
    if request.method == "GET":
        return _person(request, membership)
    form = RoleForm(request.POST)
    if not form.is_valid():
        return _person(request, membership, status=400, form=form)
    try:
        take_code(request)
    except (InvalidCode, TooManyRequests) as refusal:
        return _person(request, membership, status=refusal.status, form=form, code_trouble=refusal.title)
    with transaction.atomic():
        changed = change_person_role(actor=request.actor, membership_id=membership_id, role=form.cleaned_data["role"])
    messages.success(request, "Le rôle est changé ; ses sessions ouvertes sont closes.")
    return redirect("management:person", changed.id)


@require_POST
def invite(request: DeskRequest, membership_id: UUID) -> HttpResponse:
    """A new code for somebody who never came in, or whose account was compromised: shown in this answer alone."""
    membership = membership_in(request.actor, membership_id)
    with transaction.atomic():
        code = invite_person(actor=request.actor, user_id=membership.user_id)
    return _person(request, membership, code=code, invited=membership.user)


@require_POST
def leave(request: DeskRequest, membership_id: UUID) -> HttpResponse:
    """Somebody no longer works for the secretariat: no right is left at their next request. Never oneself."""
    membership = membership_in(request.actor, membership_id)
    if membership.user_id == request.actor.user_id:
        raise NotFound()
    leave_secretariat(actor=request.actor, membership_id=membership_id)
    messages.success(request, f"{membership.user.display_name} ne fait plus partie de l'équipe.")
    return redirect("management:team")


@require_GET
def connections(request: DeskRequest) -> HttpResponse:
    """How everybody came in during the last thirty days, or tried to."""
    rows = sign_ins_since(request.actor, RECENT)
    return render(request, "management/connections.html", {"here": "connections", "sign_ins": rows})


def _team(
    request: DeskRequest, own: list[Secretariat], form: PersonForm, *, status: int = 200, **more: Any
) -> HttpResponse:
    owes, at = owing(request, own), clock.now()
    rows = [
        {
            "membership": one,
            "state": one.user.status_at(at).label,
            "tone": _tone(one.user.status_at(at)),
            "owes": one.user_id in owes,
            "url": "management:person",
        }
        for one in staff_of(request.actor)
    ]
    context = {
        "here": "team",
        "rows": rows,
        "form": form,
        "secretariats": own,
        "needs_code": needs_code(request),
        **more,
    }
    return render(request, "management/team.html", context, status=status)


def _person(request: DeskRequest, membership: SecretariatMembership, *, status: int = 200, **more: Any) -> HttpResponse:
    at: datetime = clock.now()
    standing = standing_of(request.actor, membership.secretariat_id).get(
        membership.user_id, Standing(membership.user_id, [])
    )
    state = membership.user.status_at(at)
    more.setdefault("form", RoleForm(initial={"role": membership.role}))
    context = {
        "here": "team",
        "membership": membership,
        "state": state.label,
        "tone": _tone(state),
        "texts": standing.accepted,
        "may_invite": state in (AccountStatus.INVITED, AccountStatus.COMPROMISED),
        "needs_code": needs_code(request),
        "is_me": membership.user_id == request.actor.user_id,
        "sign_ins": sign_ins_since(request.actor, A_YEAR, [membership.user_id])[:50],
        **more,
    }
    return render(request, "management/person.html", context, status=status)


def _tone(status: AccountStatus) -> str:
    return {AccountStatus.ACTIVE: "ok", AccountStatus.INVITED: "warn"}.get(status, "alert")
